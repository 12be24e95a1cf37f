"""How far the changes between periods vary with who the customers are, found while the panels go by."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.leaves import Leaves
from carteira_cli.kpis.moments import BEFORE, NOW, contributions, moments
from carteira_cli.signal.means import LEAST
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from carteira_cli.analysis.swept import Values
    from carteira_cli.kpis.dual import Dual
    from carteira_cli.kpis.evaluate import Facts, Group
    from carteira_cli.kpis.moments import Moments
    from carteira_cli.signal.means import StandardError

    Valued = Mapping[Group, Values]
    Spreads = Mapping[Group, Mapping[str, StandardError]]


@dataclass(frozen=True)
class _Seen:
    """A period that went by: what its customers contribute, and what they came to, as a whole or by group."""

    leaves: Leaves
    parts: pl.DataFrame
    values: Valued


@dataclass
class Pairs:
    """The changes between spans, and how far they vary; filled as spans are told of.

    Attributes:
        keys: the indicators.
        pairs: number of a span, and of the one that it is compared with.
        spreads: pair → group (`()`: all customers) → indicator → how far its change varies.
    """

    keys: Sequence[str]
    pairs: Sequence[tuple[int, int]]
    spreads: dict[tuple[int, int], Spreads] = field(default_factory=dict)
    _waiting: dict[int, _Seen] = field(default_factory=dict)
    _open: list[tuple[int, int]] = field(default_factory=list)

    def add(self, number: int, facts: Facts, values: Valued, splits: Sequence[Sequence[str]]) -> None:
        """Tell of a span: of all customers, or of a part of them, whose spans are all told of before another's.

        Args:
            number: which span it is.
            facts: what its numbers were computed from.
            values: what they came to, in each group.
            splits: columns of groups, each of them on its own; none for all customers.
        """
        if not any(number in pair for pair in self.pairs) or "clientes" not in facts.frames:
            return
        leaves = Leaves.of(self.keys, facts)
        labels = tuple(dict.fromkeys(name for by in splits for name in by))
        self._open = self._open or list(self.pairs)
        self._waiting[number] = _Seen(leaves.without_rows(), contributions(leaves, labels), values)
        for pair in [pair for pair in self._open if number in pair and {*pair} <= {*self._waiting}]:
            now, before = (self._waiting[one] for one in pair)
            for by in splits:
                self.spreads[pair] = {**self.spreads.get(pair, {}), **change_spreads(now, before, by)}
            self._open.remove(pair)
        self._waiting = {one: seen for one, seen in self._waiting.items() if any(one in pair for pair in self._open)}


def change_spreads(now: _Seen, before: _Seen, by: Sequence[str]) -> Spreads:
    """How far the changes from one span to another vary, in their own unit: group → indicator → spread."""
    found = moments(now.leaves, now.parts, before.parts, by)
    return {
        group: _of_group(now, before, one, group)
        for group, one in found.items()
        if group in now.values and group in before.values
    }


def _of_group(now: _Seen, before: _Seen, found: Moments, group: Group) -> dict[str, StandardError]:
    if max(found.customers.values()) < LEAST:  # of many small groups nothing is asked
        return {}
    late = now.leaves.moved(found.total(NOW), now.values[group])
    early = before.leaves.moved(found.total(BEFORE), before.values[group])
    spreads = {}
    for key in late:
        if key in early:
            slopes = _slopes(catalogue()[key].unit, late[key], early[key])
            if slopes is not None:
                spreads[key] = found.spread(key, slopes)
    return spreads


def _slopes(unit: Unit, late: Dual, early: Dual) -> dict[str, float] | None:
    """How a change moves with the sums of both periods; None where there is none.

    Of what is no fraction it is the difference as a share of the earlier value, which is taken as it is. To have that
    value vary too would be to first order exact, and in the simulation (`tests/kpis/test_significance.py`) it calls up
    to 16 % of steady pairs of 30 customers a signal, where a few of them spend most: a small earlier value makes at
    once a large change and a small error. The difference alone calls 2 to 5 %, as many as it says.
    """
    size = 1.0 if unit is Unit.FRACTION else abs(early.value)
    if not size:
        return None
    return {
        prefix + name: slope / size if prefix == NOW else -slope / size
        for prefix, dual in ((NOW, late), (BEFORE, early))
        for name, slope in dual.slopes.items()
    }


def level_spreads(
    keys: Sequence[str], facts: Facts, values: Valued, splits: Sequence[Sequence[str]] = ((),)
) -> dict[Group, dict[str, StandardError]]:
    """How far the numbers of one span vary themselves: group → indicator → spread.

    How many are lost or new is chance too, without which the cost of a new customer would not vary at all.

    Args:
        keys: the indicators.
        facts: what they were computed from.
        values: what they came to, in each group.
        splits: columns of groups, each of them on its own; none for all customers.
    """
    found: dict[Group, dict[str, StandardError]] = {}
    if "clientes" not in facts.frames:
        return found
    leaves = Leaves.of(keys, facts)
    parts = contributions(leaves, tuple(dict.fromkeys(name for by in splits for name in by)))
    for by in splits:
        for group, one in moments(leaves, parts, None, by).items():
            if group in values:
                moved = leaves.moved(one.total(NOW), values[group])
                found[group] = {
                    key: one.spread(key, {NOW + name: slope for name, slope in dual.slopes.items()}, come_and_go=True)
                    for key, dual in moved.items()
                }
    return found
