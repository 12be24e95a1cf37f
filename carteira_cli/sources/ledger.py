"""A table of one or more files as lazy, exact lines, with an account of every line that was read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.sources.audit import Audit, total
from carteira_cli.sources.opening import build_part
from carteira_cli.sources.proof import Proven, open_parts, prove, reading
from carteira_cli.sources.rejects import Reject, sample
from carteira_cli.sources.shortcut import collect_with_account, edges
from carteira_cli.sources.values import shows_nothing
from carteira_cli.units import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from carteira_cli.sources.part import Part, Rules
    from carteira_cli.sources.tables import Table


@dataclass(frozen=True)
class Ledger:
    """The lines of one table.

    Attributes:
        table: which table.
        opened: its files, in a fixed order, as they look at first.
        origin: the files in words, for messages and provenance.
        staged: the accepted lines as an Arrow file, where they were put aside for several analyses.
    """

    table: Table
    opened: tuple[Part, ...]
    origin: str
    staged: Path | None = None

    @cached_property
    def proven(self) -> tuple[Proven, ...]:
        """The files read whole: what was assumed of each holds for every line.

        Raises:
            DataError: a file can't be read to its end, or a convention of its values can't be told.
        """
        return tuple(prove(part) for part in self.opened)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The files, proven where that was done already."""
        if "proven" in self.__dict__:
            return tuple(proven.part for proven in self.proven)
        return self.opened

    @cached_property
    def ids_are_text(self) -> bool:
        """False when every file has the customer as the same integer type.

        Integers are grouped as they are, which is faster, and become text afterwards, one for one.
        """
        types = {part.id_type for part in self.opened}
        return len(types) > 1 or not next(iter(types)).is_integer()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Canonical columns that at least one file has."""
        return tuple(dict.fromkeys(name for part in self.opened for name in part.columns))

    def lines(self, start: int | None = None, end: int | None = None) -> pl.LazyFrame:
        """The accepted lines of the days `[start, end)`, lazily; None leaves an end open.

        Canonical columns; for sales also `cancelada` and `compra` (Boolean).
        """
        if self.staged is not None:
            return _within(pl.scan_ipc(self.staged), start, end).select(self._fields)
        clean = not (self.audit.rejected or self.audit.blank or self.audit.totals)
        parts = [proven.part.lines((start, end), id_as_text=self.ids_are_text, clean=clean) for proven in self.proven]
        return parts[0] if len(parts) == 1 else pl.concat(parts, how="diagonal")

    @property
    def _fields(self) -> tuple[str, ...]:
        """The columns of `lines`."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.columns))

    def put_aside(self, path: Path) -> Ledger:
        """The same, its files read once more and for the last time: the lines are kept in an Arrow file.

        Raises:
            DataError: a file can't be read to its end.
        """
        with reading(self.opened):
            self.lines().sink_ipc(path)
        return self._with(self.proven, path)

    def narrowed(self, rules: Rules) -> Ledger:
        """The same lines for an analysis that uses fewer optional columns; only where no line was rejected."""
        parts = (
            Proven(build_part(p.part.table, p.part.source, p.part.matched, rules, p.part.assumed), p.audit)
            for p in self.proven
        )
        return self._with(tuple(parts), self.staged)

    def _with(self, proven: tuple[Proven, ...], staged: Path | None) -> Ledger:
        found = Ledger(self.table, tuple(each.part for each in proven), self.origin, staged)
        found.__dict__["proven"] = proven
        return found

    def collect(
        self, build: Callable[[pl.LazyFrame], pl.LazyFrame], start: int | None = None, end: int | None = None
    ) -> pl.DataFrame:
        """Collect a query over the lines of the days `[start, end)`, with the account in the same reading if possible.

        Raises:
            DataError: a file can't be read to its end.
        """
        with reading(self.opened):
            if self._shares_a_reading and self._edges is not None:
                part = self.opened[0]
                found = collect_with_account(part, build, (start, end), id_as_text=self.ids_are_text)
                if found is not None and _ids_are_plain(found[0]):
                    frame, lines, void = found
                    first, last = self._edges
                    self.__dict__["proven"] = (Proven(part, Audit(lines, void, first_day=first, last_day=last)),)
                    return frame
            frame = build(self.lines(start, end)).collect(engine="streaming")
        return frame  # noqa: RET504 - mypy takes the context manager for one that swallows errors

    @property
    def _shares_a_reading(self) -> bool:
        return len(self.opened) == 1 and self.opened[0].is_typed and "proven" not in self.__dict__

    @cached_property
    def _edges(self) -> tuple[int | None, int | None] | None:
        with reading(self.opened):
            found = edges(self.opened[0]) if len(self.opened) == 1 and self.opened[0].is_typed else None
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
            DataError: a file can't be read to its end.
        """
        return total([proven.audit for proven in self.proven])

    def rejects(self, limit: int) -> list[Reject]:
        """The first rejected lines, in the order of files and lines."""
        found: list[Reject] = []
        for proven in self.proven:
            if len(found) < limit and proven.audit.rejected:
                found += sample(proven.part, limit - len(found))
        return found

    def check(self, max_rejected: Fraction) -> None:
        """Refuse a source of which some file has more than a share of its lines rejected.

        Raises:
            DataError: with the first rejected line.
        """
        for proven in self.proven:
            audit = proven.audit
            if audit.rejected <= max_rejected * audit.lines:
                continue
            first = sample(proven.part, 1)[0]
            share = percent(float(max_rejected))
            raise DataError(
                f"{first.where}: {first.reason} ({audit.rejected} de {audit.lines} linhas rejeitadas, "
                f"mais de {share} %)",
                f'corrija a coluna "{first.column}" na origem, ou aceite mais com --max-rejeitadas',
            )


def _ids_are_plain(frame: pl.DataFrame) -> bool:
    """Whether the customers of a result show nothing that a reading of every line would have mended.

    There are fewer of them than lines; what they show, `prove` looks for in all lines.
    """
    return frame.schema.get("cliente") != pl.String or shows_nothing(frame["cliente"])


def _within(lines: pl.LazyFrame, start: int | None, end: int | None) -> pl.LazyFrame:
    """The lines of the days `[start, end)`; a table without days has no ends."""
    if start is not None:
        lines = lines.filter(pl.col("data") >= start)
    return lines if end is None else lines.filter(pl.col("data") < end)


def ledger_of(table: Table, proven: Sequence[Proven], origin: str) -> Ledger:
    """A ledger of files that were read whole already."""
    ledger = Ledger(table, tuple(each.part for each in proven), origin)
    ledger.__dict__["proven"] = tuple(proven)
    return ledger


def open_ledger(table: Table, paths: Sequence[Path | str], mapping: Mapping[str, str], rules: Rules) -> Ledger:
    """Open the files of a table.

    Raises:
        DataError: as `open_parts`.
    """
    own = replace(rules, mapping=mapping)
    parts = tuple(part for path in paths for part in open_parts(table, path, own))
    return Ledger(table, parts, ", ".join(part.raw.name for part in parts))
