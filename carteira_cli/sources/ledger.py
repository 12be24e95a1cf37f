"""A table of one or more files as lazy, exact lines, with an account of every line that was read."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.sources.audit import Audit, audit_part, total
from carteira_cli.sources.files import ragged_line, unpaired_quote
from carteira_cli.sources.opening import open_part
from carteira_cli.sources.rejects import Reject, sample
from carteira_cli.sources.shortcut import collect_with_account, edges
from carteira_cli.units import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from carteira_cli.sources.part import Part, Rules
    from carteira_cli.sources.tables import Table


@dataclass(frozen=True)
class Ledger:
    """The lines of one table.

    Attributes:
        table: which table.
        parts: its files, in a fixed order.
        origin: the files in words, for messages and provenance.
        reopen: opens a file of it again, with its statuses known.
    """

    table: Table
    parts: tuple[Part, ...]
    origin: str
    reopen: Callable[[Path, Collection[str] | None], Part]

    @cached_property
    def ids_are_text(self) -> bool:
        """False when every file has the customer as the same integer type.

        Integers are grouped as they are, which is faster, and become text afterwards, one for one.
        """
        types = {part.id_type for part in self.parts}
        return len(types) > 1 or not next(iter(types)).is_integer()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Canonical columns that at least one file has."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.columns))

    @cached_property
    def settled(self) -> tuple[Part, ...]:
        """The parts, with every spelling of the status known."""
        with reading(self.parts):
            return tuple(
                part if part.unknown_status is None else self.reopen(part.raw.path, part.status_spellings())
                for part in self.parts
            )

    def lines(self, start: int | None = None, end: int | None = None) -> pl.LazyFrame:
        """The accepted lines of the days `[start, end)`, lazily; None leaves an end open.

        Canonical columns; for sales also `cancelada` and `compra` (Boolean).
        """
        clean = not (self.audit.rejected or self.audit.blank)
        parts = [part.lines((start, end), id_as_text=self.ids_are_text, clean=clean) for part in self.settled]
        return parts[0] if len(parts) == 1 else pl.concat(parts, how="diagonal")

    def collect(
        self, build: Callable[[pl.LazyFrame], pl.LazyFrame], start: int | None = None, end: int | None = None
    ) -> pl.DataFrame:
        """Collect a query over the lines of the days `[start, end)`, with the account in the same reading if possible.

        Raises:
            DataError: a file can't be read to its end.
        """
        with reading(self.parts):
            if self._shares_a_reading and self._edges is not None:
                found = collect_with_account(self.parts[0], build, (start, end), id_as_text=self.ids_are_text)
                if found is not None:
                    frame, lines, void = found
                    first, last = self._edges
                    self.__dict__["audit"] = Audit(lines, void, first_day=first, last_day=last)
                    return frame
            frame = build(self.lines(start, end)).collect(engine="streaming")
        return frame  # noqa: RET504 - mypy takes the context manager for one that swallows errors

    @property
    def _shares_a_reading(self) -> bool:
        return len(self.parts) == 1 and self.parts[0].raw.kind == "parquet" and "audit" not in self.__dict__

    @cached_property
    def _edges(self) -> tuple[int | None, int | None] | None:
        with reading(self.parts):
            found = edges(self.parts[0]) if len(self.parts) == 1 else None
        return found  # noqa: RET504 - as above

    @property
    def first_day(self) -> int | None:
        """Earliest day of a valid line."""
        return self._edges[0] if self._edges else self.audit.first_day

    @property
    def last_day(self) -> int | None:
        """Latest day of a valid line."""
        return self._edges[1] if self._edges else self.audit.last_day

    @cached_property
    def audit(self) -> Audit:
        """The account of all lines.

        Raises:
            DataError: a file breaks off in the middle, or a line has too many cells.
        """
        with reading(self.parts):
            found = total([audit_part(part) for part in self.settled])
        return found  # noqa: RET504 - as above

    def rejects(self, limit: int) -> list[Reject]:
        """The first rejected lines, in the order of files and lines."""
        found: list[Reject] = []
        for part in self.parts:
            if len(found) < limit and self.audit.rejected:
                found += sample(part, limit - len(found))
        return found

    def check(self, max_rejected: Fraction) -> None:
        """Refuse a source whose rejected lines are more than a share of all.

        Raises:
            DataError: with the first rejected line.
        """
        audit = self.audit
        if audit.rejected <= max_rejected * audit.lines:
            return
        first = self.rejects(1)[0]
        share = percent(float(max_rejected))
        raise DataError(
            f"{first.where}: {first.reason} ({audit.rejected} de {audit.lines} linhas rejeitadas, mais de {share} %)",
            f'corrija a coluna "{first.column}" na origem, ou aceite mais com --max-rejeitadas',
        )


def open_ledger(table: Table, paths: Sequence[Path], mapping: Mapping[str, str], rules: Rules) -> Ledger:
    """Open the files of a table.

    Raises:
        DataError: as `open_part`.
    """
    reopen = partial(_open_with, table, mapping, rules)
    return Ledger(table, tuple(reopen(path, None) for path in paths), ", ".join(str(path) for path in paths), reopen)


def _open_with(
    table: Table, mapping: Mapping[str, str], rules: Rules, path: Path, statuses: Collection[str] | None
) -> Part:
    return open_part(table, path, mapping, rules, statuses)


@contextmanager
def reading(parts: Sequence[Part]) -> Iterator[None]:
    """Turn what the engine says of a broken file into one line that names the file and the place.

    Raises:
        DataError: instead of the engine's own error.
    """
    try:
        yield
    except (pl.exceptions.PolarsError, OSError) as error:
        for part in parts:
            if part.raw.kind == "csv" and (place := ragged_line(part.raw)):
                line, cells, width = place
                raise DataError(
                    f"{part.raw.path}, linha {line}: {cells} células, mas o cabeçalho tem {width}",
                    "ponha entre aspas os textos que contêm o separador",
                ) from error
        for part in parts:
            if part.raw.kind == "csv" and (opened := unpaired_quote(part.raw)):
                raise DataError(
                    f'{part.raw.path}, linha {opened}: há aspas (") sem par',
                    'escreva as aspas de dentro de um texto em dobro e ponha o texto entre aspas: "TV 32"" LED"',
                ) from error
        names = ", ".join(str(part.raw.path) for part in parts)
        raise DataError(f"{names}: o conteúdo não pôde ser lido até o fim", "exporte o arquivo de novo") from error
