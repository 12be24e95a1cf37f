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
    """The account of a file by reading every line."""
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


def _first_failures(part: Part) -> list[tuple[Check, pl.Expr]]:
    """Each check with the lines that fail it and none before it."""
    failures: list[tuple[Check, pl.Expr]] = []
    before = pl.lit(value=False)
    for check in part.checks:
        failures.append((check, check.bad & ~before if failures else check.bad))
        before = before | check.bad
    return failures


def _rounded(part: Part) -> pl.Expr:
    """Whether a line has an amount of more than two decimals, or NaN; never null."""
    amounts = [check.original for check in part.checks if check.kind is Kind.MONEY]
    rounded = [convert.is_rounded(pl.col(name), part.raw.schema[name]) for name in amounts]
    return pl.any_horizontal(pl.lit(value=False), *rounded).fill_null(value=False)
