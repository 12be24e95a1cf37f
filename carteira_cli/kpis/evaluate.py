"""From frames of integers to exact values: aggregates first, then what is derived from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from carteira_cli.kpis.catalogue import Frame, Indicator, Number, Ratio, catalogue, closure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import polars as pl

CENTS = 100


@dataclass(frozen=True)
class Value:
    """An indicator of one period: exact until somebody asks for the float.

    Attributes:
        exact: int or Fraction, or a float where a power takes part; None is "n/d".
        numerator: of a ratio that shows its parts.
        denominator: likewise.
        interval: bounds at 95 %, where the indicator has them.
    """

    exact: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    interval: tuple[float, float] | None = None


@dataclass(frozen=True)
class Facts:
    """What indicators are computed from, for one period.

    Attributes:
        frames: the collected frames; a missing one makes its indicators unavailable.
        columns: measure → the frame's column that holds it.
        context: the period's and the rules' own numbers, by the names in `catalogue.CONTEXT`.
    """

    frames: Mapping[Frame, pl.DataFrame]
    columns: Mapping[str, str]
    context: Mapping[str, Any] = field(default_factory=dict)


def evaluate(keys: Iterable[str], facts: Facts) -> dict[str, Value]:
    """Compute indicators, and those they need, for one period.

    Indicators whose sources are not there are left out.

    Returns:
        key → value, for the keys asked for and those they are derived from.
    """
    wanted = [catalogue()[key] for key in closure(keys)]
    values: dict[str, Value] = {}
    for frame in facts.frames:
        values |= _aggregated([item for item in wanted if item.frame == frame], facts, frame)
    for item in wanted:
        if item.frame is None and all(need in values or need in facts.context for need in item.needs):
            values[item.key] = _derived(item, values, facts.context)
    return values


def _aggregated(items: list[Indicator], facts: Facts, frame: Frame) -> dict[str, Value]:
    """One query for all indicators over a frame."""
    import polars as pl

    expressions: dict[str, pl.Expr] = {}
    results: dict[str, Any] = {}
    for item in items:
        result = item.function(**{need: _need(need, facts) for need in item.needs})
        results[item.key] = result
        parts = (result.numerator, result.denominator) if isinstance(result, Ratio) else (result,)
        expressions |= {f"{item.key}/{n}": part for n, part in enumerate(parts) if isinstance(part, pl.Expr)}
    row = facts.frames[frame].select(**expressions).row(0, named=True) if expressions else {}

    def collected(item: Indicator) -> Any:  # noqa: ANN401 - int, float or Ratio of them
        result = results[item.key]
        if not isinstance(result, Ratio):
            return row[f"{item.key}/0"]
        return Ratio(row[f"{item.key}/0"], row.get(f"{item.key}/1", result.denominator))

    return {item.key: _value(item, _in_units(item, collected(item))) for item in items}


def _need(name: str, facts: Facts) -> Any:  # noqa: ANN401 - a column or a number of the context
    import polars as pl

    return facts.context[name] if name in facts.context else pl.col(facts.columns[name])


def _derived(item: Indicator, values: Mapping[str, Value], context: Mapping[str, Any]) -> Value:
    needs = {need: values[need].exact if need in values else context[need] for need in item.needs}
    if any(need is None for need in needs.values()):
        return Value(None)
    return _value(item, item.function(**needs))


def _in_units(item: Indicator, result: Any) -> Any:  # noqa: ANN401 - int, float or Ratio of them
    """Frames count cents; values are in reais."""
    if isinstance(result, Ratio):
        units = item.parts or (item.unit, None)
        numerator, denominator = (
            Fraction(part, CENTS) if unit is not None and unit.is_money else part
            for part, unit in zip((result.numerator, result.denominator), units, strict=True)
        )
        return Ratio(numerator, denominator)
    return Fraction(result, CENTS) if item.unit.is_money else result


def _value(item: Indicator, result: Any) -> Value:  # noqa: ANN401 - a number or a Ratio
    if not isinstance(result, Ratio):
        return Value(result)
    if item.parts is None:
        return Value(result.value)
    interval = item.interval(result.numerator, result.denominator) if item.interval else None
    return Value(result.value, result.numerator, result.denominator, interval)
