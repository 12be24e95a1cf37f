"""The purchase cycle: the days between purchases, and the window of inactivity they suggest.

A customer's purchases of one day are one. A *gap* is the days between two consecutive purchase
days; after the last one an *open interval* runs, of which only a lower bound is known. With `end`
the first day not looked at, a purchase on day d is followed by `end − 1 − d` observed days.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.panel import CUSTOMER
from carteira_cli.period import Window, parse_window
from carteira_cli.settings import BY_KEY
from carteira_cli.units import number, percent

if TYPE_CHECKING:
    from collections.abc import Sequence

PERCENTILES = (75, 90, 95)
SUGGESTED_BY = 90  # per cent of the gaps that the suggested window covers
ROUNDED_TO = 30  # days: a commercial month
WINDOW_DEFAULT = parse_window(BY_KEY["inatividade"].default or "")
FEWEST_GAPS = 30  # below, no window is suggested
HORIZON = 180  # days after a loss within which a return is looked for, the same for every window
WINDOWS = tuple(Window(days, "d") for days in (30, 60, 90, 120, 180, 270, 365))
BINS = ((1, 7), (8, 15), (16, 30), (31, 45), (46, 60), (61, 90), (91, 120), (121, 180), (181, 270), (271, 365))


def purchase_days(lines: pl.LazyFrame, end: int) -> pl.DataFrame:
    """The days on which each customer bought.

    Args:
        lines: sales lines with `cliente` (String), `data` (Int32 day) and `compra` (Boolean).
        end: the day after the last one looked at.

    Returns:
        `cliente`, and `dias` (List of Int32), ascending and each once; sorted by customer.
    """
    bought = lines.filter(pl.col("compra") & (pl.col("data") < end))
    grouped = bought.group_by(CUSTOMER).agg(dias=pl.col("data").unique())
    return grouped.with_columns(pl.col("dias").list.sort()).collect(engine="streaming").sort(CUSTOMER)


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


@dataclass(frozen=True)
class Suggestion:
    """A window of inactivity and why, in words; `covered` is the percentile behind it, None when there is none."""

    window: Window
    reason: str
    covered: int | None = None


def suggest(curve: Survival, counted: pl.DataFrame, end: int) -> Suggestion:
    """The window that the intervals suggest, from a `tally` observed up to `end` and its `survival`.

    Where no contract says who left, practice sets the limit at a high percentile of the days between
    purchases. The percentile of the gaps alone comes out short, because long gaps are those still open;
    so it is that of the purchases that ever follow, by Kaplan–Meier, rounded up to whole months of 30 days.
    Who buys often has most of the gaps, so that window can still call lost many who are only slow: it grows
    by months until at most half of the lost come back within `HORIZON` days, or until too few losses tell.
    """
    covered = curve.within_returning(SUGGESTED_BY)
    if covered is None or curve.gaps < FEWEST_GAPS:
        some = "1 intervalo" if curve.gaps == 1 else f"{number(curve.gaps, 0)} intervalos"
        return Suggestion(
            WINDOW_DEFAULT,
            f"há só {some} entre compras, menos que os {FEWEST_GAPS} que uma sugestão exige: vale o padrão, "
            f"{WINDOW_DEFAULT.words}",
        )
    first = Window(-(-covered // ROUNDED_TO) * ROUNDED_TO, "d")
    reason = (
        f"{SUGGESTED_BY} % das recompras vêm em até {number(covered, 0)} {'dia' if covered == 1 else 'dias'} "
        f"(Kaplan–Meier sobre {number(curve.gaps, 0)} intervalos e {number(curve.open, 0)} ainda em aberto); "
        f"arredondado para cima, em meses de {ROUNDED_TO} dias: {first.words}"
    )
    tried = [_returns(counted, end, first)]
    while tried[-1].mostly_back:
        longer = Window(tried[-1].window.length + ROUNDED_TO, "d")
        tried.append(_returns(counted, end, longer))
    chosen = tried[-1].window
    if len(tried) > 1:
        reason += f"; mas {percent(tried[0].share_soon)} % dos que passam disso voltam em {HORIZON} dias; " + (
            f"de {chosen.words} em diante, só {percent(tried[-1].share_soon)} %"
            if tried[-1].tells
            else f"até {tried[-2].window.words} ainda volta a maioria, e de {chosen.words} em diante há poucos casos"
        )
    return Suggestion(chosen, reason, covered)


def suggested_window(lines: pl.LazyFrame, end: int) -> Suggestion:
    """The window of inactivity that the sales before `end` suggest: what `--inatividade auto` means.

    Args:
        lines: as for `purchase_days`.
        end: the day after the last one looked at.
    """
    counted = tally(intervals(purchase_days(lines, end)))
    return suggest(survival(counted, end), counted, end)


@dataclass(frozen=True)
class Returns:
    """What became of customers whom a window had called lost.

    Attributes:
        window: the window.
        lost: intervals in which the customer became inactive, up to the end.
        back: of those, how many a purchase has ended since.
        watched: those lost at least `HORIZON` days before the end, so that all had as long to return.
        back_soon: of the watched, how many bought again within `HORIZON` days after becoming inactive.
    """

    window: Window
    lost: int
    back: int
    watched: int
    back_soon: int

    @property
    def tells(self) -> bool:
        """Whether there are enough watched losses to judge the window by."""
        return self.watched >= FEWEST_GAPS

    @property
    def mostly_back(self) -> bool:
        """Whether more than half of the watched came back soon, where they tell."""
        return self.tells and 2 * self.back_soon > self.watched

    @property
    def share_soon(self) -> float:
        """The part of the watched who came back soon."""
        return self.back_soon / self.watched


def returns(counted: pl.DataFrame, end: int, windows: Sequence[Window]) -> list[Returns]:
    """The lost who came back, for each window, from a `tally` of intervals observed up to `end`.

    A(t) looks at `[t − W, t)`. Who bought on day d is in it for the last time at t = d + W, so she is lost
    at t = d + W + 1 unless she bought on one of the W days after d: when `d < start of the window` at her next
    purchase, or at the end. The same holds of windows in calendar months.
    """
    return [_returns(counted, end, window) for window in windows]


def _returns(counted: pl.DataFrame, end: int, window: Window) -> Returns:
    start, next_day = pl.col("inicio"), pl.col("fim")
    lost = start < window_start(next_day.fill_null(end), window)
    watched = start < window.start(end - HORIZON)
    # Watched and open means that she was lost at end − HORIZON and is still.
    soon = next_day.is_not_null() & (start >= window_start(next_day - HORIZON, window))
    times = pl.col("vezes")
    row = counted.select(
        lost=times.filter(lost).sum(),
        back=times.filter(lost & next_day.is_not_null()).sum(),
        watched=times.filter(lost & watched).sum(),
        back_soon=times.filter(lost & watched & soon).sum(),
    ).row(0)
    return Returns(window, *row)


def window_start(day: pl.Expr, window: Window) -> pl.Expr:
    """`Window.start` for a column of days."""
    if window.unit == "d":
        return day - window.length
    return day.cast(pl.Date).dt.offset_by(f"-{window.length}mo").cast(pl.Int32)


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
