"""How long customers have been under contract without a break: spells, made of contract lines."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.contratos import counts_at, is_paying

YEAR = 12  # months back in which it is counted how many contracts that came to their end were renewed
_start, _end = pl.col("inicio"), pl.col("fim")
_NEVER = 2**31 - 1


def renewals_before(start: pl.Expr, day: pl.Expr) -> pl.Expr:
    """How many monthly renewals of what began on `start` lie before a `day`: m ≥ 1 with add_months(start, m) < day.

    The m-th is on the same day of the m-th month after, or on the last day of a shorter one (`days.add_months`).

    Args:
        start: Int32 day.
        day: Int32 day, after the start.

    Returns:
        Int64, at least 0.
    """
    begun, then = start.cast(pl.Date), day.cast(pl.Date)
    months = (
        (then.dt.year().cast(pl.Int64) - begun.dt.year()) * YEAR + then.dt.month().cast(pl.Int64) - begun.dt.month()
    )
    # In a month too short for the day of the start it is the last one, which no day of that month is after.
    return (months - (begun.dt.day() >= then.dt.day()).cast(pl.Int64)).clip(lower_bound=0)


def spells(contracts: pl.LazyFrame, end: int, *, on_record: bool = True) -> pl.DataFrame:
    """The times that customers have been under contract without a break, as known before the day `end`.

    Paying contracts of a customer that overlap, or of which one starts by the day after another's end (some exports
    write the last day in force as the end), whatever their plans, are one spell; who comes back later begins another.
    A spell carries its own beginning, however long before other data: its age is known, and nothing of it is hidden.

    Args:
        contracts: lines as `kpis.contratos` has them.
        end: the day after the last one known.
        on_record: whether ends and beginnings that lie ahead are known; else what is known is what had happened.

    Returns:
        Those begun before `end`, by customer and start: `cliente`, `inicio` (Int32 day), `fim` (Int32, the first day
        without; null where none is known), `acabou` (Boolean: before `end`), `renovados` (Int64, monthly renewals
        survived).
    """
    paying = contracts.filter(is_paying())
    known = paying if on_record else paying.filter(_start < end).with_columns(fim=pl.when(_end < end).then(_end))
    until = _end.fill_null(_NEVER)
    found = (
        known.select(CUSTOMER, "inicio", fim=until)
        .sort(CUSTOMER, "inicio", "fim")
        .with_columns(antes=_end.cum_max().shift(1).over(CUSTOMER))
        .with_columns(outro=(_start.cast(pl.Int64) > pl.col("antes").cast(pl.Int64) + 1).fill_null(value=False))
        .with_columns(vez=pl.col("outro").cum_sum().over(CUSTOMER))
        .group_by(CUSTOMER, "vez")
        .agg(_start.min(), _end.max())
        .filter(_start < end)
        .with_columns(
            acabou=_end < end, renovados=renewals_before(_start, pl.min_horizontal(_end, pl.lit(end, pl.Int32)))
        )
        .with_columns(fim=pl.when(_end < _NEVER).then(_end))
    )
    return found.select(CUSTOMER, "inicio", "fim", "acabou", "renovados").sort(CUSTOMER, "inicio").collect()


def fees(contracts: pl.LazyFrame, end: int) -> pl.DataFrame:
    """By `cliente`: `mensal`, what she pays a month (Int64 cents) on the eve of `end`; those under contract then."""
    found = contracts.filter(counts_at(end)).group_by(CUSTOMER).agg(mensal=pl.col("valor_mensal").sum())
    return found.sort(CUSTOMER).collect()


def renewed_share(contracts: pl.LazyFrame, end: int) -> Fraction | None:
    """Of the contracts that came to an end in the last twelve months, the share that was renewed with the same plan.

    What another plan took the place of was neither renewed nor lost: a change may come on any day, and its day is then
    the end of the former contract. A contract is lost where the customer's spell ends with it.

    Returns:
        None where no contract came to an end.
    """
    paying = (
        contracts.filter(is_paying() & (_start < end)).select(CUSTOMER, "inicio", "fim", "plano").with_row_index("n")
    )
    over = paying.filter(_end.is_between(add_months(end, -YEAR), end, closed="left"))
    other_start, other_end = pl.col("inicio_outro"), pl.col("fim_outro")
    same = (pl.col("plano_outro") == pl.col("plano")).fill_null(value=True)
    follows = (
        (pl.col("n") != pl.col("n_outro"))
        & (other_end.is_null() | (other_end > _end))
        & other_start.is_between(_start, _end + 1)
    )
    kept = over.join(paying, on=CUSTOMER, suffix="_outro").filter(follows & same).select("n").unique()
    last = spells(contracts, end, on_record=False).lazy().filter("acabou").select(CUSTOMER, "fim")
    lost = over.join(kept, on="n", how="anti").join(last, on=[CUSTOMER, "fim"], how="semi")
    renewed, gone = (frame.select(pl.len()).collect().item() for frame in (kept, lost))
    return Fraction(renewed, renewed + gone) if renewed + gone else None
