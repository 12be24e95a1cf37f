"""The account of a file: how many lines, how many of them void, rejected or rounded, and the days they span.

`lines = valid + cancelled + rejected`, always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources import convert
from carteira_cli.sources.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.sources.part import Check, Part

_NEAR_EDGE = 3  # days: where the last valid sale is looked for first


@dataclass(frozen=True)
class Audit:
    """Counts of lines; days are those of valid lines, None when there is none.

    Attributes:
        lines: every line that is not blank.
        cancelled: lines that the status voids.
        rejected: lines that could not be read.
        rounded: amounts with more than two decimals.
        first_day: earliest day of a valid line.
        last_day: latest day of a valid line.
        by_column: canonical column → lines rejected for it.
    """

    lines: int = 0
    cancelled: int = 0
    rejected: int = 0
    rounded: int = 0
    first_day: int | None = None
    last_day: int | None = None
    by_column: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        """Lines that count."""
        return self.lines - self.cancelled - self.rejected


def total(audits: Sequence[Audit]) -> Audit:
    """The account of several files together."""
    first = [audit.first_day for audit in audits if audit.first_day is not None]
    last = [audit.last_day for audit in audits if audit.last_day is not None]
    columns = dict.fromkeys(column for audit in audits for column in audit.by_column)
    return Audit(
        lines=sum(audit.lines for audit in audits),
        cancelled=sum(audit.cancelled for audit in audits),
        rejected=sum(audit.rejected for audit in audits),
        rounded=sum(audit.rounded for audit in audits),
        first_day=min(first, default=None),
        last_day=max(last, default=None),
        by_column={column: sum(audit.by_column.get(column, 0) for audit in audits) for column in columns},
    )


def audit_part(part: Part) -> Audit:
    """Count the lines of a file.

    A CSV is read once. Of a Parquet file, what its statistics tell is not read: a look for nulls in
    a column that has none costs nothing, and most files turn out clean.
    """
    if part.raw.kind == "parquet":
        lines, suspects, first, last = _glance(part)
        if not suspects:
            return Audit(lines, part.void_lines, first_day=first, last_day=last)
    return _count(part)


def _count(part: Part) -> Audit:
    """The account by reading every line."""
    day = part.columns.get("data", pl.lit(None, dtype=pl.Int32))
    valid_day = pl.when(~part.bad & ~part.cancelled).then(day)
    row = (
        part.raw.lines.select(
            lines=pl.len(),
            cancelled=(part.cancelled & ~part.bad).sum(),
            first=valid_day.min(),
            last=valid_day.max(),
            rounded=(_rounded(part) & ~part.bad).sum(),
            **{f"bad {check.column}": only.sum() for check, only in _first_failures(part)},
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    failed = {check.column: row[f"bad {check.column}"] for check in part.checks}
    found = {column: count for column, count in failed.items() if count}
    return Audit(row["lines"], row["cancelled"], sum(found.values()), row["rounded"], row["first"], row["last"], found)


def _glance(part: Part) -> tuple[int, int, int | None, int | None]:
    """Lines of a Parquet file, how many may be wrong, and the first and last valid day if none is."""
    lines = part.raw.lines
    # NaN hides from a file's statistics, so amounts are looked at (`is_rounded` is true of NaN);
    # everything else that is wrong shows in the minimum, the maximum or the count of nulls.
    queries = [lines.select(pl.len()), lines.select(_rounded(part).sum()), lines.filter(part.bad).select(pl.len())]
    total_lines, odd, bad = (int(frame.item()) for frame in pl.collect_all(queries, engine="streaming"))
    if odd or bad:
        return total_lines, odd + bad, None, None
    return total_lines, 0, *_valid_days(part)


def _first_failures(part: Part) -> list[tuple[Check, pl.Expr]]:
    """Each check with the lines that fail it and none before it."""
    failures: list[tuple[Check, pl.Expr]] = []
    before = pl.lit(value=False)
    for check in part.checks:
        failures.append((check, check.bad & ~before if failures else check.bad))
        before = before | check.bad
    return failures


def _rounded(part: Part) -> pl.Expr:
    amounts = [check.original for check in part.checks if check.kind is Kind.MONEY]
    return pl.any_horizontal(
        pl.lit(value=False), *(convert.is_rounded(pl.col(name), part.raw.schema[name]) for name in amounts)
    ).fill_null(value=False)


def _valid_days(part: Part) -> tuple[int | None, int | None]:
    """First and last day of the valid lines of a clean Parquet file: from its edges, where that is enough."""
    if part.day_column is None:
        return None, None
    day = part.columns["data"]
    valid = part.raw.lines.filter(~part.cancelled) if part.void_lines else part.raw.lines
    low, high = _raw_days(part)
    if low is not None and high is not None:
        first = _days(valid.filter(part.within(None, low + _NEAR_EDGE)), day)[0] if part.void_lines else low
        last = _days(valid.filter(part.within(high - _NEAR_EDGE + 1, None)), day)[1] if part.void_lines else high
        if first is not None and last is not None:
            return first, last
    return _days(valid, day)


def _raw_days(part: Part) -> tuple[int | None, int | None]:
    """First and last day of all lines, from statistics; (None, None) where they would have to be read."""
    name = part.day_column or ""
    if not part.raw.schema[name].is_temporal():
        return None, None
    edges = part.raw.lines.select(low=pl.col(name).min(), high=pl.col(name).max()).collect(engine="streaming")
    both = edges.select(pl.concat_list("low", "high").explode().alias(name))
    low, high = both.select(part.columns["data"]).to_series().to_list()
    return low, high


def _days(lines: pl.LazyFrame, day: pl.Expr) -> tuple[int | None, int | None]:
    first, last = lines.select(first=day.min(), last=day.max()).collect(engine="streaming").row(0)
    return first, last
