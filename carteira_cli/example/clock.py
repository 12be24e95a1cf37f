"""The clock by which sales tick: it runs fast on a December Tuesday and stands still on Sundays.

A day's weight is an integer, the product of its season and its weekday; the *clock* at a day is the sum of the weights
before it. Spreading sales evenly over the clock spreads them over the days as the weights say.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from datetime import date, timedelta
from itertools import accumulate, pairwise

from carteira_cli.dataclass import dataclass

_SEASON = (78, 76, 97, 95, 101, 99, 98, 101, 102, 107, 115, 138)  # January to December
_WEEKDAY = (21, 22, 21, 20, 18, 4, 0)  # Monday to Sunday
_HOLIDAYS = frozenset({(1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (12, 25)})


@dataclass(frozen=True)
class Clock:
    """The days of the span and how sales spread over them.

    Attributes:
        start: the first day; days are counted from it, so day 0 is `start`.
        elapsed: sum of the weights of the days before each day, and at the end the sum of all (days + 1 entries).
        months: first day of each month of the span, and at the end the number of days (months + 1 entries).
    """

    start: date
    elapsed: tuple[int, ...]
    months: tuple[int, ...]

    @property
    def days(self) -> int:
        """Number of days of the span."""
        return len(self.elapsed) - 1

    @property
    def total(self) -> int:
        """The clock at the end of the span."""
        return self.elapsed[-1]

    def weight(self, first: int, after: int) -> int:
        """How far the clock runs in the days [first, after)."""
        return self.elapsed[after] - self.elapsed[first]

    def is_open(self, day: int) -> bool:
        """Whether the distributor sells on a day."""
        return self.elapsed[day + 1] > self.elapsed[day]

    def next_open(self) -> list[int]:
        """For each day the first open day at or after it, -1 where none is left; `days` entries."""
        found, entries = -1, []
        for day in reversed(range(self.days)):
            found = day if self.is_open(day) else found
            entries.append(found)
        return entries[::-1]

    def split(self, month: int, parts: int) -> list[tuple[int, int]]:
        """Cuts a month into at most `parts` runs of days [first, after) of about equal weight, none of weight 0."""
        first, after = self.months[month], self.months[month + 1]
        begin, whole = self.elapsed[first], self.weight(first, after)
        cuts = {bisect_left(self.elapsed, begin + whole * part // parts) for part in range(1, parts)}
        edges = [first, *sorted(cut for cut in cuts if first < cut < after), after]
        return [(low, high) for low, high in pairwise(edges) if self.weight(low, high)]


def make_clock(months: int, end: date) -> Clock:
    """The clock of the `months` calendar months that end with `end`.

    Example:
        >>> make_clock(24, date(2024, 12, 31)).start
        datetime.date(2023, 1, 1)
    """
    after = end + timedelta(days=1)
    edges = [_months_before(after, back) for back in range(months, -1, -1)]
    start = edges[0]
    weights = [_weight(start + timedelta(days=day)) for day in range((after - start).days)]
    return Clock(start, tuple(accumulate(weights, initial=0)), tuple((edge - start).days for edge in edges))


def _weight(day: date) -> int:
    """How much is sold on a day, relative to other days."""
    if (day.month, day.day) in _HOLIDAYS:
        return 0
    return _SEASON[day.month - 1] * _WEEKDAY[day.weekday()]


def _months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
