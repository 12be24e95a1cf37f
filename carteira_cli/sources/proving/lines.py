"""The lines of a table in its two states: opened on a guess, and proven by a reading of every line.

Both are values. What takes one to the other is a step that somebody calls and that returns the other: `Opened.prove`,
or `Opened.collected`, which proves in the reading that answers a query. Nothing here remembers that it was asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.polars import collect, shared
from carteira_cli.sources.proving.audit import Audit, total
from carteira_cli.sources.proving.lead_conversions import DATE, Conversions
from carteira_cli.sources.proving.opening import build_part
from carteira_cli.sources.proving.proof import prove, reading
from carteira_cli.sources.proving.proven import Proven, within
from carteira_cli.sources.proving.recount import Repeated
from carteira_cli.sources.proving.rejected_lines import Reject, check_share, sample
from carteira_cli.sources.proving.shortcut import collect_with_account, edges
from carteira_cli.sources.proving.sums import refuse_overflow
from carteira_cli.sources.values import shows_nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

    from carteira_cli.engines.panel import Lines
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.kept import Aside
    from carteira_cli.sources.proving.shortcut import Days, Edge
    from carteira_cli.sources.reading_rules import Rules


@dataclass(frozen=True)
class Opened:
    """The files of a table as they look at first: their columns are known, what their cells mean is a guess.

    Attributes:
        table: which table.
        parts: the files, in a fixed order.
        origin: all files in words, for messages and provenance.
        groups: what each file was named by, where that was one wildcard for several; empty: each by its own name.
        said: what must be said of files that were named and not read.
        conversions: of leads, the files that say who of them became a customer.
    """

    table: CanonicalTable
    parts: tuple[Part, ...]
    origin: str
    groups: tuple[int, ...] = ()
    said: tuple[str, ...] = ()
    conversions: tuple[Part, ...] = ()

    @property
    def ids_are_text(self) -> bool:
        """False when every file has the customer as the same integer type.

        Integers are grouped as they are, which is faster, and become text afterwards, one for one.
        """
        types = {part.id_type for part in self.parts}
        return len(types) > 1 or not next(iter(types)).is_integer()

    @property
    def columns(self) -> tuple[str, ...]:
        """Canonical columns that at least one file has."""
        return columns_of_parts(self.parts, converted=bool(self.conversions))

    def prove(self, aside: Aside | None = None) -> ProvenLines:
        """Read every file whole: what was assumed of each holds for every line, or it is read otherwise.

        Args:
            aside: what is to be put aside of every line, instead of keeping the accepted ones; as in `look`.

        Raises:
            DataError: a file can't be read to its end, a convention of its values can't be told, or its amounts
                are more than can be summed.
        """
        files = tuple(prove(part, aside) for part in self.parts)
        refuse_overflow((each.part, each.audit.size) for each in files)
        return ProvenLines.of(self, files)

    @property
    def tells_at_once(self) -> bool:
        """Whether one reading may answer a query and prove the lines: of a single file with types of its own."""
        return len(self.parts) == 1 and not self.conversions and self.parts[0].is_typed

    def edges(self) -> Edge | None:
        """First and last day of a valid line, where they are known without a reading of all."""
        with reading(self.parts):
            found = edges(self.parts[0]) if len(self.parts) == 1 and self.parts[0].is_typed else None
        return found  # noqa: RET504 - mypy takes the context manager for one that swallows errors

    def collected(
        self, build: Callable[[pl.LazyFrame], pl.LazyFrame], days: Days, known: Edge
    ) -> tuple[pl.DataFrame, ProvenLines] | None:
        """What a query comes to, and the lines proven by the same reading; only where it `tells_at_once`.

        Args:
            build: from lines to the query.
            days: range of days that it looks at.
            known: the `edges`.

        Returns:
            None where the lines are not as clean as the query took them to be, so that they must be proven first.

        Raises:
            DataError: the file can't be read to its end.
        """
        (part,) = self.parts
        with reading(self.parts):
            found = collect_with_account(part, build, days, known, id_as_text=self.ids_are_text)
        if found is None or not _ids_are_plain(found[0]):
            return None
        frame, lines, void = found
        audit = Audit(lines, void, first_day=known[0], last_day=known[1])
        return frame, ProvenLines.of(self, (Proven(part, audit),))


@dataclass(frozen=True)
class ProvenLines:
    """The lines of a table of which all were read and each is accounted for.

    Attributes:
        opened: its files, as they looked at first.
        files: the same, read whole.
        repeated: the lines of several files that count in another one of them.
        conversions: of leads, who of them became a customer, where other files say so.
        staged: the accepted lines as an Arrow file, where they were put aside for several analyses.
    """

    opened: Opened
    files: tuple[Proven, ...]
    repeated: Repeated
    conversions: Conversions | None = None
    staged: Path | None = None

    @classmethod
    def of(cls, opened: Opened, files: tuple[Proven, ...]) -> ProvenLines:
        """The lines of files that were read whole, those that several of them have counted once.

        Raises:
            DataError: a file can't be read to its end.
        """
        conversions = Conversions(tuple(prove(part) for part in opened.conversions)) if opened.conversions else None
        return cls(opened, files, _repeated(opened, files), conversions)

    @property
    def table(self) -> CanonicalTable:
        """Which table."""
        return self.opened.table

    @property
    def parts(self) -> tuple[Part, ...]:
        """The files, as they are read."""
        return tuple(each.part for each in self.files)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of `lines`."""
        return columns_of_parts(self.parts, converted=self.conversions is not None)

    def lines(self, start: int | None = None, end: int | None = None) -> pl.LazyFrame:
        """The accepted lines of the days `[start, end)`, lazily; None leaves an end open.

        Canonical columns; for sales also `cancelada` and `compra` (Boolean).
        """
        if self.staged is not None:
            return within(pl.scan_ipc(self.staged, glob=False), start, end).select(self.columns)
        audit, text = self.audit, self.opened.ids_are_text
        clean = not (audit.rejected or audit.blank or audit.totals)
        parts = [
            each.lines((start, end), id_as_text=text, clean=clean, without=self.repeated.rows.get(at))
            for at, each in enumerate(self.files)
        ]
        lines = parts[0] if len(parts) == 1 else pl.concat(_alike(parts), how="diagonal")
        return lines if self.conversions is None else self.conversions.joined(lines)

    def collect(
        self, build: Callable[[pl.LazyFrame], pl.LazyFrame], start: int | None = None, end: int | None = None
    ) -> pl.DataFrame:
        """Collect a query over the lines of the days `[start, end)`.

        Raises:
            DataError: a file can't be read to its end.
        """
        with reading(self.opened.parts):
            frame = collect(build(shared(self.lines(start, end), self.audit.lines)))
        return frame  # noqa: RET504 - as in `edges`

    def put_aside(self, path: Path) -> ProvenLines:
        """The same, its files read once more and for the last time: the lines are kept in an Arrow file.

        Raises:
            DataError: a file can't be read to its end.
        """
        with reading(self.opened.parts):
            self.lines().sink_ipc(path)
        return replace(self, opened=replace(self.opened, parts=self.parts), staged=path)

    def narrowed(self, rules: Rules) -> ProvenLines:
        """The same lines for an analysis that uses fewer optional columns; only where no line was rejected."""
        parts = tuple(build_part(p.table, p.source, p.matched, rules, p.assumed) for p in self.parts)
        files = tuple(replace(each, part=part) for part, each in zip(parts, self.files, strict=True))
        return replace(self, opened=replace(self.opened, parts=parts), files=files)

    @property
    def every(self) -> tuple[Proven, ...]:
        """All files that were read."""
        return self.files if self.conversions is None else (*self.files, *self.conversions.files)

    @property
    def doubts(self) -> Iterator[str]:
        """What of several files counts otherwise than by adding them up, as sentences."""
        yield from self.opened.said
        yield from self.repeated.warned
        if self.conversions is not None:
            yield from self.conversions.warnings(replace(self, conversions=None).lines())

    @property
    def audit(self) -> Audit:
        """The account of all lines."""
        found = total([each.audit for each in self.every])
        left_out, void = self.repeated.lines, self.repeated.cancelled
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
            check_share(proven, max_rejected, sample(proven.part, 1) if proven.audit.rejected else ())

    def tally(self, query: Callable[[Lines], Lines]) -> pl.DataFrame:
        """The few rows that all lines come to.

        Raises:
            DataError: a file can't be read to its end.
        """
        return self.collect(lambda lines: query(nw.from_native(lines)).to_native())


def columns_of_parts(parts: Sequence[Part], *, converted: bool = False) -> tuple[str, ...]:
    """Canonical columns that at least one file has, and the day of a conversion where other files say it."""
    own = dict.fromkeys(name for part in parts for name in part.columns)
    return tuple(own | {DATE: None} if converted else own)


def _repeated(opened: Opened, files: Sequence[Proven]) -> Repeated:
    if len(files) == 1 or opened.parts[0].rules.add_up:
        return Repeated()
    from carteira_cli.sources.proving.repeated import repeated  # weight: most tables are of one file

    with reading(opened.parts):
        found = repeated(opened.table, files, opened.groups or tuple(range(len(files))))
    return found  # noqa: RET504 - as in `edges`


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
