"""Which changes can be told from chance: that of the whole, and those of its groups, corrected for how many."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.paired import Pairs
from carteira_cli.analysis.signals import chance_between, signal_between
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER, NO_VALUE
from carteira_cli.kpis.catalogue import ChanceKind, catalogue
from carteira_cli.kpis.evaluate import Facts, Value, evaluate_groups
from carteira_cli.signal.several import ALPHA, holm
from carteira_cli.signal.verdict import Telling
from carteira_cli.studies.explicar.accounts import REVENUE
from carteira_cli.studies.explicar.measured import AFTER, BEFORE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.signal.means import StandardError
    from carteira_cli.signal.verdict import Signal
    from carteira_cli.studies.explicar.by_sales import SalesSplit
    from carteira_cli.studies.explicar.effects import AttributeEffects
    from carteira_cli.studies.explicar.measured import BothPeriods

    Values = Mapping[Group, Mapping[str, Value]]
    Spreads = Mapping[Group, Mapping[str, StandardError]]

_SIDES = (AFTER, BEFORE)


@dataclass(frozen=True)
class JudgedEffects:
    """The change by each attribute, each group with its verdict.

    Attributes:
        attributes: those that have groups with a signal first, else in their order.
        looked: how many groups were looked at, all together.
    """

    attributes: tuple[AttributeEffects, ...]
    looked: int


@dataclass(frozen=True)
class Verdicts:
    """What chance explains of a change.

    Attributes:
        measured: both sides.
        sales: revenue by attributes of sales, where these are looked at.
    """

    measured: BothPeriods
    sales: SalesSplit | None

    @property
    def asked(self) -> bool:
        """Whether somebody asks for verdicts."""
        return bool(self.measured.run.compares)

    @cached_property
    def _whole(self) -> Mapping[str, StandardError]:
        """Indicator → how far its change varies."""
        measured = self.measured
        if not self.asked:
            return {}
        facts = [measured.run.facts(side, measured.panels[side]) for side in _SIDES]
        found = _spreads(measured.asked.keys, facts, [{(): values} for values in measured.totals], ())
        return found.get((), {})

    def of_whole(self, key: str) -> Signal | None:
        """Whether the change of an indicator of all customers can be told from chance."""
        after, before = (self.measured.totals[side].get(key) for side in _SIDES)
        if not self.asked or after is None:
            return None
        return signal_between(self.measured.run, key, _SIDES, (after, before), self._whole.get(key))

    def of_groups(self, found: Sequence[AttributeEffects]) -> JudgedEffects:
        """The groups with their verdicts: at most one time in twenty is any a signal where none changed."""
        if not self.asked:
            return JudgedEffects(tuple(found), 0)
        chances = [self._chances(one) if self._can_tell(one.dimension) else None for one in found]
        known = [chance for of_one in chances for chance in of_one or () if chance is not None]
        corrected = iter(holm(known))
        judged = []
        for one, of_one in zip(found, chances, strict=True):
            if of_one is None:
                judged.append(one)
                continue
            groups = tuple(
                replace(group, telling=_told(None if chance is None else next(corrected)))
                for group, chance in zip(one.groups, of_one, strict=True)
            )
            judged.append(replace(one, groups=groups))
        return JudgedEffects(tuple(sorted(judged, key=lambda one: not one.has_signal)), len(known))

    def _can_tell(self, dimension: Dimension) -> bool:
        """Whether anything can be said of its groups: nothing of medians and costs, nor of parts of a mean."""
        item = self.measured.asked.item
        return item.chance is not ChanceKind.UNKNOWN and (dimension.of != "venda" or item.key == REVENUE)

    def _chances(self, found: AttributeEffects) -> list[float | None]:
        """For each group how often chance alone would bring its change; None without a basis."""
        key, (after, before), spreads = self._of(found.dimension)
        result: list[float | None] = []
        for one in found.groups:
            now, earlier = (side.get((one.group,), {}).get(key) for side in (after, before))
            spread = spreads.get((one.group,), {}).get(key)
            if now is None or one.entered or one.left:
                result.append(None)
            else:
                result.append(chance_between(self.measured.run, key, _SIDES, (now, earlier), spread))
        return result

    def _of(self, dimension: Dimension) -> tuple[str, tuple[Values, Values], Spreads]:
        """The indicator that is judged, its numbers of the groups after and before, and how far the changes vary."""
        measured = self.measured
        if dimension.of != "venda":
            key, values = measured.asked.item.key, measured.grouped[dimension]
            facts = [measured.labelled[side] for side in _SIDES]
        else:
            key, facts = REVENUE, [self._lines(dimension, side) for side in _SIDES]
            after, before = (evaluate_groups([key], one, (dimension.key,)) for one in facts)
            values = after, before
        sums = catalogue()[key].chance is ChanceKind.SUMS
        return key, values, _spreads((key,), facts, values, (dimension.key,)) if sums else {}

    def _lines(self, dimension: Dimension, side: int) -> Facts:
        """The revenue of each customer in each group of her sales."""
        if self.sales is None:
            raise ValueError("sales were not looked at")
        rows = self.sales.of(dimension).select(
            CUSTOMER,
            pl.col(dimension.key).replace(NO_VALUE, None),
            receita_periodo=self.sales.column(after=side == AFTER),
        )
        return Facts({"clientes": rows}, self.measured.run.context(self.measured.run.spans[side]))


def _spreads(keys: Sequence[str], facts: Sequence[Facts], values: Sequence[Values], by: tuple[str, ...]) -> Spreads:
    """How far changes vary with who the customers are: group → indicator → spread."""
    pairs = Pairs(keys, (_SIDES,))
    for side, one, own in zip(_SIDES, facts, values, strict=True):
        pairs.add(side, one, own, (by,))
    return pairs.spreads.get(_SIDES, {})


def _told(chance: float | None) -> Telling:
    if chance is None:
        return Telling.NO_BASIS
    return Telling.SIGNAL if chance < ALPHA else Telling.NOISE
