"""The files of a portfolio, read once for all that is asked of it, and again where they are not what they were."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import finalize

from carteira_cli.api import wanted_by
from carteira_cli.commands import analyses
from carteira_cli.config.settings import SOURCE_KEYS
from carteira_cli.customers.shelf import Kept, Shelf
from carteira_cli.errors import CarteiraError
from carteira_cli.reading.inputs.watch import identity
from carteira_cli.reading.inputs.workspace import spill_folder
from carteira_cli.sources.finding.locate import inputs_of
from carteira_cli.sources.ledger import Ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.reading_rules import Rules

    State = tuple[tuple[str, tuple[int, ...]], ...]  # file → its `identity`


class Readings:
    """What was read of a portfolio so far. It fills as analyses ask; closed, it begins anew.

    Lines that every analysis may share are shared, as for the jobs of `exportar`; where an analysis has to read for
    itself, because lines are rejected for a column that it alone uses, its reading is kept for the next like it.
    """

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._gone: finalize[..., Readings] | None = None  # lets go of the folder, also where nobody closes
        self._shelf: Shelf | None = None
        self._own: list[Kept] = []
        self._state: State = ()

    def refresh(self, config: Config) -> None:
        """Forget what was read of files that are not what they were, and look which columns are of use.

        Args:
            config: what one analysis is told: the columns that only its filters and groups name are read by it alone.
        """
        state = state_of(config)
        if self._shelf is not None and state == self._state:
            return
        self.close()
        self._folder, self._state = spill_folder(), state
        self._gone = finalize(self, _remove, self._folder, os.getpid())
        self._gone.atexit = False  # then all scratch files go
        self._shelf = Shelf(self._folder, frozenset[str]().union(*_columns(config)))

    def open(
        self, table: CanonicalTable, paths: Sequence[Path | str], mapping: Mapping[str, str], rules: Rules
    ) -> Ledger:
        """The files of a table, as `open_ledger`; read only if they were not yet.

        Raises:
            DataError: as `open_ledger`.
        """
        if self._shelf is None or self._folder is None:
            raise RuntimeError("opened before it was refreshed")
        own = replace(rules, mapping=dict(mapping))
        for known in self._own:
            if (known.table, known.paths, known.rules) == (table.name, tuple(paths), own) and known.lines is not None:
                return Ledger.of(known.lines)
        named = rules.optional is not None and rules.optional <= self._shelf.columns
        shared = named and rules.further <= self._shelf.further  # a filter or a group may name a column of its own
        opener = self._shelf.open if shared else open_ledger
        found = opener(table, paths, mapping, rules)
        if found.proven.staged is not None:
            return found
        lines = found.proven.put_aside(self._folder / f"own-{len(self._own)}.arrow")
        self._own.append(Kept(table.name, tuple(paths), own, lines))
        return Ledger.of(lines)

    def close(self) -> None:
        """Let go of all that was read, and of the room that it took on the disk."""
        if self._gone is not None:
            self._gone()
        self._folder, self._gone, self._shelf = None, None, None
        self._own.clear()


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # a forked child must not take its parent's files away
        shutil.rmtree(folder, ignore_errors=True)


def state_of(config: Config) -> State:
    """What tells that the files of a portfolio, and its configuration, are the same; of an address only its name."""
    return tuple((str(named), _identity(named)) for key in SOURCE_KEYS for named in _named(config, key))


def _named(config: Config, table: str) -> Iterator[Path | str]:
    """The files of a table and the configuration; none of a table whose files can't be told: who reads it is told."""
    with suppress(CarteiraError):
        yield from (named for _, named in inputs_of(config, (table,)))


def _identity(named: Path | str) -> tuple[int, ...]:
    if isinstance(named, str):
        return ()
    try:
        return identity(named.stat())
    except OSError:  # whoever reads it will be told
        return ()


def _columns(config: Config) -> Iterator[frozenset[str]]:
    """The optional columns that each analysis reads of these files."""
    for name in analyses():
        try:
            yield wanted_by(name, config).columns
        except CarteiraError:  # one that can't be asked here: it will say so
            continue
