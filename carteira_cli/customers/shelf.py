"""Several analyses of one portfolio: its files are read once, their lines put aside for all."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.sources.ledger import Ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.proving.lines import ProvenLines
    from carteira_cli.sources.reading_rules import Rules


@dataclass(frozen=True)
class Kept:
    """The files of a table under some rules, and their lines; None where analyses can't share them."""

    table: str
    paths: tuple[Path | str, ...]
    rules: Rules
    lines: ProvenLines | None


@dataclass
class Shelf:
    """What opens files for several analyses.

    A column that one analysis uses and another does not may have cells that only the first rejects a line for. So the
    lines are shared on the guess that no line is rejected; where one is, each analysis reads for itself. It fills as
    analyses ask.

    Attributes:
        folder: where lines are put aside.
        columns: the optional columns that any of the analyses uses.
        kept: what was opened so far.
        further: the columns beyond the canonical ones that any of the analyses names.
    """

    folder: Path
    columns: frozenset[str]
    kept: list[Kept] = field(default_factory=list)
    further: frozenset[str] = frozenset()

    def open(
        self, table: CanonicalTable, paths: Sequence[Path | str], mapping: Mapping[str, str], rules: Rules
    ) -> Ledger:
        """The files of a table; read only if they were not yet.

        Raises:
            DataError: as `open_ledger`.
        """
        own = replace(rules, mapping=dict(mapping))
        found = self._shared(table, tuple(paths), replace(own, optional=self.columns, further=self.further))
        return Ledger.of(found.narrowed(own)) if found is not None else open_ledger(table, paths, mapping, rules)

    def _shared(self, table: CanonicalTable, paths: tuple[Path | str, ...], rules: Rules) -> ProvenLines | None:
        for known in self.kept:
            if (known.table, known.paths, known.rules) == (table.name, paths, rules):
                return known.lines
        try:
            lines = open_ledger(table, paths, rules.mapping, rules).proven
            clean = not lines.audit.rejected
        except DataError:  # perhaps of a column that only some use: whoever uses it will be told
            self.kept.append(Kept(table.name, paths, rules, None))
            return None
        name = f"{table.name}-{len(self.kept)}.arrow"
        shared = lines.put_aside(self.folder / name) if clean else None
        self.kept.append(Kept(table.name, paths, rules, shared))
        return shared
