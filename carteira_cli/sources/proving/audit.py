"""The account of a file: how many lines, how many of them void, rejected or rounded, and the days they span.

`lines = valid + cancelled + rejected`, always.
"""

from __future__ import annotations

from dataclasses import field
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.assumed import Questions
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.part import NUMBER
from carteira_cli.sources.values import convert
from carteira_cli.sources.values.kernels import filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.part import Part


NO_LINE = "\x00no line"  # of `facts_of`: whether a rejected line of text is none, as one of these
BLANK, TOTAL = 1, 2
VOIDED = "\x00void"  # likewise, Boolean and never null
LEAST, MOST = ("first", "void first"), ("last", "void last", "largest")  # of `totals_of`


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
        blank: lines of text without a single cell, which are no lines.
        totals: lines that say "Total" and have no customer, no date or no amount; they are no lines either.
        ends_empty: lines of text whose last cell is empty: among them may be some that are too short.
        size: what the cents of any column can't be more than together, whatever their signs.
        void_days: first and last day of the lines that the status voids; None where there is none.
        repeated: lines of several files that count in another one of them; they are not among `lines`.
    """

    lines: int = 0
    cancelled: int = 0
    rejected: int = 0
    rounded: int = 0
    first_day: int | None = None
    last_day: int | None = None
    by_column: Mapping[str, int] = field(default_factory=dict)
    blank: int = 0
    totals: int = 0
    ends_empty: int = 0
    size: float = field(default=0.0, compare=False)
    void_days: tuple[int, int] | None = field(default=None, compare=False)
    repeated: int = 0

    @property
    def days(self) -> tuple[int, int] | None:
        """First and last day of the lines that could be read, whatever their status."""
        valid = () if self.first_day is None or self.last_day is None else (self.first_day, self.last_day)
        known = (*valid, *(self.void_days or ()))
        return (min(known), max(known)) if known else None

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
        totals=sum(audit.totals for audit in audits),
        ends_empty=sum(audit.ends_empty for audit in audits),
        size=sum(audit.size for audit in audits),
    )


def audit_part(part: Part, asked: Questions | None = None) -> tuple[Audit, dict[str, Any]]:
    """The account of a file by reading every line.

    Args:
        part: the file.
        asked: what else is to be counted in the same reading.

    Returns:
        The account, and the counts asked for.
    """
    asked = asked or Questions()
    return audit_of(part, asked, facts_of(part, asked))


def audit_of(part: Part, asked: Questions, facts: pl.LazyFrame) -> tuple[Audit, dict[str, Any]]:
    """The same of a file whose lines were looked at: `facts_of`, in whatever form they are held."""
    row = totals_of(part, asked, facts)
    return account(part, row), {name: row[name] for name in asked.counts}


def account(part: Part, row: Mapping[str, Any]) -> Audit:
    """The account of a file by the counts of its lines: `totals_of`, or those of all pieces of it put together."""
    failed = {check.column: row[f"bad {number}"] for number, check in enumerate(part.checks)}
    blank = row["blank"]
    if blank:  # they failed the first check, but are not lines
        failed[part.checks[0].column] -= blank
    totals = [row[f"total {number}"] for number in range(len(part.checks))]
    for check, count in zip(part.checks, totals, strict=True):
        failed[check.column] -= count
    no_lines = blank + sum(totals)
    found = {column: count for column, count in failed.items() if count}
    return Audit(
        row["lines"] - no_lines,
        row["cancelled"],
        sum(found.values()),
        row["rounded"],
        row["first"],
        row["last"],
        found,
        blank,
        sum(totals),
        row["ends empty"] - blank,
        size=row["lines"] * 100.0 * (row["largest"] or 0.0),
        void_days=None if row.get("void first") is None else (row["void first"], row["void last"]),
    )


def facts_of(
    part: Part, asked: Questions, kept: Mapping[str, pl.Expr] | None = None, *, numbered: bool = False
) -> pl.LazyFrame:
    """What every line of a file is found to be, each cell looked at once: the account only adds it up.

    Of text every column is read, wanted or not: only so does the engine notice a line with too many cells.

    Args:
        part: the file.
        asked: what else is to be told of each line.
        kept: canonical columns to be had beside, under their names.
        numbered: whether these ask for `NUMBER`, the number of the line.
    """
    raw = part.raw
    cells = {f"\x00cell {number}": pl.col(name) for number, name in enumerate(raw.header)} if raw.is_text else {}
    facts = (raw.scan(NUMBER) if numbered else raw.lines).select(
        **{
            **(kept or {}),
            **asked.codes,
            VOIDED: part.cancelled,
            "\x00day": part.columns.get("data", pl.lit(None, dtype=pl.Int32)),
            "\x00rounded": _rounded(part),
            "\x00largest": _largest(part),
            "\x00last": raw.empty(raw.header[-1]) if raw.is_text else pl.lit(value=False),
            # Each check a column of its own: the engine would run what several expressions share again for each.
            **{flag(number): check.bad for number, check in enumerate(part.checks)},
            **cells,
        },
    )
    if not raw.is_text:
        return facts.with_columns(pl.lit(0, pl.UInt8).alias(NO_LINE))
    judged = pl.struct(bad_of(part).alias(NO_LINE), *cells).map_batches(
        partial(_no_lines, raw), return_dtype=pl.UInt8, is_elementwise=True
    )
    return facts.with_columns(judged.alias(NO_LINE)).drop(*cells)


def _no_lines(raw: RawFile, rows: pl.Series) -> pl.Series:
    """Which lines of a batch are none: only those that are rejected need be looked at, of which most have none."""
    bad, *cells = rows.struct.unnest().get_columns()
    found = filled(0, len(bad), pl.UInt8)
    places = bad.arg_true()
    if not len(places):
        return found
    lines = pl.DataFrame([cell.gather(places).alias(name) for cell, name in zip(cells, raw.header, strict=True)])
    why = pl.when(raw.blank).then(BLANK).when(raw.total_line).then(TOTAL).otherwise(0).cast(pl.UInt8)
    return found.scatter(places, lines.select(why).to_series())


def bad_of(part: Part) -> pl.Expr:
    """Whether a line is rejected, of `facts_of`."""
    return _any([pl.col(flag(number)) for number in range(len(part.checks))])


def totals_of(part: Part, asked: Questions, facts: pl.LazyFrame) -> dict[str, Any]:
    """One row of counts; of two pieces of a file those named in `LEAST` and `MOST` are compared, all others added."""
    flags = [pl.col(flag(number)) for number in range(len(part.checks))]
    first = [one & ~_any(flags[:number]) for number, one in enumerate(flags)]  # a line counts once
    bad, void = bad_of(part), pl.col(VOIDED)
    valid_day = pl.when(~bad & ~void).then(pl.col("\x00day"))
    # Where no status voids a line, there is nothing to look for.
    void_day = pl.when(void & ~bad).then(pl.col("\x00day"))
    void_days = {"void first": void_day.min(), "void last": void_day.max()} if part.may_void else {}
    counts = facts.select(
        pl.len().cast(pl.Int64).alias("lines"),
        bad.sum().alias("bad"),
        (void & ~bad).sum().alias("cancelled"),
        valid_day.min().alias("first"),
        valid_day.max().alias("last"),
        (pl.col("\x00rounded") & ~bad).sum().alias("rounded"),
        pl.col("\x00largest").max().alias("largest"),
        pl.col("\x00last").sum().alias("ends empty"),
        (pl.col(NO_LINE) == BLANK).sum().alias("blank"),
        *(one.sum().alias(f"bad {number}") for number, one in enumerate(first)),
        *((one & (pl.col(NO_LINE) == TOTAL)).sum().alias(f"total {number}") for number, one in enumerate(first)),
        **asked.counts,
        **void_days,
    )
    return counts.collect(engine="streaming").row(0, named=True)


def flag(number: int) -> str:
    """Whether a line fails the check of a part at a place, of `facts_of`; never null."""
    return f"\x00check {number}"


def _any(flags: Sequence[pl.Expr]) -> pl.Expr:
    return reduce(or_, flags, pl.lit(value=False))


def _largest(part: Part) -> pl.Expr:
    """The largest amount of a line in reais, without its sign, as a float."""
    amounts = [pl.col(check.source).cast(pl.Float64).abs() for check in part.checks if check.kind is ValueKind.MONEY]
    return pl.max_horizontal(*amounts) if amounts else pl.lit(None, dtype=pl.Float64)


def _rounded(part: Part) -> pl.Expr:
    """Whether a line has an amount of more than two decimals, or NaN; never null."""
    amounts = [check.source for check in part.checks if check.kind is ValueKind.MONEY]
    rounded = [convert.is_rounded(pl.col(name), part.raw.schema[name]) for name in amounts]
    return pl.any_horizontal(pl.lit(value=False), *rounded).fill_null(value=False)
