"""A table of one or more files as lazy, exact lines, with an account of every line that was read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.engines.polars import collect
from carteira_cli.errors import DataError
from carteira_cli.sources.copies import without_copies
from carteira_cli.sources.proving.audit import Audit, total
from carteira_cli.sources.proving.opening import build_part
from carteira_cli.sources.proving.proof import Proven, open_parts, reading
from carteira_cli.sources.proving.read_whole import Files
from carteira_cli.sources.proving.rejects import Reject, sample
from carteira_cli.sources.proving.shortcut import collect_with_account, edges
from carteira_cli.sources.values import shows_nothing
from carteira_cli.units import Unit, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.conversions import Conversions
    from carteira_cli.sources.rules import Rules


@dataclass(frozen=True)
class Ledger:
    """The lines of one table.

    Attributes:
        files: what it is read from.
        origin: the files in words, for messages and provenance.
        staged: the accepted lines as an Arrow file, where they were put aside for several analyses.
        said: what must be said of files that were named and not read.
        conversions: of leads, the files that say who of them became a customer.
    """

    files: Files
    origin: str
    staged: Path | None = None
    said: tuple[str, ...] = ()
    conversions: Conversions | None = None

    @property
    def table(self) -> CanonicalTable:
        """Which table."""
        return self.files.table

    @property
    def opened(self) -> tuple[Part, ...]:
        """Its files, in a fixed order, as they look at first."""
        return self.files.opened

    @property
    def parts(self) -> tuple[Part, ...]:
        """The files, proven where that was done already."""
        return self.files.parts

    @property
    def proven(self) -> tuple[Proven, ...]:
        """The files read whole.

        Raises:
            DataError: as `Files.proven`.
        """
        return self.files.proven

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
        own = dict.fromkeys(name for part in self.opened for name in part.columns)
        return tuple(own if self.conversions is None else own | {self.conversions.date: None})

    def lines(self, start: int | None = None, end: int | None = None) -> pl.LazyFrame:
        """The accepted lines of the days `[start, end)`, lazily; None leaves an end open.

        Canonical columns; for sales also `cancelada` and `compra` (Boolean).
        """
        if self.staged is not None:
            return _within(pl.scan_ipc(self.staged, glob=False), start, end).select(self._fields)
        clean = not (self.audit.rejected or self.audit.blank or self.audit.totals)
        parts = [
            proven.part.lines(
                (start, end), id_as_text=self.ids_are_text, clean=clean, without=self.files.repeated.rows.get(at)
            )
            for at, proven in enumerate(self.proven)
        ]
        lines = parts[0] if len(parts) == 1 else pl.concat(_alike(parts), how="diagonal")
        return lines if self.conversions is None else self.conversions.joined(lines)

    @property
    def _fields(self) -> tuple[str, ...]:
        """The columns of `lines`."""
        own = dict.fromkeys(name for part in self.parts for name in part.columns)
        return tuple(own if self.conversions is None else own | {self.conversions.date: None})

    def put_aside(self, path: Path) -> Ledger:
        """The same, its files read once more and for the last time: the lines are kept in an Arrow file.

        Raises:
            DataError: a file can't be read to its end.
        """
        with reading(self.opened):
            self.lines().sink_ipc(path)
        return replace(self, files=self.files.rebuilt(self.proven), staged=path)

    def narrowed(self, rules: Rules) -> Ledger:
        """The same lines for an analysis that uses fewer optional columns; only where no line was rejected."""
        parts = (
            Proven(build_part(p.part.table, p.part.source, p.part.matched, rules, p.part.assumed), p.audit)
            for p in self.proven
        )
        return replace(self, files=self.files.rebuilt(tuple(parts)))

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
                    self.files.settle(Proven(part, Audit(lines, void, first_day=first, last_day=last)))
                    return frame
            frame = collect(build(self.lines(start, end)))
        return frame  # noqa: RET504 - mypy takes the context manager for one that swallows errors

    @property
    def _shares_a_reading(self) -> bool:
        alone = len(self.opened) == 1 and self.conversions is None
        return alone and self.opened[0].is_typed and not self.files.are_proven

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

    @property
    def every(self) -> tuple[Proven, ...]:
        """All files that were read."""
        return self.proven if self.conversions is None else (*self.proven, *self.conversions.proven)

    @property
    def doubts(self) -> Iterator[str]:
        """What of several files counts otherwise than by adding them up, as sentences."""
        yield from self.said
        yield from self.files.repeated.warned
        if self.conversions is not None:
            yield from self.conversions.warnings(replace(self, conversions=None).lines())

    @cached_property
    def audit(self) -> Audit:
        """The account of all lines.

        Raises:
            DataError: a file can't be read to its end.
        """
        found = total([proven.audit for proven in self.every])
        left_out, void = self.files.repeated.lines, self.files.repeated.cancelled
        return replace(found, lines=found.lines - left_out, cancelled=found.cancelled - void, repeated=left_out)

    def rejects(self, limit: int) -> list[Reject]:
        """The first rejected lines, in the order of files and lines."""
        found: list[Reject] = []
        for proven in self.every:
            if len(found) < limit and proven.audit.rejected:
                found += sample(proven.part, limit - len(found))
        return found

    def check(self, max_rejected: Fraction) -> None:
        """Refuse a source of which some file has more than a share of its lines rejected.

        Raises:
            DataError: with the first rejected line.
        """
        for proven in self.every:
            audit = proven.audit
            if audit.rejected <= max_rejected * audit.lines:
                continue
            count = f"{audit.rejected} de {audit.lines} linhas rejeitadas"
            share = show(float(max_rejected), Unit.FRACTION)
            for first in sample(proven.part, 1):
                raise DataError(
                    f"{first.where}: {first.reason} ({count}, mais de {share})",
                    f'corrija a coluna "{first.column}" na origem, ou aceite mais com --max-rejeitadas',
                )
            # Statistics that do not tell what is in a Parquet hide its lines from a search, not from a count.
            raise DataError(
                f"{proven.part.raw.name}: {count} ({', '.join(audit.by_column)}), mais de {share}",
                "o arquivo pode estar corrompido: confira a coluna na origem e exporte de novo",
            )


def _alike(parts: Sequence[pl.LazyFrame]) -> list[pl.LazyFrame]:
    """Lines of several files with one type a column: an id that is a number in some of them is text in all."""
    schemas = [part.collect_schema() for part in parts]
    kinds: dict[str, set[pl.DataType]] = {}
    for schema in schemas:
        for name, dtype in schema.items():
            kinds.setdefault(name, set()).add(dtype)
    mixed = [name for name, found in kinds.items() if len(found) > 1]
    return [
        part.with_columns(pl.col(name).cast(pl.String) for name in mixed if name in schema)
        for part, schema in zip(parts, schemas, strict=True)
    ]


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


def open_ledger(table: CanonicalTable, paths: Sequence[Path | str], mapping: Mapping[str, str], rules: Rules) -> Ledger:
    """Open the files of a table.

    Raises:
        DataError: as `open_parts`.
    """
    own = replace(rules, mapping=mapping)
    kept, said = (paths, ()) if rules.add_up else without_copies(paths)
    conversions = None
    if table.name == "leads" and len(kept) > 1:
        from carteira_cli.sources.proving.conversions import leads_and_conversions  # weight: of leads in two files

        found, conversions = leads_and_conversions(kept, own)
    else:
        found = [(at, part) for at, path in enumerate(kept) for part in open_parts(table, path, own)]
    parts, groups = tuple(part for _, part in found), _groups(kept, rules.patterns)
    origin = ", ".join(part.raw.name for part in (*parts, *(conversions.opened if conversions else ())))
    files = Files(table, parts, [groups[at] for at, _ in found])
    return Ledger(files, origin, said=said, conversions=conversions)


def _groups(paths: Sequence[Path | str], patterns: Sequence[str]) -> list[int]:
    """Of each path the first one that the same wildcard found; its own position where none did."""
    first: dict[str, int] = {}
    groups = []
    for at, path in enumerate(paths):
        pattern = None if isinstance(path, str) else next((one for one in patterns if path.match(one)), None)
        groups.append(at if pattern is None else first.setdefault(pattern, at))
    return groups
