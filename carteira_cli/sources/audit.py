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

_NEAR_EDGE = 31  # days: where the last valid sale is looked for first


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

    A CSV is read once. Of a Parquet file only what its statistics do not tell is read: looking
    for nulls in a column without any costs nothing.
    """
    return _audit_parquet(part) if part.raw.kind == "parquet" else _audit_csv(part)


def _audit_csv(part: Part) -> Audit:
    day = part.columns.get("data", pl.lit(None, dtype=pl.Int32))
    valid_day = pl.when(~part.bad & ~part.cancelled).then(day)
    row = (
        part.raw.lines.select(
            lines=pl.len(),
            cancelled=(part.cancelled & ~part.bad).sum(),
            first=valid_day.min(),
            last=valid_day.max(),
            rounded=_rounded(part).sum(),
            **{f"bad {check.column}": only.sum() for check, only in _first_failures(part)},
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    by_column = {check.column: row[f"bad {check.column}"] for check in part.checks}
    return _audit(row["lines"], row["cancelled"], row["rounded"], (row["first"], row["last"]), by_column)


def _audit_parquet(part: Part) -> Audit:
    lines = part.raw.lines
    failures = _first_failures(part)
    queries = [
        lines.select(pl.len()),
        lines.filter(_rounded(part)).select(pl.len()),
        *(lines.filter(only).select(pl.len(), void=part.cancelled.sum()) for _, only in failures),
    ]
    total_lines, rounded, *rejected = (frame.row(0) for frame in pl.collect_all(queries, engine="streaming"))
    by_column = {check.column: row[0] for (check, _), row in zip(failures, rejected, strict=True)}
    void = part.void_lines - sum(row[1] for row in rejected)
    return _audit(total_lines[0], void, rounded[0], _valid_days(part), by_column)


def _audit(
    lines: int, cancelled: int, rounded: int, days: tuple[int | None, int | None], by_column: dict[str, int]
) -> Audit:
    found = {column: count for column, count in by_column.items() if count}
    return Audit(lines, cancelled, sum(found.values()), rounded, *days, found)


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
    """First and last day of the valid lines, from statistics and the few lines at either edge."""
    if part.day_column is None:
        return None, None
    day = part.columns["data"]
    valid = part.raw.lines.filter(~part.bad & ~part.cancelled)
    low, high = _raw_days(part)
    if low is not None and high is not None:
        first = _days(valid.filter(part.within(None, low + _NEAR_EDGE)), day)[0]
        last = _days(valid.filter(part.within(high - _NEAR_EDGE, None)), day)[1]
        if first is not None and last is not None:
            return first, last
    return _days(valid, day)


def _raw_days(part: Part) -> tuple[int | None, int | None]:
    """First and last readable day of all lines; (None, None) where they would have to be read."""
    column = pl.col(part.day_column or "")
    if not part.raw.schema[part.day_column or ""].is_temporal():
        return None, None
    edges = part.raw.lines.select(low=column.min(), high=column.max()).collect(engine="streaming")
    frame = edges.select(pl.concat_list("low", "high").explode().alias(part.day_column or ""))
    low, high = frame.select(part.columns["data"]).to_series().to_list()
    return low, high


def _days(lines: pl.LazyFrame, day: pl.Expr) -> tuple[int | None, int | None]:
    first, last = lines.select(first=day.min(), last=day.max()).collect(engine="streaming").row(0)
    return first, last
