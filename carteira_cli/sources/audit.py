"""The account of a file: how many lines, how many of them void, rejected or rounded, and the days they span.

`lines = valid + cancelled + rejected`, always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.sources import convert
from carteira_cli.sources.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.sources.part import Part


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
        blank: lines of a CSV without a single cell, which are no lines.
    """

    lines: int = 0
    cancelled: int = 0
    rejected: int = 0
    rounded: int = 0
    first_day: int | None = None
    last_day: int | None = None
    by_column: Mapping[str, int] = field(default_factory=dict)
    blank: int = 0

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
        blank=sum(audit.blank for audit in audits),
    )


def audit_part(part: Part) -> Audit:
    """The account of a file by reading every line."""
    row = _totals(part)
    failed = {check.column: row[f"bad {number}"] for number, check in enumerate(part.checks)}
    blank = _blank_lines(part) if part.raw.kind == "csv" and row["empty"] else 0
    if blank:  # they failed the first check, but are not lines
        failed[part.checks[0].column] -= blank
    found = {column: count for column, count in failed.items() if count}
    return Audit(
        row["lines"] - blank,
        row["cancelled"],
        sum(found.values()),
        row["rounded"],
        row["first"],
        row["last"],
        found,
        blank,
    )


def _totals(part: Part) -> dict[str, Any]:
    """One row of counts; every cell is looked at once, then only flags are added up."""
    required = [check for check in part.checks if check.column in part.required]
    facts = part.raw.lines.select(
        bad=part.bad,
        void=part.cancelled,
        day=part.columns.get("data", pl.lit(None, dtype=pl.Int32)),
        rounded=_rounded(part),
        empty=pl.all_horizontal(check.bad for check in required),
        **{f"bad {number}": only for number, only in enumerate(_first_failures(part))},
    )
    valid_day = pl.when(~pl.col("bad") & ~pl.col("void")).then(pl.col("day"))
    counts = facts.select(
        pl.len().cast(pl.Int64).alias("lines"),
        (pl.col("void") & ~pl.col("bad")).sum().alias("cancelled"),
        valid_day.min().alias("first"),
        valid_day.max().alias("last"),
        (pl.col("rounded") & ~pl.col("bad")).sum().alias("rounded"),
        pl.col("empty").sum(),
        *(pl.col(f"bad {number}").sum() for number in range(len(part.checks))),
    )
    return counts.collect(engine="streaming").row(0, named=True)


def _blank_lines(part: Part) -> int:
    return int(part.raw.lines.filter(part.raw.blank).select(pl.len()).collect(engine="streaming").item())


def _first_failures(part: Part) -> list[pl.Expr]:
    """For each check, whether a line fails it and none before it."""
    failures: list[pl.Expr] = []
    for number, check in enumerate(part.checks):
        before = reduce(or_, (earlier.bad for earlier in part.checks[:number]), pl.lit(value=False))
        failures.append(check.bad & ~before)
    return failures


def _rounded(part: Part) -> pl.Expr:
    """Whether a line has an amount of more than two decimals, or NaN; never null."""
    amounts = [check.source for check in part.checks if check.kind is Kind.MONEY]
    rounded = [convert.is_rounded(pl.col(name), part.raw.schema[name]) for name in amounts]
    return pl.any_horizontal(pl.lit(value=False), *rounded).fill_null(value=False)
