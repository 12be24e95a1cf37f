"""When sales happen: days that stand apart, days without any, months with too few.

Everything here is small integers: a count of lines a day.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.days import month_index, month_start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CHANCE = Fraction(1, 100)  # of seeing such a gap anywhere in the history, below which it is unusual
APART_DAYS = 366  # an empty year between a few lines and all others
APART_SHARE = Fraction(1, 100)  # of the lines, at most, on the far side of it
NEIGHBOURS = 2  # months on either side that a month is compared with
THIN_SHARE = Fraction(1, 3)  # of the neighbours' median, below which a month is thin
ENOUGH_LINES = 30  # the neighbours' median below which nothing is said
_WEEK = 7


@dataclass(frozen=True)
class Gap:
    """Days without a sale, both ends included."""

    first: int
    last: int

    @property
    def days(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class ThinMonth:
    """A month with far fewer lines than those around it; `usual` is their median."""

    start: int
    lines: int
    usual: int


def split_apart(counts: Mapping[int, int]) -> tuple[dict[int, int], list[int]]:
    """Set apart the days at either end that an empty year divides from 99 % of the lines.

    A sale of 2014 amid sales of 2024 is a slip of the keyboard, and ten years without a sale are not a gap.

    Returns:
        Lines by day of the main body, and the days that stand apart, ascending.
    """
    days = sorted(counts)
    most = APART_SHARE * sum(counts.values())
    first, last = 0, len(days)
    before = after = 0
    for position, (day, following) in enumerate(pairwise(days)):
        before += counts[day]
        if following - day > APART_DAYS and before <= most:
            first = position + 1
    for position in range(len(days) - 1, first, -1):
        after += counts[days[position]]
        if days[position] - days[position - 1] > APART_DAYS and after <= most:
            last = position
    return {day: counts[day] for day in days[first:last]}, days[:first] + days[last:]


def unusual_gaps(days: Sequence[int]) -> list[Gap]:
    """Runs of days without a sale that this portfolio's own week makes unlikely.

    Each day of the week has sales on some share of its dates, counted with one date more that has none
    and one that has. The chance that a run of dates is empty is the product of what is left, times the
    number of dates it could begin at; below `CHANCE` the run is unusual. So a closed Sunday says nothing,
    nor does a holiday, and in a portfolio with two sales a month a week does not either.

    Args:
        days: those with sales, ascending, each once.
    """
    if not days:
        return []
    span = days[-1] - days[0] + 1
    dates, sold = [0] * _WEEK, [0] * _WEEK
    for weekday in range(_WEEK):
        dates[weekday] = (span + _WEEK - 1 - weekday) // _WEEK
    for day in days:
        sold[(day - days[0]) % _WEEK] += 1
    empty = [Fraction(dates[weekday] - sold[weekday] + 1, dates[weekday] + 2) for weekday in range(_WEEK)]
    found = []
    for day, following in pairwise(days):
        gap = Gap(day + 1, following - 1)
        if gap.days and chance(gap, days[0], empty) * span < CHANCE:
            found.append(gap)
    return found


def chance(gap: Gap, origin: int, empty: Sequence[Fraction]) -> Fraction:
    """How likely the dates of a gap are all empty, by the share of empty dates of each weekday, `origin`'s first."""
    weeks, rest = divmod(gap.days, _WEEK)
    found = Fraction(1)
    for weekday in range(_WEEK):
        later = (weekday - (gap.first - origin)) % _WEEK
        found *= empty[weekday] ** (weeks + (later < rest))
    return found


def thin_months(counts: Mapping[int, int]) -> list[ThinMonth]:
    """Whole months with less than a third of the median of the two before and the two after.

    The first and the last month are left out unless the data cover them from the first day to the last.
    """
    if not counts:
        return []
    first, last = min(counts), max(counts)
    low, high = month_index(first), month_index(last)
    lines = dict.fromkeys(range(low, high + 1), 0)
    for day, count in counts.items():
        lines[month_index(day)] += count
    whole = [
        month for month in lines if (month > low or first == month_start(low)) and (month < high or _ends(last, high))
    ]
    found = []
    for month in whole:
        around = [lines[other] for other in whole if other != month and abs(other - month) <= NEIGHBOURS]
        if not around:
            continue
        usual = median_low(around)
        if usual >= ENOUGH_LINES and lines[month] < THIN_SHARE * usual:
            found.append(ThinMonth(month_start(month), lines[month], usual))
    return found


def _ends(last: int, month: int) -> bool:
    return last == month_start(month + 1) - 1
