"""Cohorts: customers by the month or quarter of their first purchase, and what they buy afterwards.

A customer counts at an age when she has a purchase in the month (quarter) that many after the first: activity is a
purchase in that month, not the window of `--inatividade`. Everything is a count or integer cents; ratios are for
whoever shows them. Months are numbers, year × 12 + month − 1, and quarters a third of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.days import month_index, month_start
from carteira_cli.engines.panel import CUSTOMER

if TYPE_CHECKING:
    from carteira_cli.engines.panel import Lines
    from carteira_cli.kpis.customer_measures import Returns

COHORT, AGE, PERIOD, NUMBER = "coorte", "idade", "periodo", "numero"
LATER = -1  # period of the days after the last one that is observed
_MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class Cohorts:
    """What became of the customers of each cohort.

    Attributes:
        cells: one row for each cohort and each age that has begun by the last day, in that order: `coorte`, `idade`
            (months or quarters since the cohort's), `periodo` (= coorte + idade), `clientes` (with a purchase
            in it), `receita` (their cents in it), `tamanho` and `receita_inicial` (the same at age 0), and `parcial`
            (the last day cuts it short). What has not begun has no row.
        outside: cents that belong to no cell: before the first purchase of the customer, or of customers
            without any. The cells and this add up to the revenue of all lines.
    """

    cells: pl.DataFrame
    outside: int

    @property
    def partial(self) -> bool:
        """Whether the last month (quarter) is incomplete."""
        return bool(self.cells["parcial"].any())


def monthly(lines: Lines, calendar: Lines, last: int, *, returns: Returns = "abater") -> Lines:
    """The one pass over lines: a row a customer and month (quarter) in which she has any.

    Args:
        lines: sale lines: `cliente`, `data` (Int32 day), `valor` (Int64 cents), `compra` and `cancelada` (Boolean),
            in any order.
        calendar: `months_of_days`, of the same engine.
        last: the last day that is observed.
        returns: whether returns reduce revenue.

    Returns:
        `cliente`, `periodo` (number of the month or quarter), `compra` (any), `receita` (cents).
    """
    counted = nw.col("compra") if returns == "ignorar" else ~nw.col("cancelada")
    dated = lines.filter(nw.col("data") <= last, counted).join(calendar, on="data", how="inner")
    return dated.group_by(CUSTOMER, PERIOD).agg(nw.col("compra").any(), nw.col("valor").sum().alias("receita"))


def months_of_days(first: int, last: int, *, months: int = 1, end: int | None = None) -> pl.DataFrame:
    """The month (quarter) of each day: no two engines make a date of a number in the same way.

    Args:
        first: the first day.
        last: the last one.
        months: months of a cohort: 1, or 3 for quarters.
        end: a later day, up to which days are `LATER`; None: there are none.

    Returns:
        `data` (Int32 day), `periodo` (Int32: number of the month or quarter).
    """
    days = pl.DataFrame({"data": pl.Series(range(first, (last if end is None else end) + 1), dtype=pl.Int32)})
    day = pl.col("data").cast(pl.Date)
    month = day.dt.year() * _MONTHS_OF_YEAR + day.dt.month().cast(pl.Int32) - 1
    period = pl.when(pl.col("data") <= last).then(month // months).otherwise(LATER)
    return days.with_columns(period.cast(pl.Int32).alias(PERIOD))


def placed(by_month: pl.DataFrame) -> pl.DataFrame:
    """What `monthly` found, its customers as numbers and each with her cohort: texts are looked up once, not per count.

    Args:
        by_month: as of `monthly`.

    Returns:
        `numero` (UInt32, of a customer), `coorte` (that of her first purchase, null without any), `periodo`, `compra`
        and `receita`, a row for each of the given ones.
    """
    own = pl.Categorical(pl.Categories.random())  # whose texts go with it: those of all runs would stay for good
    numbers = by_month[CUSTOMER].cast(own).to_physical().alias(NUMBER)
    rows = by_month.select(PERIOD, "compra", "receita").with_columns(numbers)
    first = rows.lazy().filter("compra").group_by(NUMBER).agg(pl.col(PERIOD).min()).collect(engine="streaming")
    known = pl.Series(COHORT, [None], dtype=rows.schema[PERIOD]).new_from_index(0, len(rows))
    cohort = known.scatter(first[NUMBER], first[PERIOD]).gather(numbers)
    return rows.with_columns(cohort)


def counts(rows: pl.DataFrame) -> pl.DataFrame:
    """Customers and money of each cohort by period.

    Args:
        rows: as of `placed`, of months or of quarters.

    Returns:
        `coorte` (null: without a purchase), `periodo`, `clientes`, `receita` (cents).
    """
    buyers = pl.col("compra").sum().cast(pl.Int64).alias("clientes")  # she has one row of a period
    return rows.lazy().group_by(COHORT, PERIOD).agg(buyers, pl.col("receita").sum()).collect(engine="streaming")


def quarterly_counts(rows: pl.DataFrame) -> pl.DataFrame:
    """The same by quarters, of rows of months."""
    quarters = rows.lazy().with_columns(pl.col(COHORT, PERIOD) // 3)
    cell = COHORT, PERIOD
    money = quarters.group_by(cell).agg(pl.col("receita").sum())
    buyers = quarters.filter("compra").group_by(cell).agg(pl.col(NUMBER).n_unique().cast(pl.Int64).alias("clientes"))
    both = money.join(buyers, on=cell, how="left", nulls_equal=True)
    return both.select(*cell, pl.col("clientes").fill_null(0), "receita").collect(engine="streaming")


def cohorts(counted: pl.DataFrame, last: int, *, months: int = 1) -> Cohorts:
    """The customers of each cohort and their money by age.

    Args:
        counted: as of `counts` or `quarterly_counts`.
        last: the last day that is observed.
        months: months of a cohort, as in `months_of_days`.
    """
    inside = (pl.col(PERIOD) >= pl.col(COHORT)).fill_null(value=False)
    outside = int(counted.filter(~inside)["receita"].sum())
    return Cohorts(_grid(counted.filter(inside), last, months), outside)


def weighted(cells: pl.DataFrame) -> pl.DataFrame:
    """The retention of all cohorts together, by age, each weighted by its size.

    At each age only the cohorts that were observed through the whole of it count, below the line as well as above:
    Σ customers at the age ÷ Σ sizes of these cohorts.

    Returns:
        By age: `idade`, `coortes` (how many), `clientes`, `tamanho`, `receita`, `receita_inicial` (sums over them).
    """
    sums = ("clientes", "tamanho", "receita", "receita_inicial")
    whole = cells.filter(~pl.col("parcial"))
    return whole.group_by(AGE).agg(pl.len().cast(pl.Int64).alias("coortes"), pl.col(sums).sum()).sort(AGE)


def period_start(index: int, months: int) -> int:
    """The first day of a month or quarter, given by its number."""
    return month_start(index * months)


def _grid(counted: pl.DataFrame, last: int, months: int) -> pl.DataFrame:
    """Every cell that has begun: one in which nobody bought is an observed 0."""
    current = month_index(last) // months
    cut_short = period_start(current + 1, months) > last + 1
    first = counted.filter(pl.col(PERIOD) == pl.col(COHORT))
    sizes = first.select(COHORT, tamanho="clientes", receita_inicial="receita").sort(COHORT)
    ages = pl.int_ranges(0, current + 1 - pl.col(COHORT), dtype=pl.Int32).alias(AGE)
    return (
        sizes.with_columns(ages)
        .explode(AGE, empty_as_null=False)
        .with_columns((pl.col(COHORT) + pl.col(AGE)).alias(PERIOD))
        .join(counted, on=[COHORT, PERIOD], how="left")
        .select(
            COHORT,
            AGE,
            PERIOD,
            pl.col("clientes", "receita").fill_null(0),
            "tamanho",
            "receita_inicial",
            parcial=pl.lit(cut_short) & (pl.col(PERIOD) == current),
        )
        .sort(COHORT, AGE)
    )
