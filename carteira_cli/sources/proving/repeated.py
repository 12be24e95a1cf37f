"""Lines of a table's files that are in more than one of them: which are left out, and what is said of it.

The rule is that of an import (`overlapping_exports`). Files whose days have nothing in common are not looked at again:
their first and last day are known from their account.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.hidden import VOID
from carteira_cli.reading.inputs.workspace import discard, scratch
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.meaning.titles import gone
from carteira_cli.sources.proving.conventions import first_guess
from carteira_cli.sources.proving.opening import build_part
from carteira_cli.sources.proving.overlapping_exports import (
    IDENTITY,
    NEW,
    OLD,
    SOURCE,
    Days,
    Incoming,
    evidence,
    meet,
    overlapping,
)
from carteira_cli.sources.proving.recount import RECORD, UNITED, VOIDED, Recount, Repeated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.proven import Proven

AT_ONCE = 1_000_000  # lines compared at a time; a day with more is taken whole


def repeated(table: CanonicalTable, files: Sequence[Proven], groups: Sequence[int]) -> Repeated:
    """Find the lines of files that are in another one of them.

    Args:
        table: which; one whose lines are not added up has none.
        files: read whole, in the order in which they were named.
        groups: of each file what named it; those of one wildcard have no order of their own.
    """
    if table.name not in UNITED or len(files) < 2:  # noqa: PLR2004 - two files
        return Repeated()
    dated = "data" in table.required
    spans = [each.audit.days for each in files] if dated else [None] * len(files)
    meeting = [at for at, span in enumerate(spans) if _meets(at, span, spans, dated=dated)]
    if not meeting:
        return Repeated()
    order = sorted(meeting, key=lambda at: (groups[at], *_reach(spans[at]), at))
    staged = {}
    held = sum(files[at].audit.lines for at in order) <= AT_ONCE
    try:
        for at in order:
            staged[at] = _Typed(at, files[at].part, _common(at, spans) if dated else None, held=held)
        return _Comparison(table, [staged[at] for at in order], spans).found()
    finally:
        for one in staged.values():
            discard(one.path)


def _meets(at: int, span: Days | None, spans: Sequence[Days | None], *, dated: bool) -> bool:
    return not dated or any(overlapping(span, other) for place, other in enumerate(spans) if place != at)


def _reach(span: Days | None) -> tuple[int, int]:
    return (-1, -1) if span is None else (int(span[1]), int(span[0]))  # type: ignore[arg-type]


def _common(at: int, spans: Sequence[Days | None]) -> Days | None:
    """The days of a file from the first to the last that another one speaks for too."""
    mine = spans[at]
    both = [
        (max(mine[0], other[0]), min(mine[1], other[1]))
        for place, other in enumerate(spans)
        if place != at and mine is not None and other is not None and overlapping(mine, other)
    ]
    return (min(low for low, _ in both), max(high for _, high in both)) if both else None


class _Typed:
    """The lines of a file that another may have too: all canonical columns, typed.

    They are in a scratch file; or held in memory, where all files together are few lines: thousands of files of a
    few lines each, opened again and again, take minutes.
    """

    def __init__(self, at: int, part: Part, days: Days | None, *, held: bool) -> None:
        self.at, self.name, self.path = at, part.raw.name, scratch(".parquet")
        wide = _with_all_columns(part)
        table = part.table
        self.columns = frozenset(name for name in table.names if name in wide.columns)
        own = {item.name: _cell(item.kind, wide, item.name) for item in table.columns if item.name in wide.columns}
        lines = wide.raw.scan(RECORD).filter(~_bad(wide, part))
        self.gone = _gone(wide, own)
        if VOID in wide.raw.schema and table.name != "vendas":
            lines = lines.filter(~wide.cancelled)
        if days is not None:
            lines = lines.filter(wide.within(int(days[0]), int(days[1]) + 1))  # type: ignore[arg-type]
        numbered = pl.lit(at, pl.UInt32).alias(SOURCE), pl.col(RECORD).cast(pl.Int64), wide.cancelled.alias(VOIDED)
        typed = lines.select(*numbered, **own)
        self.held = typed.collect(engine="streaming") if held else None
        if self.held is None:
            typed.sink_parquet(self.path, compression="zstd", compression_level=1)
        self.lines = pl.scan_parquet(self.path, glob=False) if self.held is None else self.held.lazy()


def _gone(wide: Part, own: Mapping[str, pl.Expr]) -> pl.DataFrame | None:
    """The identities of what the file says is no more, such as a cancelled title."""
    void, key = gone(wide), IDENTITY[wide.table.name]
    if void is None or not set(key) <= set(own):
        return None
    return wide.raw.lines.filter(void).select(**{name: own[name] for name in key}).drop_nulls().unique().collect()


def _with_all_columns(part: Part) -> Part:
    """The file with the columns that this run does not use as well: they tell lines apart."""
    assumed, known = part.assumed, {ValueKind.MONEY: part.assumed.decimals, ValueKind.DAY: part.assumed.days}
    read = [column for column in part.table.columns if column.kind in known and column.name in part.matched.columns]
    if any(column.name not in known[column.kind] for column in read):
        guess = first_guess(part.source, part.matched, part.table, part.rules.told)
        assumed = replace(assumed, decimals={**guess.decimals, **assumed.decimals}, days={**guess.days, **assumed.days})
    return build_part(part.table, part.source, part.matched, replace(part.rules, optional=None), assumed)


def _bad(wide: Part, part: Part) -> pl.Expr:
    """Whether the run rejects a line, for any of the columns that it does use."""
    used = {check.column for check in part.checks}
    return reduce(or_, (check.bad for check in wide.checks if check.column in used), pl.lit(value=False))


def _cell(kind: ValueKind, part: Part, name: str) -> pl.Expr:
    cell = part.columns[name]
    if kind not in {ValueKind.DAY, ValueKind.MONEY}:
        return cell.cast(pl.String)
    bad = next((check.bad for check in part.checks if check.column == name), pl.lit(value=False))
    return pl.when(~bad).then(cell)


@dataclass(frozen=True)
class _Comparison:
    """Files of a table whose days have something in common, the newest last."""

    table: CanonicalTable
    files: Sequence[_Typed]
    spans: Sequence[Days | None]

    def found(self) -> Repeated:
        """What is to be left out."""
        incoming = list(self._incoming())
        tally = Recount(self.table, {one.at: one.name for one in self.files})
        known = {one.at: one.columns for one in self.files}
        for days in self._ranges():
            held = _frame(self.files[0], days, self.table)
            for one, each in zip(self.files[1:], incoming, strict=True):
                held = _fold(held, _frame(one, days, self.table), each, known, tally)
        return tally.result()

    def _incoming(self) -> Iterator[Incoming]:
        key = IDENTITY[self.table.name]
        for place, one in enumerate(self.files[1:], start=1):
            keys = None
            if key and set(key) <= one.columns:
                keys = one.lines.select(key).drop_nulls().unique().collect(engine="streaming")
                keys = keys if one.gone is None else pl.concat([keys, one.gone]).unique()
            days = self.spans[one.at]
            told = evidence(self._older(place, days), (one.lines, one.columns, days), self.table)
            yield Incoming(one.at, one.columns, days, keys, told)

    def _older(self, place: int, days: Days | None) -> list[tuple[pl.LazyFrame, frozenset[str], list[Days | None]]]:
        """What is known of the files before a place that meet its days; those held with the same columns as one."""
        before = [one for one in self.files[:place] if overlapping(self.spans[one.at], days)]
        known = [(one.lines, one.columns, [self.spans[one.at]]) for one in before if one.held is None]
        groups: dict[frozenset[str], list[tuple[pl.DataFrame, Days | None]]] = {}
        for one in before:
            if one.held is not None:
                groups.setdefault(one.columns, []).append((one.held, self.spans[one.at]))
        for columns, group in groups.items():
            lines = pl.concat([frame for frame, _ in group], how="vertical_relaxed")
            known.append((lines.lazy(), columns, [span for _, span in group]))
        return known

    def _ranges(self) -> list[Days | None]:
        """Ranges of days of about `AT_ONCE` lines; one for all where lines have no day."""
        if "data" not in self.table.required:
            return [None]
        counts = pl.concat([one.lines.group_by("data").len() for one in self.files])
        by_day = counts.group_by("data").sum().sort("data").collect(engine="streaming")
        ranges: list[Days | None] = []
        first, lines = None, 0
        last = None
        for day, count in by_day.iter_rows():
            if first is not None and last is not None and lines + count > AT_ONCE:
                ranges.append((first, last))
                first, lines = None, 0
            first, last, lines = day if first is None else first, day, lines + count
        return [*ranges, (first, last)] if first is not None and last is not None else ranges


def _frame(one: _Typed, days: Days | None, table: CanonicalTable) -> pl.DataFrame:
    lines = one.lines if days is None else one.lines.filter(pl.col("data").is_between(pl.lit(days[0]), pl.lit(days[1])))
    kinds = {
        item.name: {ValueKind.DAY: pl.Int32, ValueKind.MONEY: pl.Int64}.get(item.kind, pl.String)
        for item in table.columns
    }
    absent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in kinds.items() if name not in one.columns]
    frame = lines.with_columns(absent).select(SOURCE, RECORD, VOIDED, *table.names)
    return frame.collect(engine="streaming").sort(RECORD)


def _of_days(lines: pl.DataFrame, days: Days) -> pl.DataFrame:
    return lines.filter(pl.col("data").is_between(pl.lit(days[0]), pl.lit(days[1])))


def _fold(
    held: pl.DataFrame,
    arriving: pl.DataFrame,
    incoming: Incoming,
    known: Mapping[int, frozenset[str]],
    tally: Recount,
) -> pl.DataFrame:
    """The lines that count of older files and a newer one; what does not is counted."""
    near = held if incoming.days is None else _of_days(held, incoming.days)
    old, new = near.with_row_index(OLD), arriving.with_row_index(NEW)
    met = meet(old, new, incoming, known, tally.table)
    richer = [at for at, columns in known.items() if columns > incoming.columns]
    pairs = met.pairs.join(old.select(OLD, SOURCE), on=OLD, maintain_order="left")
    by_old = pl.col(SOURCE).is_in(richer)  # the older line says all that the newer one does, and more
    gone_new = new.join(pairs.filter(by_old), on=NEW, how="semi", maintain_order="left")
    gone_old = old.join(pairs.filter(~by_old), on=OLD, how="semi", maintain_order="left")
    tally.same(gone_old, gone_new, old.join(pairs, on=OLD, how="semi"), incoming.number)
    tally.newer(met.stale, new.join(met.pairs, on=NEW, how="anti"), incoming.number)
    tally.apart(new.join(met.apart, on=NEW, how="semi"), old.join(met.apart, on=OLD, how="semi"), incoming.number)
    gone = pl.concat([gone_old.select(SOURCE, RECORD), met.stale.select(SOURCE, RECORD)])
    kept = held.join(gone, on=[SOURCE, RECORD], how="anti")
    tally.moved(kept, arriving, incoming.number)
    left = [
        kept,
        new.join(gone_new, on=NEW, how="anti").drop(NEW),
    ]
    return pl.concat(left)
