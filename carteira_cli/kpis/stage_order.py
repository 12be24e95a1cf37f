"""The order of stages: as it is declared, else as leads meet them; and what of one day comes first.

A history has days and no hours. What a lead did on one day is put in the order in which the other leads did it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import combinations
from types import MappingProxyType
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.funil import is_lost
from carteira_cli.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


_NEVER = 2**31  # the day after all others
_WON = re.compile(r"\b(?:ganh[oa]s?|won|convertid[oa]s?)\b")


@dataclass(frozen=True)
class StageOrder:
    """The stages of a history.

    Attributes:
        names: all of them, in order.
        ends: the sale itself, or what comes after it.
    """

    names: tuple[str, ...]
    ends: frozenset[str] = frozenset()

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return MappingProxyType({name: place for place, name in enumerate(self.names)})

    def sorted(self, entered: Iterable[tuple[int, str]], now: str | None) -> list[tuple[int, str]]:
        """What a lead entered, by day; of one day in the order of the stages, a sale and a loss last.

        Args:
            entered: (day, stage), the same pair any number of times.
            now: the stage at which the lead is said to be: of what it did on its last day the last, where it is there.
        """
        known = set(entered)
        last = max((day for day, _ in known), default=None)

        def key(one: tuple[int, str]) -> tuple[int, bool, bool, bool, int, str]:
            day, name = one
            here = day == last and name == now
            return (day, here, is_lost(name), name in self.ends, self._places.get(name, len(self.names)), name)

        return sorted(known, key=key)


def order_of(
    histories: Mapping[str, Sequence[tuple[int, str]]], won: Mapping[str, int], declared: Sequence[str]
) -> StageOrder:
    """The order of the stages of a history.

    Those declared come first, in their order. The others follow by how many stages each comes before, of those that
    it shares leads with: before another is what more leads entered on an earlier day than the other way round. Equal
    ones by name.

    Args:
        histories: lead → (day, stage), in any order.
        won: lead → the day that it converted on.
        declared: as the configuration has it; stages that no lead entered are left out.
    """
    first = [_first_days(lines) for lines in histories.values()]
    seen = {name for days in first for name in days}
    ahead: Counter[tuple[str, str]] = Counter()
    for days in first:
        for one, other in combinations(sorted(days), 2):
            if days[one] != days[other]:
                ahead[(one, other) if days[one] < days[other] else (other, one)] += 1
    scores: Counter[str] = Counter()
    for one, other in combinations(sorted(seen), 2):
        margin = ahead[one, other] - ahead[other, one]
        scores[one] += (margin > 0) - (margin < 0)
        scores[other] -= (margin > 0) - (margin < 0)
    others = sorted(seen - set(declared), key=lambda name: (-scores[name], name))
    names = (*(name for name in declared if name in seen), *others)
    return StageOrder(names, _ends(histories, won, names))


def is_won(stage: str) -> bool:
    """Whether a stage is called the sale itself.

    Example:
        >>> is_won("Negócio ganho"), is_won("proposta")
        (True, False)
    """
    return _WON.search(fold(stage)) is not None


def _first_days(lines: Iterable[tuple[int, str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for day, name in lines:
        found[name] = min(day, found.get(name, day))
    return found


def _ends(
    histories: Mapping[str, Sequence[tuple[int, str]]], won: Mapping[str, int], names: Sequence[str]
) -> frozenset[str]:
    """The stages of won leads that nobody entered before she was won; and those that are called so.

    Of what a lead entered on the day on which it was won, the sale is what is called so, else the last in order; all
    else came before it.
    """
    called = {name for name in names if is_won(name)}
    after: set[str] = set()
    before: set[str] = set()
    for lead, lines in histories.items():
        day = won.get(lead, _NEVER)
        on = [name for name in names if (day, name) in lines]
        sold = called & {*on} or {*on[-1:]}
        before.update(name for at, name in lines if at < day or (at == day and name not in sold))
        after.update(name for at, name in lines if at > day or (at == day and name in sold))
    return frozenset({*(after - before), *(after & called)})
