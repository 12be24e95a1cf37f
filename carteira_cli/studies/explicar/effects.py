"""What each group of an attribute, each factor and each term did to the change: exact, and checked to add up."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.customers.groups import OTHERS
from carteira_cli.dataclass import dataclass
from carteira_cli.models.factors import factor_effects
from carteira_cli.models.segments import Share, segment_effects
from carteira_cli.signal.verdict import Telling
from carteira_cli.studies.explicar.accounts import is_ratio
from carteira_cli.studies.explicar.measured import AFTER, BEFORE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.kpis.evaluate import Value
    from carteira_cli.studies.explicar.by_sales import SalesSplit
    from carteira_cli.studies.explicar.chains import Chain, Factor
    from carteira_cli.studies.explicar.measured import BothPeriods

    Sides = tuple[Fraction | None, Fraction | None]  # before and after

NONE = Fraction(0)


@dataclass(frozen=True)
class GroupEffect:
    """What a group did to the change of an indicator, in the indicator's unit (reais, not cents).

    Attributes:
        group: its value of the attribute; None: those without one.
        base: its denominator, before and after; None each where the indicator has none, or the group is not there.
        value: its own value of the indicator, likewise.
        effect: what it did.
        mix: of that, by weighing more or less; None where there is nothing to weigh by.
        rate: of that, by being different itself; None likewise.
        telling: whether its own change can be told from chance, looked at beside all others; None where nobody asks.
    """

    group: str | None
    base: Sides
    value: Sides
    effect: Fraction
    mix: Fraction | None = None
    rate: Fraction | None = None
    telling: Telling | None = None

    @property
    def entered(self) -> bool:
        """Whether there was nothing of it before."""
        return not self._there(0) and self._there(1)

    @property
    def left(self) -> bool:
        """Whether there is nothing of it any more."""
        return self._there(0) and not self._there(1)

    def _there(self, side: int) -> bool:
        return bool(self.base[side]) if self.mix is not None else bool(self.value[side])


@dataclass(frozen=True)
class AttributeEffects:
    """A change by the groups of an attribute, the largest effects first, ties by group, those put together last."""

    dimension: Dimension
    groups: tuple[GroupEffect, ...]

    @property
    def mix(self) -> Fraction | None:
        """What all groups did by weighing more or less; None where there is nothing to weigh by."""
        return _total(one.mix for one in self.groups)

    @property
    def rate(self) -> Fraction | None:
        """What they did by being different themselves; None likewise."""
        return _total(one.rate for one in self.groups)

    @property
    def has_signal(self) -> bool:
        """Whether the change of any group can be told from chance."""
        return any(one.telling is Telling.SIGNAL for one in self.groups)

    @property
    def uneven(self) -> Fraction:
        """How far the change is from being the same everywhere: the largest effect beyond a group's own weight."""
        change = sum((one.effect for one in self.groups), NONE)
        return max((abs(one.effect - weight * change) for one, weight in self._weighed()), default=NONE)

    def _weighed(self) -> Iterable[tuple[GroupEffect, Fraction]]:
        """The groups, each with its mean share of both sides: of the denominators, or else of the amounts."""
        parts: list[Sides] = [one.base if one.mix is not None else one.value for one in self.groups]
        wholes = [sum((part[side] or NONE for part in parts), NONE) for side in (0, 1)]
        for one, part in zip(self.groups, parts, strict=True):
            shares = [(part[side] or NONE) / wholes[side] for side in (0, 1) if wholes[side]]
            yield one, sum(shares, NONE) / len(shares) if shares else NONE


@dataclass(frozen=True)
class FactorEffect:
    """What a factor, or a term, did to the change."""

    factor: Factor
    before: Fraction
    after: Fraction
    effect: Fraction


def by_attributes(measured: BothPeriods, sales: SalesSplit | None, most: int | None) -> tuple[AttributeEffects, ...]:
    """The change by each attribute, the one first whose groups differ most, ties in the order of attributes.

    Args:
        measured: both sides, of which each has a value.
        sales: revenue by attributes of sales, where these are looked at.
        most: values beyond which an attribute is passed over; None: none is.

    Raises:
        RuntimeError: effects that must add up do not.
    """
    found = [_of_one_each(measured, one) for one in measured.attributes.one_each]
    found += [_of_sales(measured, sales, one) for one in sales.dimensions] if sales else []
    least = 1 if measured.attributes.named else 2  # one group for all tells nothing, unless somebody asks for it
    shown = [one for one in found if len(one.groups) >= least]
    kept = [one for one in shown if most is None or (len(one.groups) <= most and _groups_customers(measured, one))]
    for one in kept:
        check(sum((group.effect for group in one.groups), NONE), measured, one.dimension.asked)
    return tuple(sorted(kept, key=lambda one: -one.uneven))


def _groups_customers(measured: BothPeriods, found: AttributeEffects) -> bool:
    """Whether a column that only this register has puts customers together: a phone number says who, and not why."""
    base, panel = measured.base, measured.panels[AFTER]
    if panel is None or not base.known.further("clientes", found.dimension.column):
        return True
    return 2 * len(found.groups) <= panel.height


def check(total: Fraction, measured: BothPeriods, by: str) -> None:
    """What must always hold, checked on every run: effects add up to the change.

    Raises:
        RuntimeError: they do not.
    """
    after, before = (measured.value(side).exact for side in (AFTER, BEFORE))
    if after is None or before is None or total != Fraction(after) - Fraction(before):
        raise RuntimeError(f"the effects by {by} do not add up: {total}")


def _of_one_each(measured: BothPeriods, dimension: Dimension) -> AttributeEffects:
    after, before = measured.groups(dimension)
    if is_ratio(measured.asked.item):
        return AttributeEffects(dimension, _ranked(_of_ratios(before, after)))
    groups = dict.fromkeys((*before, *after))
    pairs = {group: (_exact(before.get(group)), _exact(after.get(group))) for group in groups}
    return AttributeEffects(dimension, _ranked(_of_sums(pairs)))


def _of_ratios(before: Mapping[str | None, Value], after: Mapping[str | None, Value]) -> Iterable[GroupEffect]:
    shares = [{group: _share(value) for group, value in side.items()} for side in (before, after)]
    for group, effect in segment_effects(shares[0], shares[1]).items():
        own = [side.get(group) for side in shares]
        base0, base1 = (share.denominator if share else None for share in own)
        rate0, rate1 = (share.rate if share else None for share in own)
        if any(share and (share.numerator or share.denominator) for share in own):
            yield GroupEffect(group, (base0, base1), (rate0, rate1), effect.total, effect.mix, effect.rate)


def _of_sums(pairs: Mapping[str | None, Sides]) -> Iterable[GroupEffect]:
    for group, (before, after) in pairs.items():
        if before or after:
            yield GroupEffect(group, (None, None), (before, after), (after or NONE) - (before or NONE))


def _of_sales(measured: BothPeriods, sales: SalesSplit, dimension: Dimension) -> AttributeEffects:
    """By an attribute of sales: what each group's revenue brings to the whole.

    A customer may have sales of several groups, so there is no denominator of a group's own: its revenue is divided
    by that of the whole.
    """
    after, before = (measured.value(side) for side in (AFTER, BEFORE))
    bases = [Fraction(100 * (value.denominator if value.denominator is not None else 1)) for value in (before, after)]
    pairs: dict[str | None, Sides] = {
        group: (Fraction(old) / bases[0], Fraction(new) / bases[1])
        for group, (new, old) in sales.groups(dimension).items()
    }
    return AttributeEffects(dimension, _ranked(_of_sums(pairs)))


def _ranked(groups: Iterable[GroupEffect]) -> tuple[GroupEffect, ...]:
    return tuple(sorted(groups, key=lambda one: (-abs(one.effect), one.group is None, one.group or "")))


def shortened(effects: AttributeEffects, limit: int) -> AttributeEffects:
    """The groups with the largest effects, and the others put together."""
    if len(effects.groups) <= limit:
        return effects
    first, rest = effects.groups[:limit], effects.groups[limit:]
    bases = _of_all([one.base for one in rest]) if effects.mix is not None else (None, None)
    tops = _of_all([_tops(one) for one in rest])
    values = (_quotient(tops[0], bases[0]), _quotient(tops[1], bases[1])) if effects.mix is not None else tops
    mix, rate = _total(one.mix for one in rest), _total(one.rate for one in rest)
    put = GroupEffect(OTHERS, bases, values, sum((one.effect for one in rest), NONE), mix, rate)
    return AttributeEffects(effects.dimension, (*first, put))


def _of_all(parts: Sequence[Sides]) -> Sides:
    """The sums of both sides, of what there is."""
    return sum((one[0] or NONE for one in parts), NONE), sum((one[1] or NONE for one in parts), NONE)


def _tops(one: GroupEffect) -> Sides:
    """The numerators of a group, or what it comes to where there is no denominator."""
    before, after = one.value
    if one.mix is None:
        return one.value
    return (before or NONE) * (one.base[0] or NONE), (after or NONE) * (one.base[1] or NONE)


def _quotient(top: Fraction | None, bottom: Fraction | None) -> Fraction | None:
    return (top or NONE) / bottom if bottom else None


def by_factors(measured: BothPeriods, chain: Chain) -> tuple[FactorEffect, ...] | None:
    """The change by what an indicator is made of; None where one of these is "n/d".

    Raises:
        RuntimeError: effects that must add up do not.
    """
    after, before = ([factor.value(side) for factor in chain.factors] for side in measured.numbers)
    late, early = ([one for one in side if one is not None] for side in (after, before))
    if len(late) < len(chain.factors) or len(early) < len(chain.factors):
        return None
    if chain.adds:
        effects = tuple(factor.sign * (new - old) for factor, new, old in zip(chain.factors, late, early, strict=True))
    else:
        sides = (
            [factor.in_product(value) for factor, value in zip(chain.factors, side, strict=True)]
            for side in (early, late)
        )
        effects = factor_effects(*sides)
    if not any(isinstance(measured.value(side).exact, float) for side in (AFTER, BEFORE)):  # a power is no fraction
        check(sum(effects, NONE), measured, "fatores")
    rows = zip(chain.factors, early, late, effects, strict=True)
    return tuple(FactorEffect(factor, old, new, effect) for factor, old, new, effect in rows)


def _share(value: Value) -> Share:
    return Share(Fraction(value.numerator or 0), Fraction(value.denominator or 0))


def _exact(value: Value | None) -> Fraction | None:
    return None if value is None or value.exact is None else Fraction(value.exact)


def _total(parts: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of what there is; None where there is nothing."""
    known = [part for part in parts if part is not None]
    return sum(known, NONE) if known else None
