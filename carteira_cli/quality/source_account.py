"""The account of a source: every line under one heading, every column's share of filled cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.quality.staged_names import (
    AMOUNT,
    CANCELLED,
    CELL,
    CUSTOMER,
    DAY,
    ORDER,
    PART,
    REJECT,
    ROUNDED,
    in_turn,
    unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from carteira_cli.quality.stage import Staged

KEYS = (CUSTOMER, ORDER, "lead", "documento", "nome")  # columns that may have as many values as lines
AT_ONCE = 250_000  # lines of which all columns are counted together
IDS_AT_ONCE = 5_000_000  # lines whose ids are held in memory


@dataclass(frozen=True)
class Account:
    """Counts of lines: `lines = valid + cancelled + rejected`.

    Attributes:
        lines: all that are not blank.
        cancelled: those that the status voids.
        rejected: those that could not be read.
        reasons: (canonical column, `vazia` or `ilegivel`) → lines rejected for it.
        rounded: accepted amounts with more than two decimals.
        zero: valid lines of nothing.
        negative: valid lines below zero.
        negative_cents: their money.
        cents: money of the valid lines; None where lines have no amount.
        first: first day of a valid line, None without any.
        last: last day of a valid line.
        filled: canonical column → accepted lines in which it has something.
        distinct: canonical column → how many values it has in these.
        unread: canonical column → accepted lines in which it has something unreadable.
    """

    lines: int
    cancelled: int
    rejected: int
    reasons: Mapping[tuple[str, str], int]
    rounded: int
    zero: int
    negative: int
    negative_cents: int
    cents: int | None
    first: int | None
    last: int | None
    filled: Mapping[str, int]
    distinct: Mapping[str, int]
    unread: Mapping[str, int]

    @property
    def accepted(self) -> int:
        """Lines that were not rejected."""
        return self.lines - self.rejected

    @property
    def valid(self) -> int:
        """Lines that count."""
        return self.lines - self.rejected - self.cancelled

    def too_many_rejected(self, most: Fraction) -> bool:
        """Whether more than a share of the lines was rejected."""
        return self.rejected > most * self.lines


def account(staged: Staged) -> Account:
    """Count: the lines in one reading, the cells a column at a time where there are many lines."""
    schema = staged.lines.collect_schema()
    unread = [name for name in staged.columns if unreadable(name) in schema]
    has_amount, has_day = AMOUNT in schema, DAY in schema
    fine, valid = pl.col(REJECT) == 0, (pl.col(REJECT) == 0) & ~pl.col(CANCELLED)
    amount = pl.when(valid).then(pl.col(AMOUNT)) if has_amount else pl.lit(None, dtype=pl.Int64)
    day = pl.when(valid).then(pl.col(DAY)) if has_day else pl.lit(None, dtype=pl.Int32)
    totals = staged.lines.select(
        linhas=pl.len().cast(pl.Int64),
        canceladas=pl.col(CANCELLED).sum().cast(pl.Int64),
        arredondadas=(pl.col(ROUNDED) & fine).sum().cast(pl.Int64),
        zeradas=(amount == 0).sum().cast(pl.Int64),
        negativas=(amount < 0).sum().cast(pl.Int64),
        centavos_negativos=pl.when(amount < 0).then(amount).sum(),
        centavos=amount.sum(),
        primeiro=day.min(),
        ultimo=day.max(),
        **{f"sem {name}": (pl.col(unreadable(name)) & fine).sum().cast(pl.Int64) for name in unread},
    )
    blank = (pl.col(CELL).fill_null("").str.strip_chars() == "").alias("vazia")
    failures = staged.lines.filter(~fine).group_by(PART, REJECT, blank).agg(pl.len()).sort(PART, REJECT, "vazia")
    row_frame, failed = pl.collect_all([totals, failures], engine="streaming")
    row = row_frame.row(0, named=True)
    reasons: dict[tuple[str, str], int] = {}
    for part, check, empty, count in failed.iter_rows():
        reason = staged.checks[part][check - 1].column, "vazia" if empty else "ilegivel"
        reasons[reason] = reasons.get(reason, 0) + count
    filled, distinct = _cells(staged, row["linhas"])
    return Account(
        lines=row["linhas"],
        cancelled=row["canceladas"],
        rejected=sum(reasons.values()),
        reasons=reasons,
        rounded=row["arredondadas"],
        zero=row["zeradas"],
        negative=row["negativas"],
        negative_cents=row["centavos_negativos"] or 0,
        cents=row["centavos"] if has_amount else None,
        first=row["primeiro"],
        last=row["ultimo"],
        filled=filled,
        distinct=distinct,
        unread={name: row[f"sem {name}"] for name in unread},
    )


def _cells(staged: Staged, lines: int) -> tuple[dict[str, int], dict[str, int]]:
    """How many cells of each column have something in accepted lines, and how many values these are."""
    queries = {name: _turns(staged.accepted.select(name), name, lines) for name in staged.columns}
    every = [query for turns in queries.values() for query in turns]
    if lines <= AT_ONCE:
        frames = iter(pl.collect_all(every, engine="streaming"))
    else:  # so that the values of one alone are in memory
        frames = (query.collect(engine="streaming") for query in every)
    found = {name: [next(frames).row(0) for _ in turns] for name, turns in queries.items()}
    sums = {name: [sum(counts) for counts in zip(*turns, strict=True)] for name, turns in found.items()}
    return {name: filled for name, (filled, _) in sums.items()}, {name: values for name, (_, values) in sums.items()}


def _turns(column: pl.LazyFrame, name: str, lines: int) -> list[pl.LazyFrame]:
    """The counts of a column; of ids some in each of several turns, so that memory is bounded."""
    turns = lines // IDS_AT_ONCE + 1 if name in KEYS else 1
    some = [column.filter(in_turn(pl.col(name).hash(seed=7), turns, turn)) for turn in range(turns)]
    cell = pl.col(name)
    return [one.select(cell.count().cast(pl.Int64), values=cell.drop_nulls().n_unique()) for one in some]
