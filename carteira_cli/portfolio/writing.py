"""Typed lines in order of the day, written as Parquet some days at a time: memory does not grow with the table."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import field, replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.portfolio.folding import fold_in
from carteira_cli.portfolio.parquet_schema import described, order_of
from carteira_cli.sources.proving.overlapping_exports import (
    ADDED_UP,
    IDENTITY,
    SOURCE,
    Evidence,
    Incoming,
    evidence,
    overlapping,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from carteira_cli.portfolio.staging import StagedTable
    from carteira_cli.sources.matching.tables import CanonicalTable

ROW_GROUP = 262_144  # lines: small enough that a month of a year is a few of them, large enough to compress
PLAIN = pl.CompatLevel.oldest()  # texts as every reader of Arrow knows them
AT_ONCE = 1_000_000  # lines sorted at a time; a day with more is taken whole

Days = tuple["date", "date"]


@dataclass
class WrittenLines:
    """What came out, counted while it is written.

    Attributes:
        rows: lines of each export, by number.
        overlaps: for each export folded in, what `fold_in` counts.
        first: first day.
        last: last day.
    """

    rows: Counter[int] = field(default_factory=Counter)
    overlaps: dict[int, Counter[str]] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Merge:
    """What is to be written.

    Attributes:
        table: which.
        schema: column → type of the result.
        base: the lines of the portfolio so far, if any.
        base_spans: number of each of its exports → the first and last day of it.
        known: number of each export → its canonical columns.
        staged: the exports to add, in order.
        add_up: whether a line that is in several exports counts in each.
    """

    table: CanonicalTable
    schema: Mapping[str, pl.DataType]
    base: pl.LazyFrame | None
    base_spans: Mapping[int, Days | None]
    known: Mapping[int, frozenset[str]]
    staged: Sequence[StagedTable]
    add_up: bool = False

    @property
    def dated(self) -> bool:
        """Whether lines have a day that they are sorted by."""
        return "data" in self.table.required


def write(merge: Merge, target: Path, metadata: Mapping[str, str], on_rows: Callable[[int], None]) -> WrittenLines:
    """Write the lines of a table, sorted, each once.

    Each page carries its checksum, which the engine neither writes nor reads: for other programs that read the file.
    Here the SHA-256 of the manifest says the same of all the bytes, at each use.

    Args:
        merge: what.
        target: the file.
        metadata: key → value of the file's own metadata.
        on_rows: told of every batch how many lines it has.
    """
    import pyarrow.parquet as pq  # weight: only an import writes

    tally = WrittenLines()
    told = {key.encode(): value.encode() for key, value in metadata.items()}
    schema = pl.DataFrame(schema=dict(merge.schema)).to_arrow(compat_level=PLAIN).schema.with_metadata(told)
    options = {"compression": "zstd", "compression_level": 3, "store_decimal_as_integer": True}
    with pq.ParquetWriter(target, schema, write_page_checksum=True, **options) as writer:
        for group in _groups(_frames(merge, tally)):
            on_rows(group.height)
            writer.write_table(group.to_arrow(compat_level=PLAIN).cast(schema), row_group_size=ROW_GROUP)
    return tally


def _groups(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same lines in one piece a row group, whatever pieces they come in: the bytes must not tell."""
    held: pl.DataFrame | None = None
    for frame in frames:
        held = frame if held is None else pl.concat([held, frame])
        while held.height >= ROW_GROUP:
            yield held.head(ROW_GROUP).rechunk()
            held = held.slice(ROW_GROUP)
    if held is not None and held.height:
        yield held.rechunk()


def documentation(
    table: CanonicalTable, schema: Mapping[str, pl.DataType], facts: Mapping[str, object]
) -> dict[str, str]:
    """What a Parquet file says of itself: its table, its columns in words, and other facts as JSON."""
    words = {"tabela": table.name, "colunas": described(table, schema), **facts}
    return {
        f"carteira.{key}": value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for key, value in words.items()
    }


def _frames(merge: Merge, tally: WrittenLines) -> Iterator[pl.DataFrame]:
    order = order_of(merge.table, merge.schema)
    incoming = _incoming(merge)
    for days in _ranges(merge):
        lines = _united(merge, days, incoming, tally).sort(order).select(list(merge.schema))
        tally.rows.update(dict(lines.group_by(SOURCE).len().iter_rows()))
        if days and lines.height:
            tally.first = tally.first or lines["data"][0]
            tally.last = lines["data"][-1]
        yield lines


def _united(merge: Merge, days: Days | None, incoming: Mapping[int, Incoming], tally: WrittenLines) -> pl.DataFrame:
    """The lines of some days: of the portfolio, with one export after the other folded in."""
    held = _taken(merge, merge.base, days)
    for staged in merge.staged:
        export = incoming[staged.number]
        if merge.dated and not days:  # an invitation nobody answered has no day to compare, and no other can be it
            export = replace(export, days=None, keys=None, evidence=Evidence())
        elif days and (staged.days is None or staged.days[1] < days[0] or days[1] < staged.days[0]):
            continue
        arriving = _taken(merge, staged.lines.with_columns(pl.lit(staged.number, pl.UInt32).alias(SOURCE)), days)
        held, counts = fold_in(held, arriving, export, merge.known, merge.table)
        tally.overlaps.setdefault(staged.number, Counter()).update(counts)
    return held


def _taken(merge: Merge, lines: pl.LazyFrame | None, days: Days | None) -> pl.DataFrame:
    """The lines of some days, or those without one, in the result's columns, those that are not there being null."""
    if lines is None:
        return pl.DataFrame(schema=dict(merge.schema))
    there = lines.collect_schema()
    if days is not None:
        lines = lines.filter(pl.col("data").is_between(pl.lit(days[0]), pl.lit(days[1])))
    elif merge.dated:
        lines = lines.filter(pl.col("data").is_null())
    return lines.select(
        pl.col(name) if name in there else pl.lit(None, dtype=dtype).alias(name) for name, dtype in merge.schema.items()
    ).collect(engine="streaming")


def _incoming(merge: Merge) -> dict[int, Incoming]:
    """The exports to fold in; their identities only where an older line may share them."""
    found = {}
    before = [
        (merge.base.filter(pl.col(SOURCE) == number), merge.known[number], [span])
        for number, span in merge.base_spans.items()
        if merge.base is not None
    ]
    for staged in merge.staged:
        key = IDENTITY[merge.table.name]
        columns = frozenset(staged.columns)
        met = any(overlapping(days, staged.days) or not merge.dated for _, _, spans in before for days in spans)
        keys = None
        if met and key and set(key) <= set(staged.columns):
            keys = staged.lines.select(key).drop_nulls().unique().collect(engine="streaming")
            keys = keys if staged.gone is None else pl.concat([keys, staged.gone]).unique()
        again = staged.arrival.former is not None  # a newer state of a file
        told = Evidence() if again else evidence(before, (staged.lines, columns, staged.days), merge.table)
        told = ADDED_UP if merge.add_up and not again else told
        found[staged.number] = Incoming(staged.number, columns, staged.days, keys, told)
        before.append((staged.lines, columns, [staged.days]))
    return found


def _ranges(merge: Merge) -> list[Days | None]:
    """Ranges of days, in order, of about `AT_ONCE` lines each.

    None stands for the lines without a day: all of a table that has none, the last of another.
    """
    if not merge.dated:
        return [None]
    sources = [lines for lines in (merge.base, *(staged.lines for staged in merge.staged)) if lines is not None]
    counts = [lines.group_by("data").len() for lines in sources]
    by_day = pl.concat(counts).group_by("data").sum().sort("data").collect(engine="streaming")
    ranges: list[Days | None] = []
    first, last, lines = None, None, 0
    for day, count in by_day.drop_nulls().iter_rows():
        if first is not None and last is not None and lines + count > AT_ONCE:
            ranges.append((first, last))
            first, lines = None, 0
        first, last, lines = first or day, day, lines + count
    if first is not None and last is not None:
        ranges.append((first, last))
    return [*ranges, None] if by_day["data"].has_nulls() else ranges
