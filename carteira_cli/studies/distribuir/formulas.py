"""Sharing customers among sellers, as whole numbers: what each is to carry, what a change costs, what none can beat."""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Moves = Mapping[int, int]  # place of a customer → place of the seller who gets her
_BITS = 128  # of a quotient: amounts of cents are below 2⁶³, and two quotients of such differ by more than 2⁻¹²⁶
_TRIED = 200  # customers of one giver whom a step looks at
STEP = Fraction(1, 1000)  # a tolerance is told to a tenth of a per cent


@dataclass(frozen=True)
class BalanceTask:
    """Who is to be shared among whom.

    Attributes:
        customers: ids in bytewise order; a place in it stands for a customer.
        loads: of each, what is to be spread evenly: cents, customers or visits; none is negative.
        costs: of each, what it costs to move her: 1, or her revenue in cents; none is negative.
        homes: of each, the place of her seller.
        sellers: names in bytewise order; a place in it stands for a seller.
        leaving: places of sellers who keep nobody.
        options: of each customer, the sellers who may get her, in order; none where she stays.
        most: how many may change at most; None: any number.
    """

    customers: tuple[str, ...]
    loads: tuple[int, ...]
    costs: tuple[int, ...]
    homes: tuple[int, ...]
    sellers: tuple[str, ...]
    leaving: frozenset[int]
    options: tuple[tuple[int, ...], ...]
    most: int | None = None

    @cached_property
    def staying(self) -> tuple[int, ...]:
        """Places of the sellers who share everything."""
        return tuple(seller for seller in range(len(self.sellers)) if seller not in self.leaving)

    @cached_property
    def forced(self) -> tuple[int, ...]:
        """Places of the customers who must change, since their seller leaves."""
        return tuple(place for place, home in enumerate(self.homes) if home in self.leaving)

    @property
    def target(self) -> Fraction:
        """What each seller is to carry: Σ load ÷ sellers who stay."""
        return Fraction(sum(self.loads), len(self.staying))

    def limits(self, tolerance: Fraction) -> tuple[int, int]:
        """The least and the most that a seller may carry: (1 ∓ τ) × target, in whole units inside of it."""
        return ceil((1 - tolerance) * self.target), floor((1 + tolerance) * self.target)

    def carried(self, moves: Moves) -> tuple[int, ...]:
        """What each seller carries after some changes."""
        found = [0] * len(self.sellers)
        for place, load in enumerate(self.loads):
            found[moves.get(place, self.homes[place])] += load
        return tuple(found)

    def cost(self, moves: Moves) -> int:
        """What changes cost in all."""
        return sum(self.costs[place] for place in moves)

    def allows(self, moves: Moves, tolerance: Fraction) -> bool:
        """Whether changes are allowed and leave each seller within the tolerance: in integers, whoever found them."""
        low, high = self.limits(tolerance)
        carried = self.carried(moves)
        return (
            all(seller in self.options[place] for place, seller in moves.items())
            and all(place in moves for place in self.forced)
            and (self.most is None or len(moves) <= self.most)
            and all(low <= carried[seller] <= high for seller in self.staying)
        )

    def deviation(self, moves: Moves) -> Fraction:
        """How far from the target the farthest seller is: max |load − target| ÷ target; 0 where there is no load."""
        carried, target = self.carried(moves), self.target
        if not target:
            return Fraction(0)
        return max(abs(carried[seller] - target) for seller in self.staying) / target


def told_tolerance(deviation: Fraction) -> Fraction:
    """The least tolerance of whole tenths of a per cent that allows a deviation.

    Example:
        >>> told_tolerance(Fraction(1, 3))
        Fraction(167, 500)
    """
    return ceil(deviation / STEP) * STEP


def least_cost(goods: Iterable[tuple[int, int]], amount: int) -> int | None:
    """What it costs at least to take so much load out of some customers; None where all of them have less.

    The bound of the continuous knapsack (Dantzig 1957): the cheapest by cost a unit of load first, the last in part,
    rounded up to whole costs.

    Args:
        goods: (load, cost) of each, in any order.
        amount: how much load.

    Example:
        >>> least_cost([(60, 1), (50, 1), (40, 1)], 61)
        2
    """
    if amount <= 0:
        return 0
    return _paid(sorted((one for one in goods if one[0] > 0), key=_dearness), amount)


def _dearness(good: tuple[int, int]) -> tuple[int, int]:
    """Cost a unit of load, in so many bits that two that differ do so here; then the largest load first."""
    load, cost = good
    return (cost << _BITS) // load, -load


def _paid(goods: Iterable[tuple[int, int]], amount: int) -> int | None:
    """`least_cost` of goods in order of `_dearness`."""
    left, paid = amount, Fraction(0)
    for load, cost in goods:
        if load >= left:
            return ceil(paid + Fraction(cost * left, load))
        left -= load
        paid += cost
    return None


@dataclass(frozen=True)
class Needed:
    """What is sure before any search.

    Attributes:
        out: seller → the least cost of what she gives away.
        into: seller → the least cost of what she gets.
        bound: the least cost of all changes; None where no sharing is within the tolerance.
    """

    out: Mapping[int, int]
    into: Mapping[int, int]
    bound: int | None


def needed(task: BalanceTask, tolerance: Fraction) -> Needed:
    """The least cost of any sharing within a tolerance, seller by seller: a bound, which a sharing may not reach.

    Who carries too much gives away at least the surplus, who carries too little gets at least what lacks. A change has
    one giver and one receiver, so that all givers together, and all receivers together, are bounds of the whole;
    customers of who leaves change anyway.
    """
    low, high = task.limits(tolerance)
    must = set(task.forced)
    base = [0] * len(task.sellers)
    own: dict[int, list[tuple[int, int]]] = {seller: [] for seller in task.staying}
    reach: dict[int, list[tuple[int, int]]] = {seller: [] for seller in task.staying}
    lacking = {}
    for place, home in enumerate(task.homes):
        base[home] += task.loads[place]
    for seller in task.staying:
        if base[seller] < low:
            lacking[seller] = low - base[seller]
    weighing = [place for place, load in enumerate(task.loads) if load and task.options[place]]
    for place in sorted(weighing, key=lambda one: _dearness((task.loads[one], task.costs[one]))):
        home, good = task.homes[place], (task.loads[place], task.costs[place])
        if place not in must:
            own[home].append(good)
        for seller in task.options[place]:
            if seller in lacking:
                reach[seller].append(good)
    out = {seller: _paid(own[seller], base[seller] - high) for seller in task.staying if base[seller] > high}
    into = {seller: _paid(reach[seller], amount) for seller, amount in lacking.items()}
    known = [cost for cost in (*out.values(), *into.values()) if cost is not None]
    if len(known) < len(out) + len(into) or low > high:
        return Needed({}, {}, None)
    given = {seller: cost for seller, cost in out.items() if cost is not None}
    got = {seller: cost for seller, cost in into.items() if cost is not None}
    forced = sum(task.costs[place] for place in must)
    return Needed(given, got, max(forced + sum(given.values()), sum(got.values())))


def gap(cost: int, bound: int) -> Fraction:
    """How much less another sharing could cost at most: (cost − bound) ÷ cost; 0 where nothing is to be paid."""
    return Fraction(cost - bound, cost) if cost > bound else Fraction(0)


def greedy(task: BalanceTask, tolerance: Fraction) -> dict[int, int]:
    """A sharing by steps, the largest customers first; it may be outside the tolerance, or miss `most`.

    Customers of who leaves go to whoever carries least. Then, as long as somebody is outside: of the seller who carries
    most, the largest customer who fits between her surplus and the room of the one who carries least.
    """
    low, high = task.limits(tolerance)
    moves: dict[int, int] = {}
    carried = list(task.carried(moves))
    for place in sorted(task.forced, key=lambda one: (-task.loads[one], one)):
        if task.options[place]:
            seller = min(task.options[place], key=lambda one: (carried[one], one))
            moves[place] = seller
            carried[seller] += task.loads[place]
    portfolios = _portfolios(task, moves)
    for _ in range(len(task.customers)):
        step = _step(task, carried, portfolios, (low, high))
        if step is None:
            break
        place, giver, seller = step
        portfolios[giver].remove(place)
        carried[giver] -= task.loads[place]
        carried[seller] += task.loads[place]
        moves[place] = seller
    return moves


def _portfolios(task: BalanceTask, moves: Moves) -> dict[int, list[int]]:
    """Of each seller who stays, the customers who may leave her, the largest first."""
    found: dict[int, list[int]] = {seller: [] for seller in task.staying}
    for place in sorted(range(len(task.customers)), key=lambda one: (-task.loads[one], one)):
        if task.options[place] and place not in moves and task.loads[place]:
            found[task.homes[place]].append(place)
    return found


def _step(
    task: BalanceTask, carried: Sequence[int], portfolios: Mapping[int, Sequence[int]], limits: tuple[int, int]
) -> tuple[int, int, int] | None:
    """The next change: customer, giver, receiver; None where no customer fits.

    The largest one who leaves neither the giver below the least nor the receiver above the most: that brings both
    towards the middle in the fewest changes.
    """
    low, high = limits
    by_load = sorted(task.staying, key=lambda one: (-carried[one], one))
    receivers = by_load[::-1]
    for giver in by_load:
        if carried[giver] <= high and carried[receivers[0]] >= low:
            return None
        room, own = carried[giver] - low, portfolios[giver]
        fitting = bisect_left(own, -room, key=lambda one: -task.loads[one])  # the first who is no larger than the room
        for place in own[fitting : fitting + _TRIED]:
            load = task.loads[place]
            for seller in receivers[:3] if carried[giver] > high else receivers[:1]:
                if seller != giver and seller in task.options[place] and carried[seller] + load <= high:
                    return place, giver, seller
    return None
