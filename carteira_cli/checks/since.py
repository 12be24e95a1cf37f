"""Whether a change since a recorded number can be told from chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.change import change_of
from carteira_cli.checks.baseline import Recorded
from carteira_cli.kpis.catalogue import ChanceKind
from carteira_cli.kpis.evaluate import Value
from carteira_cli.kpis.significance import MeasuredValue, signal_of
from carteira_cli.signal.means import between, scaled
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from carteira_cli.checks.baseline import Baseline, Key
    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.signal.means import StandardError
    from carteira_cli.signal.verdict import Signal


def details_of(item: Indicator, value: Value, spread: StandardError | None) -> Recorded:
    """What is recorded beside a number, so that a change since then can be told from chance."""
    if item.chance is ChanceKind.SHARE and value.numerator is not None and value.denominator is not None:
        return Recorded(parts=(int(value.numerator), int(value.denominator)))
    known = spread is not None and spread.enough and value.exact is not None
    return Recorded(spread=spread if known else None)


def signal_since(
    item: Indicator, now: MeasuredValue, spread: StandardError | None, baseline: Baseline, key: Key
) -> Signal | None:
    """Whether the change of an indicator since a baseline can be told from chance; None of what nothing can be said of.

    Args:
        item: the indicator.
        now: its number.
        spread: how far that varies, of what is made of sums.
        baseline: what was recorded; without the details of the number there is no basis.
        key: whose number it is.
    """
    number, recorded = baseline.numbers.get(key), baseline.details.get(key, Recorded())
    change = change_of(item.unit, now.value.exact, number)
    before = MeasuredValue(Value(number, *(recorded.parts or ())), baseline.months)
    if spread is None or recorded.spread is None or number is None or not number:
        return signal_of(item.chance, change, now, before, None)
    size = 1.0 if item.unit is Unit.FRACTION else abs(float(number))
    return signal_of(item.chance, change, now, before, scaled(between(spread, recorded.spread), size))
