"""The best sharing of customers, with the proof that none is better, or with how far it may be from the best."""

from __future__ import annotations

from dataclasses import field, replace
from fractions import Fraction
from math import ceil, isfinite
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.studies.distribuir.formulas import STEP, greedy, needed, told_tolerance
from carteira_cli.studies.distribuir.highs import solve
from carteira_cli.studies.distribuir.programs import (
    closest_program,
    costs_of,
    cuts,
    every_change,
    sharing_program,
    some_changes,
)
from carteira_cli.studies.distribuir.ties import first_of_equals

if TYPE_CHECKING:
    from carteira_cli.studies.distribuir.formulas import BalanceTask, Moves
    from carteira_cli.studies.distribuir.highs import Budget, Solved
    from carteira_cli.studies.distribuir.programs import Change

WHOLE = 6_000  # possible changes up to which all of them are looked at
_SOME = 6_000  # of more than that, how many
_NOISE = 1e-9  # of a bound, relative: what floats may have added to it
_CENTI = 0.01


@dataclass(frozen=True)
class Sharing:
    """A sharing within the tolerance.

    Attributes:
        moves: place of a customer → place of her new seller.
        cost: what the changes cost.
        bound: no sharing costs less.
        first: whether it is proven to be the first of those that cost as little.
        whole: whether every possible change was looked at.
        finished: whether the search came to its end.
    """

    moves: Moves
    cost: int
    bound: int
    first: bool = False
    whole: bool = True
    finished: bool = True

    @property
    def proven(self) -> bool:
        """Whether no sharing costs less."""
        return self.cost == self.bound


@dataclass(frozen=True)
class NoSharing:
    """No sharing within the tolerance was found.

    Attributes:
        proven: whether there is none.
        smallest: a tolerance that works, in whole tenths of a per cent; None where not even that was found.
        moves: a sharing within it.
        below: no tolerance below it works; None where nothing is known of that.
    """

    proven: bool
    smallest: Fraction | None = None
    moves: Moves = field(default_factory=dict)
    below: Fraction | None = None

    @property
    def exact(self) -> bool:
        """Whether the smallest tolerance that works is proven to be so, to a tenth of a per cent."""
        return self.smallest is not None and self.below is not None and self.below > self.smallest - STEP


def best_sharing(task: BalanceTask, tolerance: Fraction, budget: Budget) -> Sharing | NoSharing:
    """The sharing within a tolerance that costs least; of several the first by customers, then by sellers.

    Args:
        task: who among whom.
        tolerance: how far from the target each seller may be, as a fraction of it.
        budget: how long to search; it is a last resort, as the search has a limit of steps of its own.
    """
    if all(task.options[place] for place in task.forced):
        found = _within(task, tolerance, budget)
        if isinstance(found, Sharing):
            return found
        closest = _closest(task, found, budget)
        if closest.smallest is None or closest.smallest > tolerance:
            return closest
        # The search for the nearest came upon what the search for the cheapest had not found.
        bound = needed(task, tolerance).bound or 0
        return Sharing(closest.moves, task.cost(closest.moves), bound, finished=False)
    return NoSharing(proven=True)


def _within(task: BalanceTask, tolerance: Fraction, budget: Budget) -> Sharing | NoSharing:
    """The cheapest sharing within the tolerance, or whether there is none."""
    if task.allows({}, tolerance):
        return Sharing({}, 0, 0, first=True)
    need = needed(task, tolerance)
    if need.bound is None or not any(task.options):
        return NoSharing(proven=True)
    if _is_large(task):
        return _among_many(task, tolerance, need.bound, budget)
    changes = every_change(task)
    program = sharing_program(task, changes, tolerance, costs_of(task, changes), tuple(cuts(task, changes, need)))
    solved = solve(program, budget)
    moves = _cheapest(task, tolerance, [_moves(solved, changes), greedy(task, tolerance)])
    if solved.impossible or moves is None:
        return NoSharing(proven=solved.impossible)
    cost = task.cost(moves)
    bound = min(max(need.bound, _whole_bound(solved.bound)), cost)
    found = Sharing(moves, cost, bound, finished=solved.finished)
    if not found.proven:
        return found
    moves, first = first_of_equals(task, tolerance, found.moves, budget)
    return replace(found, moves=moves, first=first)


def _is_large(task: BalanceTask) -> bool:
    """Whether there are too many changes to look at all of them."""
    return sum(map(len, task.options)) > WHOLE


def _among_many(task: BalanceTask, tolerance: Fraction, bound: int, budget: Budget) -> Sharing | NoSharing:
    """By steps; and where that is dearer than what none can beat, the best among the changes that bring most."""
    by_steps = greedy(task, tolerance)
    moves = _cheapest(task, tolerance, [by_steps])
    finished = True
    if moves is None or task.cost(moves) > bound:
        changes = some_changes(task, _SOME)
        if 0 < len(changes) <= _SOME:
            solved = solve(sharing_program(task, changes, tolerance, costs_of(task, changes), ()), budget)
            moves = _cheapest(task, tolerance, [by_steps, _moves(solved, changes)])
            finished = solved.finished
    if moves is None:
        return NoSharing(proven=False)
    return Sharing(moves, task.cost(moves), bound, whole=False, finished=finished)


def _closest(task: BalanceTask, found: NoSharing, budget: Budget) -> NoSharing:
    """The smallest tolerance that works, in place of one that does not."""
    if _is_large(task):
        return _by_halves(task, found)
    changes = every_change(task)
    allowed: dict[int, int] | None = {}
    bound = Fraction(0)
    if changes:
        solved = solve(closest_program(task, changes), budget)
        if solved.impossible:
            return NoSharing(proven=True)
        allowed = _moves(solved, changes)
        bound = (
            Fraction(max(solved.bound, 0.0)) / task.target if task.target and isfinite(solved.bound) else Fraction(0)
        )
    if allowed is None or not _obeys(task, allowed):
        return found
    deviation = task.deviation(allowed)
    below = deviation if not changes else min(bound, deviation)
    return replace(found, smallest=told_tolerance(deviation), moves=allowed, below=below)


def _by_halves(task: BalanceTask, found: NoSharing) -> NoSharing:
    """Among very many customers: the smallest tolerance that changes by steps reach, between none and all of it."""
    low, high = 0, STEP.denominator
    reached = None
    while low < high:
        middle = (low + high) // 2
        moves = greedy(task, middle * STEP)
        if task.allows(moves, middle * STEP):
            high, reached = middle, moves
        else:
            low = middle + 1
    return found if reached is None else replace(found, smallest=high * STEP, moves=reached)


def _obeys(task: BalanceTask, moves: Moves) -> bool:
    """Whether changes are allowed, whatever sellers carry then."""
    return task.allows(moves, told_tolerance(task.deviation(moves)))


def _moves(solved: Solved, changes: list[Change]) -> dict[int, int] | None:
    return None if solved.chosen is None else dict(changes[column] for column in sorted(solved.chosen))


def _cheapest(task: BalanceTask, tolerance: Fraction, found: list[dict[int, int] | None]) -> dict[int, int] | None:
    """Of sharings that hold in integers the cheapest, the first of several."""
    good = [moves for moves in found if moves is not None and task.allows(moves, tolerance)]
    return min(good, key=task.cost, default=None)


def _whole_bound(bound: float) -> int:
    """What no sharing costs less than, of a bound in floats: costs are whole."""
    return ceil(bound - _CENTI - abs(bound) * _NOISE) if isfinite(bound) else 0
