"""Of the sharings that cost as little, the first: by customers who change, then by the sellers who get them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.studies.distribuir.highs import ProgramRow, solve
from carteira_cli.studies.distribuir.programs import every_change, sharing_program, total_is

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from carteira_cli.studies.distribuir.formulas import BalanceTask, Moves
    from carteira_cli.studies.distribuir.highs import Budget
    from carteira_cli.studies.distribuir.programs import Change

_AT_ONCE = 20  # customers told apart by one search: powers of two up to 2²⁰, which floats have exactly
_LARGEST = 10**6  # of the weights by which one search tells sellers apart


def first_of_equals(
    task: BalanceTask, tolerance: Fraction, moves: Moves, budget: Budget
) -> tuple[dict[int, int], bool]:
    """The first of the sharings that cost what `moves` do, and whether it is proven to be.

    In order of their ids, each customer changes if any of these sharings, of the fewest changes, has her change beside
    what was settled before; then each of those who change goes to the first seller whom she may go to in the same way.

    Args:
        task: who among whom.
        tolerance: of the target.
        moves: one of the cheapest sharings.
        budget: how long to search.
    """
    changes = every_change(task)
    best, proven = dict(moves), True
    if any(cost != 1 for cost in task.costs):
        best, proven = _fewest(task, tolerance, best, changes, budget)
    order = sorted({place for place, _ in changes})
    settled: dict[int, bool] = dict.fromkeys(task.forced, True)
    for start in range(0, len(order), _AT_ONCE):
        if not proven or sum(settled.values()) == len(best):
            break
        chunk = [place for place in order[start : start + _AT_ONCE] if place not in settled]
        if not chunk:
            continue
        weight = {place: 2 ** (len(chunk) - 1 - at) for at, place in enumerate(chunk)}
        left = [one for one in changes if settled.get(one[0], True)]
        costs = [-weight.get(place, 0) for place, _ in left]
        found = _solved(task, tolerance, left, costs, _same(task, left, best, settled), budget)
        proven = found is not None
        best = found or best
        settled |= {place: place in best for place in chunk}
    return _first_sellers(task, tolerance, best, budget) if proven else (best, False)


def _fewest(
    task: BalanceTask, tolerance: Fraction, best: dict[int, int], changes: Sequence[Change], budget: Budget
) -> tuple[dict[int, int], bool]:
    """Where changes cost what a customer brings: of those that cost the same, one of the fewest."""
    row = total_is(changes, lambda place: task.costs[place], None, task.cost(best))
    found = _solved(task, tolerance, changes, [1] * len(changes), [row], budget)
    return (best, False) if found is None else (found, True)


def _same(task: BalanceTask, changes: Sequence[Change], best: Moves, settled: Mapping[int, bool]) -> list[ProgramRow]:
    """Rows: as cheap, as few, and with every customer who is settled to change."""
    rows = [total_is(changes, lambda _: 1, len(best), len(best))]
    if any(cost != 1 for cost in task.costs):
        rows.append(total_is(changes, lambda place: task.costs[place], None, task.cost(best)))
    kept = {place for place, changing in settled.items() if changing}
    rows += [
        ProgramRow(1, 1, tuple((column, 1) for column, (one, _) in enumerate(changes) if one == place))
        for place in sorted(kept)
    ]
    return rows


def _first_sellers(
    task: BalanceTask, tolerance: Fraction, best: dict[int, int], budget: Budget
) -> tuple[dict[int, int], bool]:
    """Who changes is settled; each in turn goes to the first seller whom she may go to."""
    open_places, settled = sorted(best), dict[int, int]()
    base = len(task.sellers)
    at_once = 1
    while base ** (at_once + 1) <= _LARGEST:
        at_once += 1
    for start in range(0, len(open_places), at_once):
        chunk = open_places[start : start + at_once]
        weight = {place: base ** (len(chunk) - 1 - at) for at, place in enumerate(chunk)}
        changes = [
            (place, seller)
            for place in open_places
            for seller in task.options[place]
            if settled.get(place, seller) == seller
        ]
        costs = [weight.get(place, 0) * seller for place, seller in changes]
        rows = [total_is(changes, lambda _: 1, len(best), len(best))]
        found = _solved(task, tolerance, changes, costs, rows, budget)
        if found is None:
            return best, False
        best = found
        settled |= {place: best[place] for place in chunk}
    return best, True


def _solved(
    task: BalanceTask,
    tolerance: Fraction,
    changes: Sequence[Change],
    costs: Sequence[int],
    rows: Sequence[ProgramRow],
    budget: Budget,
) -> dict[int, int] | None:
    """The sharing of the least cost, where that is proven and holds in integers."""
    solved = solve(sharing_program(task, changes, tolerance, costs, rows), budget)
    if not solved.finished or solved.chosen is None:
        return None
    moves = dict(changes[column] for column in sorted(solved.chosen))
    return moves if task.allows(moves, tolerance) else None
