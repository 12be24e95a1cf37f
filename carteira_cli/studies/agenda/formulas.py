"""When customers are due, which day has room for whom, and how much of a portfolio was visited: plain values."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from fractions import Fraction
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.days import to_date, to_day

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_FEBRUARY, _LEAP_DAY = 2, 29


def next_purchase(last: int, quarters: int) -> int:
    """The first day on which a customer's usual interval has passed: last purchase + usual interval.

    Args:
        last: the day of her last purchase.
        quarters: four times her usual interval in days, as `risco` has it.

    Example:
        >>> next_purchase(100, 4 * 30), next_purchase(100, 4 * 20 + 2)
        (130, 121)
    """
    return last + -(-quarters // 4)


def anniversary(day: int, year: int) -> int:
    """The day of a year on which a day comes round; 29 February is 28 February where the year has no such day.

    Example:
        >>> to_date(anniversary(to_day(date(1988, 2, 29)), 2025)).isoformat()
        '2025-02-28'
    """
    value = to_date(day)
    if (value.month, value.day) == (_FEBRUARY, _LEAP_DAY) and not _is_leap(year):
        return to_day(date(year, _FEBRUARY, _LEAP_DAY - 1))
    return to_day(value.replace(year=year))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def anniversaries(day: int, first: int, last: int) -> list[int]:
    """The anniversaries of a day in [first, last], ascending; the day itself is none."""
    years = range(to_date(first).year, to_date(last).year + 1)
    found = (anniversary(day, year) for year in years if year > to_date(day).year)
    return [one for one in found if first <= one <= last]


@dataclass(frozen=True)
class DueContact:
    """A reason to call a customer.

    Attributes:
        due: the day that it is for.
        customer: her id.
        seller: whose customer she is; None where nobody knows.
        kind: one of `events.KINDS`.
        reason: in a sentence.
        rank: of two the smaller is called first.
    """

    due: int
    customer: str
    seller: str | None
    kind: str
    reason: str
    rank: tuple[int, ...] = ()

    @property
    def place(self) -> tuple[tuple[int, ...], int, bytes, str]:
        """The order in which a day takes them: by rank, then the longest due, then by id and kind."""
        return self.rank, self.due, self.customer.encode(), self.kind


@dataclass(frozen=True)
class Schedule:
    """What a calendar has room for.

    Attributes:
        placed: day and candidate, by day, and of a day by `DueContact.place`.
        left: those that no day had room for, by `DueContact.place`.
    """

    placed: tuple[tuple[int, DueContact], ...]
    left: tuple[DueContact, ...]


def working(first: int, last: int, holidays: Collection[int]) -> list[int]:
    """The days from `first` to `last` that are no Saturday, Sunday or holiday, ascending.

    Example:
        >>> working(0, 6, {0})  # 1 January 1970 was a Thursday
        [1, 4, 5, 6]
    """
    thursday, friday = 3, 4  # of day 0, and the last of the working week, Monday being 0
    return [day for day in range(first, last + 1) if (day + thursday) % 7 <= friday and day not in holidays]


def planned(candidates: Iterable[DueContact], days: Sequence[int], capacity: int | None) -> Schedule:
    """Who is called on which day: each on the first working day from her due day on that has room.

    Each seller has `capacity` calls a day. A day takes those who are due by then, the smallest rank first; who finds no
    room waits for the next day, beside those who become due then.

    Args:
        candidates: in any order; those due before the first day are due on it.
        days: the working days, ascending.
        capacity: calls a day and seller; None: as many as there are.
    """
    sellers: dict[str | None, list[DueContact]] = {}
    for one in candidates:
        sellers.setdefault(one.seller, []).append(one)
    placed: list[tuple[int, DueContact]] = []
    left: list[DueContact] = []
    for theirs in sellers.values():
        some, rest = _of_seller(theirs, days, capacity)
        placed += some
        left += rest
    return Schedule(
        tuple(sorted(placed, key=lambda one: (one[0], one[1].place))), tuple(sorted(left, key=lambda one: one.place))
    )


def _of_seller(
    candidates: Sequence[DueContact], days: Sequence[int], capacity: int | None
) -> tuple[list[tuple[int, DueContact]], list[DueContact]]:
    """The same for one seller, and those who found no room."""
    due: dict[int, list[DueContact]] = {}
    for one in candidates:
        due.setdefault(bisect_left(days, one.due), []).append(one)
    waiting: list[tuple[tuple[tuple[int, ...], int, bytes, str], int, DueContact]] = []
    placed: list[tuple[int, DueContact]] = []
    for at, day in enumerate(days):
        for number, one in enumerate(due.get(at, ())):
            heappush(waiting, (one.place, len(waiting) + number, one))
        room = len(waiting) if capacity is None else min(capacity, len(waiting))
        placed += [(day, heappop(waiting)[-1]) for _ in range(room)]
    beyond = [one for at, some in due.items() if at >= len(days) for one in some]
    return placed, [*(one for *_, one in waiting), *beyond]


@dataclass(frozen=True)
class VisitCoverage:
    """How much of a portfolio was visited, and bought, in a period; customers are counted once.

    Attributes:
        portfolio: customers.
        visited: of those, with a contact.
        bought: of those visited, who bought in the period.
        others: of the portfolio, who bought without a visit.
    """

    portfolio: int
    visited: int
    bought: int
    others: int

    @property
    def coverage(self) -> Fraction | None:
        """Visited ÷ portfolio."""
        return Fraction(self.visited, self.portfolio) if self.portfolio else None

    @property
    def effectiveness(self) -> Fraction | None:
        """Bought among the visited ÷ visited: what some call positivação."""
        return Fraction(self.bought, self.visited) if self.visited else None

    @property
    def of_portfolio(self) -> Fraction | None:
        """All who bought ÷ portfolio: the positivação of this house."""
        return Fraction(self.bought + self.others, self.portfolio) if self.portfolio else None


def covered(portfolio: Collection[str], visited: Collection[str], bought: Collection[str]) -> VisitCoverage:
    """The two positivações, and coverage, from who is in the portfolio, was visited, and bought.

    Who is not in the portfolio is not counted. Source: what guides to portfolio management of Brazilian distributors
    call cobertura (visited ÷ portfolio), efetividade (sold ÷ visited) and positivação (sold ÷ portfolio).

    Example:
        >>> found = covered(range(120), range(40), [*range(26), *range(100, 120)])
        >>> [str(one) for one in (found.coverage, found.effectiveness, found.of_portfolio)]
        ['1/3', '13/20', '23/60']
    """
    whole, seen, buyers = set(portfolio), set(visited) & set(portfolio), set(bought) & set(portfolio)
    return VisitCoverage(len(whole), len(seen), len(seen & buyers), len(buyers - seen))
