"""What marks come to: groups, scales, scores and their intervals, over plain numbers."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.signal.means import StandardError, around, spread
from carteira_cli.signal.rates import wilson
from carteira_cli.signal.surveys import net_score

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.signal.verdict import Interval

PROMOTER, PASSIVE, DETRACTOR = "promotores", "neutros", "detratores"
GROUPS = (PROMOTER, PASSIVE, DETRACTOR)
SIGNS: Mapping[str, int] = {PROMOTER: 1, PASSIVE: 0, DETRACTOR: -1}
CENTS = 100  # a mark of 9 is read as 900
TEN, FIVE = 10, 5
ENOUGH = 10  # marks of a survey below which all of them being small says nothing of its scale
_FEW, _MANY = Fraction(1, 10), Fraction(1, 4)  # of the marks, which only a scale of 0 to 10 has


@dataclass(frozen=True)
class Scale:
    """The marks that a survey may be answered with: whole ones from `lowest` to `highest`.

    Attributes:
        lowest: the worst mark.
        highest: the best.
        passive: the lowest mark of a passive.
        promoter: the lowest mark of a promoter.
    """

    lowest: int
    highest: int
    passive: int
    promoter: int

    def group(self, cents: int) -> str | None:
        """The group of a mark in hundredths; None where it is off the scale.

        Example:
            >>> [SCALES[10].group(100 * mark) for mark in (10, 9, 8, 7, 6, 0, 11)]
            ['promotores', 'promotores', 'neutros', 'neutros', 'detratores', 'detratores', None]
            >>> SCALES[10].group(850) is SCALES[5].group(0) is None
            True
        """
        mark, rest = divmod(cents, CENTS)
        if rest or not self.lowest <= mark <= self.highest:
            return None
        return PROMOTER if mark >= self.promoter else PASSIVE if mark >= self.passive else DETRACTOR

    @property
    def words(self) -> str:
        """`de 0 a 10`."""
        return f"de {self.lowest} a {self.highest}"

    @property
    def cuts(self) -> str:
        """`promotor, 9 ou 10; neutro, 7 ou 8; detrator, 0 a 6`."""
        ranges = ((self.promoter, self.highest), (self.passive, self.promoter - 1), (self.lowest, self.passive - 1))
        told = []
        for name, (first, last) in zip(("promotor", "neutro", "detrator"), ranges, strict=True):
            marks = [*range(first, last + 1)]
            word = " ou " if len(marks) == 2 else " a "  # noqa: PLR2004 - "9 ou 10", "0 a 6"
            told.append(f"{name}, {word.join(str(mark) for mark in dict.fromkeys((first, last)))}")
        return "; ".join(told)


SCALES: Mapping[int, Scale] = {TEN: Scale(0, 10, 7, 9), FIVE: Scale(1, 5, 4, 5)}


def evidence(marks: Mapping[int, int]) -> int | None:
    """The scale that the marks of a survey show; None where they show none.

    Of whole marks from 0 to 10 those of 0 and of 6 and more belong to a scale of 0 to 10 alone. Where they are a
    quarter or more, it is that; where they are less than a tenth of ten marks or more, the scale is of 1 to 5 and they
    are slips. Marks from 1 to 3 alone, of detractors on both scales, show none.

    Args:
        marks: mark in hundredths → how many gave it.

    Example:
        >>> evidence({1000: 6, 300: 4}), evidence({500: 9, 400: 3}), evidence({500: 2}), evidence({500: 8, 900: 2})
        (10, 5, None, None)
    """
    whole = {cents // CENTS: count for cents, count in marks.items() if not cents % CENTS}
    known = {mark: count for mark, count in whole.items() if 0 <= mark <= TEN}
    all_of, of_ten = sum(known.values()), sum(count for mark, count in known.items() if not 1 <= mark <= FIVE)
    if not all_of or alike_on_both({CENTS * mark: count for mark, count in known.items()}):
        return None
    share = Fraction(of_ten, all_of)
    if share >= _MANY:
        return TEN
    return FIVE if share < _FEW and all_of >= ENOUGH else None


def undecided(marks: Mapping[int, int]) -> bool:
    """Whether marks are many enough to show a scale, and speak for both."""
    whole = {cents // CENTS: count for cents, count in marks.items() if not cents % CENTS}
    known = [mark for mark in whole if 0 <= mark <= TEN]
    return evidence(marks) is None and any(not 1 <= mark <= FIVE for mark in known)


def alike_on_both(marks: Mapping[int, int]) -> bool:
    """Whether marks count the same on both scales, so that it does not matter which one they are on.

    Example:
        >>> alike_on_both({100: 3, 300: 1}), alike_on_both({400: 1}), alike_on_both({0: 1})
        (True, False, False)
    """
    return all(SCALES[TEN].group(cents) == SCALES[FIVE].group(cents) for cents in marks)


@dataclass(frozen=True)
class Tally:
    """How many answered as promoters, passives and detractors."""

    promoters: int
    passives: int
    detractors: int

    @classmethod
    def of(cls, groups: Iterable[str]) -> Tally:
        """The tally of answers, each by the name of its group."""
        found = Counter(groups)
        return cls(*(found[name] for name in GROUPS))

    @property
    def answers(self) -> int:
        """All of them."""
        return self.promoters + self.passives + self.detractors

    @property
    def net(self) -> Fraction | None:
        """Promoters less detractors, of a hundred answers; None without any.

        Example:
            >>> Tally(24, 4, 12).net
            Fraction(30, 1)
        """
        return Fraction(100 * (self.promoters - self.detractors), self.answers) if self.answers else None

    @property
    def interval(self) -> Interval | None:
        """The bounds of `net` at 95 %, as `surveys.net_score` has them, widened where they leave `net` out."""
        found, net = net_score(self.promoters, self.passives, self.detractors), self.net
        if found is None or net is None:
            return None
        return min(100 * found[0], float(net)), max(100 * found[1], float(net))

    def count(self, group: str) -> int:
        """How many there are of a group."""
        return (self.promoters, self.passives, self.detractors)[GROUPS.index(group)]

    def expected(self, group: str) -> Interval | None:
        """Between how many of so many answers would be of a group: Wilson's bounds of its share × the answers."""
        found = wilson(self.count(group), self.answers)
        return None if found is None else (self.answers * found[0], self.answers * found[1])


@dataclass(frozen=True)
class Weighted:
    """A score in which each answer weighs what its customer brought.

    Attributes:
        above: Σ sign × cents.
        weight: Σ cents.
        interval: the bounds of the score at 95 %; None with too few customers.
    """

    above: int
    weight: int
    interval: Interval | None = None

    @property
    def net(self) -> Fraction | None:
        """Of a hundred; None where nobody brought anything."""
        return Fraction(100 * self.above, self.weight) if self.weight else None


def weighted(customers: Iterable[tuple[int, int, int]]) -> Weighted:
    """The score by revenue, Σ w·s ÷ Σ w, customers being the units of chance.

    The interval is linearised: the influence of a customer is (Σ her w·s − θ·Σ her w) ÷ W, and Student's t serves as
    everywhere in the house (`signal.means`).

    Args:
        customers: of each her cents (not negative), Σ of the signs of her answers, and how many answers.
    """
    rows = [(cents * signs, cents * answers) for cents, signs, answers in customers]
    above, weight = sum(row[0] for row in rows), sum(row[1] for row in rows)
    giving = [row for row in rows if row[1]]
    if len(giving) < 2 or not weight:  # noqa: PLR2004 - two are the least that differ
        return Weighted(above, weight)
    # Exact until the root: influence · W² = W·y − A·w, whose sum over customers is 0.
    squares = sum((weight * one - above * other) ** 2 for one, other in giving)
    found: StandardError = spread(float(Fraction(squares, weight**4)), 0.0, len(giving))
    bounds = around(above / weight, found)
    if bounds is None:
        return Weighted(above, weight)
    return Weighted(above, weight, (100 * max(-1.0, bounds[0]), 100 * min(1.0, bounds[1])))
