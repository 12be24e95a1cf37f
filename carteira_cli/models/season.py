"""A clock of the year: months in which customers buy more pass faster.

A customer's rate is λ s(month). On a clock that runs s(month) times as fast as days do, her purchases are those of a
rate that never changes, so that every model of repeat buying holds on it as it stands.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carteira_cli.models.buying import BuyingModel
    from carteira_cli.models.histories import Floats, Integers

MONTHS = 12
THOUSAND = 1000
LEAST, MOST = 50, 20_000  # per mille: no month is without time, and none is all of the year
_EPOCH = np.datetime64("1970-01-01", "D")
_LEAP_CYCLE_DAYS = 146_097  # of 400 years, after which the calendar is the same


@dataclass(frozen=True)
class SeasonClock:
    """A clock that runs by the month.

    Attributes:
        factors: thousandths of a day that pass in each day of January, February, …, December; about 1000 in the mean.
    """

    factors: tuple[int, ...] = (THOUSAND,) * MONTHS

    def at(self, days: Integers) -> Integers:
        """Thousandths of a day that have passed at the end of each day, from the end of 1970-01-01 on.

        What lies between two purchases is the time of the days after the first up to the second: the day on which one
        buys is among those that brought it about.

        Args:
            days: since 1970-01-01, none more than 400 years away from it.

        Raises:
            ValueError: a day beyond these.
        """
        asked = np.asarray(days, dtype=np.int64)
        if not asked.size:
            return asked
        if int(np.abs(asked).max()) > _LEAP_CYCLE_DAYS:
            raise ValueError("a day beyond 400 years")
        low, high = min(int(asked.min()), 0), max(int(asked.max()), 0)
        passing = np.array(self.factors, dtype=np.int64)[month_of(np.arange(low + 1, high + 1))]
        passed = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(passing)])
        found: Integers = passed[asked - low] - passed[-low]
        return found

    def between(self, first: Integers, last: Integers) -> Integers:
        """Thousandths of a day from the end of one day to that of another, of each pair."""
        return self.at(last) - self.at(first)


def month_of(days: Integers) -> Integers:
    """The month of each day since 1970-01-01: 0 is January."""
    months = (_EPOCH + days).astype("datetime64[M]").astype(np.int64)
    return months % MONTHS


def observed_by_month(days: Integers, first: int, until: int) -> Integers:
    """Repeat purchases by calendar month, from that of the day `first` to that of `until`: a number each, in order.

    Args:
        days: of each repeat purchase, within these two.
        first: the day of the first purchase of all.
        until: the last day that purchases are known of.
    """
    start, months = _months(first, until)
    return np.bincount((_EPOCH + days).astype("datetime64[M]").astype(np.int64) - start, minlength=months)


def expected_by_month(
    model: BuyingModel, clock: SeasonClock, days: Integers, customers: Integers, until: int
) -> Floats:
    """Repeat purchases that a model expects by calendar month, of customers known by their first day alone.

    Σ n (E[X(t₂)] − E[X(t₁)]) over first days, t₁ and t₂ from there to the ends of the month before and of the month.

    Args:
        model: on thousandths of a day by the clock.
        clock: that of the model.
        days: of first purchases, each once.
        customers: how many bought first on each.
        until: the last day that purchases are known of.
    """
    start, months = _months(int(days.min()), until)
    last = (np.arange(start, start + months) + 1).astype("datetime64[M]").astype("datetime64[D]") - _EPOCH
    ends = clock.at(np.minimum(last.astype(np.int64) - 1, until))
    found = np.zeros(months)
    times = np.maximum(ends[None, :] - clock.at(days)[:, None], 0)
    distinct, which = np.unique(times, return_inverse=True)
    by_end = model.expected_of_new(distinct.astype(np.float64))[which].reshape(times.shape)
    found[0] = float((customers * by_end[:, 0]).sum())
    found[1:] = (customers[:, None] * np.diff(by_end, axis=1)).sum(axis=0)
    return found


def shrunk_factors(observed: Sequence[float], expected: Sequence[float], first_month: int) -> tuple[float, ...]:
    """Factors of the twelve months, drawn towards 1 by as much as chance would have them differ.

    By empirical Bayes: with O_m ~ Poisson(E_m s_m) and s_m ~ Gamma of mean 1 and variance v, the mean of s_m given O_m
    is (O_m + 1/v) ÷ (E_m + 1/v); v is that of the moments, Σ((O − E)² − φE) ÷ ΣE², and none below 0. Counts vary more
    than Poisson's, by φ, as the same month does from year to year: both O and E are divided by it, which makes φ/v of
    1/v. With less than two years φ is that of Poisson, 1.

    Args:
        observed: repeat purchases of each calendar month, in order.
        expected: likewise, on a clock that knows no season.
        first_month: which of the year the first is: 0 is January.

    Returns:
        Twelve factors, 1 where nothing is known of a month.
    """
    seen, due = np.asarray(observed, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    month = (first_month + np.arange(len(seen))) % MONTHS
    by_seen, by_due = (np.bincount(month, weights=one, minlength=MONTHS) for one in (seen, due))
    if by_due.sum() <= 0 or by_seen.sum() <= 0:
        return (1.0,) * MONTHS
    by_due = by_due * (by_seen.sum() / by_due.sum())  # the level is the model's concern
    loose = max(_looseness(seen, due, month), 1.0)
    spread = (((by_seen - by_due) ** 2).sum() - loose * by_due.sum()) / (by_due**2).sum()
    if spread <= 0:
        return (1.0,) * MONTHS
    prior = loose / spread
    return tuple(map(float, (by_seen + prior) / (by_due + prior)))


def _looseness(seen: Floats, due: Floats, month: Integers) -> float:
    """By how much the same month varies from year to year, in variances of Poisson; 0 with less than two years."""
    used = due > 0
    free = int(used.sum()) - len(set(month[used].tolist()))
    if free < MONTHS:
        return 0.0
    ratio = np.bincount(month, weights=seen, minlength=MONTHS) / np.maximum(
        np.bincount(month, weights=due, minlength=MONTHS), np.finfo(np.float64).tiny
    )
    mean = (due * ratio[month])[used]
    spread = (seen[used] - mean) ** 2 / np.maximum(mean, 1.0)
    return float(spread.sum()) / free


def estimated_clock(
    fit: Callable[[SeasonClock], BuyingModel],
    days: Integers,
    customers: Integers,
    observed: Integers,
    until: int,
    passes: int = 2,
) -> SeasonClock:
    """The clock of the year that repeat purchases tell.

    A first pass compares them with a model that knows no season; the next with one fitted on the clock found so far,
    which is no longer led astray by the season, as if it were customers' leaving.

    Args:
        fit: the model of the same customers, fitted on a clock in its thousandths of days.
        days: of first purchases, each once.
        customers: how many bought first on each.
        observed: repeat purchases by calendar month, from that of the first of `days`, as `observed_by_month` counts.
        until: the last day that purchases are known of.
        passes: how many.
    """
    clock = SeasonClock()
    first = int(days.min())
    month = int(month_of(np.array([first]))[0])
    for _ in range(passes):
        due = expected_by_month(fit(clock), clock, days, customers, until)
        now = np.array(clock.factors, dtype=np.float64)[(month + np.arange(len(due))) % MONTHS] / THOUSAND
        # What the model expects of a month on this clock has the factor in it already.
        clock = _centred(shrunk_factors([*map(float, observed)], [*map(float, due / now)], month))
    return clock


def _centred(factors: Sequence[float]) -> SeasonClock:
    """Factors per mille whose mean over the months is 1000, but for rounding."""
    mean = sum(factors) / MONTHS
    return SeasonClock(tuple(min(max(round(one / mean * THOUSAND), LEAST), MOST) for one in factors))


def _months(first: int, until: int) -> tuple[int, int]:
    """The number of the first month since 1970-01, and how many there are up to that of the last day."""
    start, end = ((_EPOCH + day).astype("datetime64[M]").astype(int) for day in (first, until))
    return int(start), int(end - start + 1)
