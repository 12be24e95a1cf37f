"""The purchase cycle: the days between purchases.

A customer's purchases of one day are one. A *gap* is the days between two consecutive purchase
days; after the last one an *open interval* runs, of which only a lower bound is known. With `end`
the first day not looked at, a purchase on day d is followed by `end − 1 − d` observed days.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER

if TYPE_CHECKING:
    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines

PERCENTILES = (75, 90, 95)
BINS = ((1, 7), (8, 15), (16, 30), (31, 45), (46, 60), (61, 90), (91, 120), (121, 180), (181, 270), (271, 365))


def purchase_days(lines: Lines, engine: Engine, start: int | None, end: int) -> Lines:
    """The days in `[start, end)` on which each customer bought.

    Args:
        lines: sales lines with `cliente` (String), `data` (Int32 day) and `compra` (Boolean).
        engine: that of the lines.
        start: the first day looked at; None: the first there is.
        end: the day after the last one looked at.

    Returns:
        `cliente`, and `dias` (List of Int32), ascending and each once; the order of rows is not defined.
    """
    bought = lines.filter(nw.col("compra"), nw.col("data") < end)
    inside = bought if start is None else bought.filter(nw.col("data") >= start)
    return engine.days(inside, (CUSTOMER,), "data").rename({"data": "dias"})


def intervals(days: pl.DataFrame) -> pl.DataFrame:
    """A row a purchase day: `linha` (the customer's row in `days`), `inicio`, and `fim`, the next one or null."""
    return (
        days.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("linha"), inicio="dias")
        .with_columns(fim=pl.col("inicio").list.shift(-1))
        .explode("inicio", "fim")
    )


def tally(found: pl.DataFrame) -> pl.DataFrame:
    """Equal intervals counted: `inicio`, `fim` (null: open), `vezes` (Int64); sorted."""
    counted = found.group_by("inicio", "fim").agg(vezes=pl.len().cast(pl.Int64))
    return counted.sort("inicio", "fim", nulls_last=True)


def gaps(counted: pl.DataFrame) -> dict[int, int]:
    """Days between purchases → how often, ascending, from a `tally`."""
    return _counts(counted.drop_nulls("fim"), pl.col("fim") - pl.col("inicio"))


def own_medians(days: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Each customer's own cycle, from her purchase days and their `intervals`.

    Returns:
        Row by row as `days`: `cliente`, `compras` (purchase days), `ultima` (Int32 day), and `meios`: twice
        the median of her gaps, an exact integer; null for who has no gap.
    """
    bought = pl.col("dias").list.len().cast(pl.Int64)
    ordered = _ordered_gaps(found)
    # Her gaps stand in one run, shortest first: the middle is where the run begins plus half its length.
    size = bought - 1
    begins = size.cum_sum() - size
    middles = days.select(
        pl.when(size > 0).then(begins + at).cast(pl.UInt32).alias(name)
        for name, at in (("baixo", (size - 1) // 2), ("alto", size // 2))
    )
    lower, upper = (ordered.gather(middles[name]) for name in ("baixo", "alto"))
    return days.select(CUSTOMER, compras=bought, ultima=pl.col("dias").list.last(), meios=lower + upper)


def _ordered_gaps(found: pl.DataFrame) -> pl.Series:
    """Gaps in days (Int64), by customer and then ascending: one sort of integers that hold both."""
    bits = 20  # more than the days that dates can have
    packed = found.drop_nulls("fim").select(
        pl.col("linha").cast(pl.Int64) * (1 << bits) + (pl.col("fim") - pl.col("inicio")).cast(pl.Int64)
    )
    return packed.to_series().sort() & ((1 << bits) - 1)


@dataclass(frozen=True)
class Spread:
    """A distribution in four numbers, exact.

    Attributes:
        count: how many values.
        median: the middle one, or the mean of the middle two; None without values.
        percentiles: for each of `PERCENTILES`: the smallest value that at least p % of all do not exceed,
            the order statistic ⌈p·n⌉ (the inverse of the empirical distribution function: type 1 of Hyndman
            and Fan, "Sample quantiles in statistical packages", 1996); None without values.
    """

    count: int
    median: Fraction | None
    percentiles: tuple[Fraction | None, ...]


def spread(counts: dict[int, int], per_unit: int = 1) -> Spread:
    """The distribution of counted values, ascending, each `per_unit` times what it stands for."""
    total = sum(counts.values())
    if not total:
        return Spread(0, None, (None,) * len(PERCENTILES))
    values, reached = list(counts), list(accumulate(counts.values()))

    def at(rank: int) -> int:
        return next(value for value, upto in zip(values, reached, strict=True) if upto >= rank)

    median = Fraction(at((total + 1) // 2) + at(total // 2 + 1), 2 * per_unit)
    return Spread(total, median, tuple(Fraction(at(-(-total * p // 100)), per_unit) for p in PERCENTILES))


@dataclass(frozen=True)
class Survival:
    """The Kaplan–Meier estimate of S(w) = P(gap > w), open intervals counting as censored.

    Kaplan and Meier, "Nonparametric estimation from incomplete observations", 1958. An interval observed
    for c days is at risk of ending on each of the days 1 to c.

    Attributes:
        gaps: closed intervals.
        open: intervals still running.
        days: the gaps that occur, ascending.
        above: S on each of these days.
    """

    gaps: int
    open: int
    days: tuple[int, ...]
    above: tuple[Fraction, ...]

    @property
    def never(self) -> Fraction:
        """S beyond the longest gap: the share after which no purchase was ever seen to follow."""
        return self.above[-1] if self.above else Fraction(1)

    def within(self, percent: int) -> int | None:
        """The smallest w with P(gap ≤ w) ≥ p %; None where the estimate never gets there."""
        return self._first(Fraction(100 - percent, 100))

    def within_returning(self, percent: int) -> int | None:
        """The smallest w within which p % of the purchases that ever follow have followed; None without gaps.

        The share that never returns is read off the plateau of the estimate (Maller and Zhou,
        "Estimating the proportion of immunes in a censored sample", 1992).
        """
        return self._first(self.never + (1 - self.never) * Fraction(100 - percent, 100))

    def _first(self, level: Fraction) -> int | None:
        return next((day for day, above in zip(self.days, self.above, strict=True) if above <= level), None)


def survival(counted: pl.DataFrame, end: int) -> Survival:
    """The Kaplan–Meier estimate from a `tally` of intervals observed up to `end`."""
    closed = gaps(counted)
    censored = _counts(counted.filter(pl.col("fim").is_null()), end - 1 - pl.col("inicio"))
    at_risk = sum(closed.values()) + sum(censored.values())
    steps, above, waiting = [], Fraction(1), list(censored.items())
    for day, ended in closed.items():
        while waiting and waiting[0][0] < day:
            at_risk -= waiting.pop(0)[1]
        above *= Fraction(at_risk - ended, at_risk)
        at_risk -= ended
        steps.append(above)
    return Survival(sum(closed.values()), sum(censored.values()), tuple(closed), tuple(steps))


def binned(counts: dict[int, int]) -> list[tuple[int, int | None, int]]:
    """Gaps by `BINS`: first and last day (None: no end) and how many."""
    longest = BINS[-1][1]
    rows: list[tuple[int, int | None, int]] = [
        (low, high, sum(times for days, times in counts.items() if low <= days <= high)) for low, high in BINS
    ]
    return [*rows, (longest + 1, None, sum(times for days, times in counts.items() if days > longest))]


def _counts(counted: pl.DataFrame, value: pl.Expr) -> dict[int, int]:
    """A value of the rows of a `tally` → how often, ascending."""
    grouped = counted.group_by(valor=value).agg(pl.col("vezes").sum()).sort("valor")
    return dict(grouped.iter_rows())
