"""Sharing customers as whole-number programs: a column a possible change, rows for what must hold of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.studies.distribuir.highs import IntegerProgram, ProgramRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from fractions import Fraction

    from carteira_cli.studies.distribuir.formulas import BalanceTask, Needed

    Change = tuple[int, int]  # place of a customer, place of the seller who would get her


def every_change(task: BalanceTask) -> list[Change]:
    """All changes that are allowed, in the order of customers and sellers."""
    return [(place, seller) for place, sellers in enumerate(task.options) for seller in sellers]


def some_changes(task: BalanceTask, most: int) -> list[Change]:
    """The changes that a search among very many looks at: at most so many.

    From sellers above the target to those below it, and of each giver the customers who bring most load at the least
    cost; those of who leaves are all there.
    """
    carried, target = task.carried({}), task.target
    receivers = {seller for seller in task.staying if carried[seller] < target}
    givers = [seller for seller in task.staying if carried[seller] > target]
    must = set(task.forced)
    room = most - sum(len(task.options[place]) for place in must)
    each = max(room // max(len(givers) * len(receivers), 1), 0)
    found = [(place, seller) for place in sorted(must) for seller in task.options[place]]
    for giver in givers:
        own = [
            place
            for place, home in enumerate(task.homes)
            if home == giver and task.options[place] and task.loads[place] > 0
        ]
        own.sort(key=lambda place: (task.costs[place] / task.loads[place], -task.loads[place], place))
        found += [(place, seller) for place in own[:each] for seller in task.options[place] if seller in receivers]
    return sorted(found)


def costs_of(task: BalanceTask, changes: Iterable[Change]) -> tuple[int, ...]:
    """What each change costs."""
    return tuple(task.costs[place] for place, _ in changes)


def total_is(changes: Sequence[Change], worth: Callable[[int], int], low: int | None, high: int) -> ProgramRow:
    """A row: the sum over all changes of what a customer is worth lies within bounds."""
    return ProgramRow(low, high, tuple((column, worth(place)) for column, (place, _) in enumerate(changes)))


def sharing_program(
    task: BalanceTask, changes: Sequence[Change], tolerance: Fraction, costs: Sequence[int], more: Sequence[ProgramRow]
) -> IntegerProgram:
    """The sharing of the least cost within a tolerance."""
    low, high = task.limits(tolerance)
    rows = [*_each_once(task, changes), *_at_most(task, changes)]
    for entries, carried in _flows(task, changes):
        if entries or not low <= carried <= high:
            rows.append(ProgramRow(low - carried, high - carried, entries))
    return IntegerProgram(tuple(costs), (*rows, *more))


def closest_program(task: BalanceTask, changes: Sequence[Change]) -> IntegerProgram:
    """The sharing whose farthest seller is nearest to the target; the last column is how far she is, in units of load.

    It stops within a ten-thousandth of the target, as tolerances are told to a thousandth.
    """
    target, free = float(task.target), len(changes)
    rows = [*_each_once(task, changes), *_at_most(task, changes)]
    for entries, carried in _flows(task, changes):
        rows.append(ProgramRow(None, target - carried, (*entries, (free, -1.0))))
        rows.append(ProgramRow(target - carried, None, (*entries, (free, 1.0))))
    return IntegerProgram((*(0 for _ in changes), 1), tuple(rows), free=True, slack=target / 10_000)


def cuts(task: BalanceTask, changes: Sequence[Change], need: Needed) -> Iterator[ProgramRow]:
    """What is known of each giver and receiver before any search, as rows that spare the search much of its tree."""
    for seller, cost in sorted(need.out.items()):
        yield ProgramRow(
            cost, None, tuple((n, task.costs[p]) for n, (p, _) in enumerate(changes) if task.homes[p] == seller)
        )
    for seller, cost in sorted(need.into.items()):
        yield ProgramRow(cost, None, tuple((n, task.costs[p]) for n, (p, to) in enumerate(changes) if to == seller))


def _each_once(task: BalanceTask, changes: Sequence[Change]) -> Iterator[ProgramRow]:
    """A customer changes once at most; of who leaves, just once."""
    own: dict[int, list[tuple[int, int]]] = {place: [] for place in task.forced}
    for column, (place, _) in enumerate(changes):
        own.setdefault(place, []).append((column, 1))
    must = set(task.forced)
    for place in sorted(own):
        yield ProgramRow(1 if place in must else None, 1, tuple(own[place]))


def _at_most(task: BalanceTask, changes: Sequence[Change]) -> Iterator[ProgramRow]:
    if task.most is not None:
        yield total_is(changes, lambda _: 1, None, task.most)


def _flows(task: BalanceTask, changes: Sequence[Change]) -> Iterator[tuple[tuple[tuple[int, int], ...], int]]:
    """Of each seller who stays: what each change adds to her load, and what she carries now."""
    carried = task.carried({})
    entries: Mapping[int, list[tuple[int, int]]] = {seller: [] for seller in range(len(task.sellers))}
    for column, (place, to) in enumerate(changes):
        load = task.loads[place]
        if load:
            entries[to].append((column, load))
            entries[task.homes[place]].append((column, -load))
    for seller in task.staying:
        yield tuple(entries[seller]), carried[seller]
