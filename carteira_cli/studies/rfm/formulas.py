"""RFM: how recently, how often and for how much each customer bought; scores, segments, migration.

**Population and horizon.** Everybody who bought before the day `t1` is scored. Recency is the days from her last
purchase to `t1` (active under a window of 90 days ⇔ recency ≤ 90); frequency and money are her orders and net revenue
within the horizon before `t1`. Cut-points come from those who bought within the horizon: a long history of customers
who left years ago would otherwise put everyone who still buys in the top class. Those others are scored by the same
cut-points, with nothing bought, and so come out lowest.

**Scores.** A cut-point is the largest value that still belongs to a class ("up to 30 days", "up to 2 orders"). Those of
`K` quantiles are the ⌈j·n/K⌉-th smallest of the n values, j = 1 … K−1 (nearest rank, integers only). A score
looks at nothing but the customer's own value and the cut-points, so that equal values have equal scores whatever the
order of rows. In other words: frequency and money score 1 + ⌊K × share with less⌋, recency K − ⌊K × share more
recent⌋. When all are equal, they are all the least frequent (1) and all the most recent (K); with fewer
distinct values than K some scores are not given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.studies.rfm.segments import score_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.engines.panel import Scope
    from carteira_cli.kpis.customer_measures import Returns

RECENCY, FREQUENCY, MONEY, SEGMENT = "recencia", "pedidos", "receita", "segmento"
SCORES = ("r", "f", "m")
OUTSIDE = "Ainda não eram clientes"


@dataclass(frozen=True)
class Cuts:
    """The cut-points of each score, ascending, quantiles − 1 of each: days, orders, cents."""

    recency: tuple[int, ...]
    frequency: tuple[int, ...]
    money: tuple[int, ...]

    @property
    def quantiles(self) -> int:
        """How many scores there are."""
        return len(self.recency) + 1


@dataclass(frozen=True)
class ScoringRules:
    """How customers are scored.

    Attributes:
        quantiles: scores go from 1 to this.
        recency: own cut-points in days, ascending, quantiles − 1 of them; None: from the data.
        frequency: likewise, in orders.
        money: likewise, in cents.
    """

    quantiles: int = 5
    recency: tuple[int, ...] | None = None
    frequency: tuple[int, ...] | None = None
    money: tuple[int, ...] | None = None


def rfm_measures(day: int, start: int | None, returns: Returns, prefix: str = "") -> dict[str, Measure]:
    """What the panel has to hold to score customers on a day.

    Args:
        day: `t1`, the day after the last that counts.
        start: first day of the horizon; None: the whole history.
        returns: whether returns reduce revenue.
        prefix: of the columns, to score on two days from one panel.
    """
    scope: Scope = "validas" if returns == "abater" else "compras"
    return {
        f"{prefix}ultima": Measure("max", "compras", None, day),
        f"{prefix}no_horizonte": Measure("any", "compras", start, day),
        f"{prefix}{FREQUENCY}": Measure("orders", "compras", start, day),
        f"{prefix}{MONEY}": Measure("sum", scope, start, day),
    }


def buyers(panel: pl.DataFrame, day: int, prefix: str = "") -> pl.DataFrame:
    """The customers who bought before the day, by id.

    Args:
        panel: `cliente` and the columns of `rfm_measures`; a customer without purchases has null `ultima`.
        day: the day of the measures.
        prefix: of the measures.

    Returns:
        `cliente`, `recencia` (days), `pedidos`, `receita` (cents), `no_horizonte` (Boolean).
    """
    return (
        panel.drop_nulls(f"{prefix}ultima")
        .select(
            CUSTOMER,
            (day - pl.col(f"{prefix}ultima").cast(pl.Int64)).alias(RECENCY),
            pl.col(f"{prefix}{FREQUENCY}").cast(pl.Int64).alias(FREQUENCY),
            pl.col(f"{prefix}{MONEY}").cast(pl.Int64).alias(MONEY),
            pl.col(f"{prefix}no_horizonte").alias("no_horizonte"),
        )
        .sort(CUSTOMER)
    )


def cuts_of(customers: pl.DataFrame, rules: ScoringRules) -> Cuts:
    """The cut-points: own ones, or quantiles of those who bought within the horizon (all 0 when nobody did)."""
    recent = customers.filter("no_horizonte")

    def cuts(column: str, own: tuple[int, ...] | None) -> tuple[int, ...]:
        return _nearest_ranks(recent[column], rules.quantiles) if own is None else own

    return Cuts(cuts(RECENCY, rules.recency), cuts(FREQUENCY, rules.frequency), cuts(MONEY, rules.money))


def scored(customers: pl.DataFrame, cuts: Cuts) -> pl.DataFrame:
    """Score customers and name their segments.

    Args:
        customers: as of `buyers`.
        cuts: as of `cuts_of`.

    Returns:
        `cliente`, `recencia`, `pedidos`, `receita`, `r`, `f`, `m` (Int32, 1 to quantiles, more is better),
        `segmento` (its name); by customer.
    """
    table = pl.DataFrame(
        score_table(cuts.quantiles), schema=dict.fromkeys(SCORES, pl.Int32) | {SEGMENT: pl.String}, orient="row"
    )
    return (
        customers.select(
            CUSTOMER,
            RECENCY,
            FREQUENCY,
            MONEY,
            r=cuts.quantiles - _above(RECENCY, cuts.recency),
            f=1 + _above(FREQUENCY, cuts.frequency),
            m=1 + _above(MONEY, cuts.money),
        )
        .join(table, on=list(SCORES), how="left")
        .sort(CUSTOMER)
    )


def summary(customers: pl.DataFrame) -> pl.DataFrame:
    """By segment, unordered: `segmento`, `clientes`, `receita` (cents), `recencia` (Σ days), `pedidos` (Σ)."""
    sums = (MONEY, RECENCY, FREQUENCY)
    return customers.group_by(SEGMENT).agg(pl.len().cast(pl.Int64).alias("clientes"), pl.col(sums).sum())


def migration(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """How customers moved between segments.

    Args:
        before: `cliente`, `segmento` on the earlier day.
        after: `cliente`, `segmento`, `receita` on the later one, which has all of `before`.

    Returns:
        Unordered: `de` (`OUTSIDE` for who had not bought yet), `para`, `clientes`, `receita` (cents, as of `after`).
    """
    joined = after.join(before.select(CUSTOMER, de=SEGMENT), on=CUSTOMER, how="left")
    moved = joined.group_by(pl.col("de").fill_null(OUTSIDE), pl.col(SEGMENT).alias("para"))
    return moved.agg(pl.len().cast(pl.Int64).alias("clientes"), pl.col(MONEY).sum())


def _nearest_ranks(values: pl.Series, quantiles: int) -> tuple[int, ...]:
    ascending, count = values.sort(), values.len()
    if not count:
        return (0,) * (quantiles - 1)
    return tuple(int(ascending[-(-j * count // quantiles) - 1]) for j in range(1, quantiles))


def _above(column: str, cuts: Sequence[int]) -> pl.Expr:
    """How many cut-points a value is above."""
    return pl.sum_horizontal((pl.col(column) > cut).cast(pl.Int32) for cut in cuts)
