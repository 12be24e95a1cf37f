"""What each customer contributes to the sums that indicators are made of, and how these move an indicator."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import CONTEXT, ChanceKind, Ratio, catalogue, closure
from carteira_cli.kpis.dual import Dual
from carteira_cli.kpis.evaluate import CENTS, COST, COVERED, MARGIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.kpis.evaluate import Facts, Value

Part = str | Fraction | None  # the name of a sum, a constant, or none


class _Rows:
    """A column that an indicator's function is handed in the place of a `pl.Expr`, of which each row's part is asked.

    What aggregates by adding up keeps the rows; everything else is the column's own.
    """

    def __init__(self, column: pl.Expr, kept: pl.Expr | None = None) -> None:
        self._column, self._kept = column, kept

    def filter(self, kept: _Rows) -> _Rows:
        """Only these rows contribute."""
        return _Rows(self._column, kept._column)

    def sum(self) -> _Rows:
        """What each row contributes (Int64); 0 where there is nothing."""
        amount = self._column.cast(pl.Int64).fill_null(0)
        return _Rows(amount if self._kept is None else pl.when(self._kept).then(amount).otherwise(0))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a column has
        method = getattr(self._column, name)
        return lambda *needs, **options: _Rows(method(*(_plain(need) for need in needs), **options), self._kept)

    def __and__(self, other: _Rows) -> _Rows:
        return _Rows(self._column & other._column)

    def __invert__(self) -> _Rows:
        return _Rows(~self._column)

    def __sub__(self, other: _Rows) -> _Rows:
        return _Rows(self._column - other._column)

    def __ge__(self, other: int) -> _Rows:
        return _Rows(self._column >= other)

    def __lt__(self, other: int) -> _Rows:
        return _Rows(self._column < other)


def _plain(need: Any) -> Any:  # noqa: ANN401 - a number or a column
    return need._column if isinstance(need, _Rows) else need  # noqa: SLF001 - one of its own kind


@dataclass(frozen=True)
class Leaves:
    """The sums over customers that some indicators are made of.

    Attributes:
        keys: the indicators that chance moves through sums, and that can be computed.
        rows: name of a sum → what each row of the customers' frame contributes to it (Int64).
        parts: key of an indicator over customers → its numerator and denominator, each the name of a sum or a number.
        facts: what they are computed from.
    """

    keys: tuple[str, ...]
    rows: Mapping[str, pl.Expr]
    parts: Mapping[str, tuple[Part, Part]]
    facts: Facts

    @classmethod
    def of(cls, keys: Iterable[str], facts: Facts) -> Leaves:
        """The sums behind those of some indicators that are made of any."""
        panel = facts.frames["clientes"]
        wanted = tuple(key for key in keys if catalogue()[key].chance is ChanceKind.SUMS)
        rows, parts = sums_behind(wanted, facts)
        if COST in panel.columns:
            covered, cost = _Rows(pl.col(COVERED)), _Rows(pl.col(COST))
            parts[MARGIN] = _split(MARGIN, Ratio((covered - cost).sum(), covered.sum()), rows)
        return cls(wanted, rows, parts, facts)

    def without_rows(self) -> Leaves:
        """The same without the frames of its facts, which are large."""
        light = {name: rows.clear() for name, rows in self.facts.frames.items()}
        return replace(self, facts=replace(self.facts, frames=light))

    @cached_property
    def behind(self) -> Mapping[str, tuple[str, ...]]:
        """Key → the names of the sums that it depends on; those of none are left out."""
        told = self.facts.context.get("margem") is not None
        found: dict[str, tuple[str, ...]] = {}
        for key in self.keys:
            before = closure([key])
            rests = not told and any("margem" in catalogue()[one].needs for one in before)
            below = (*before, MARGIN) if rests else before
            names = {part for one in below for part in self.parts.get(one, ()) if isinstance(part, str)}
            if names:
                found[key] = tuple(sorted(names))
        return found

    def moved(self, sums: Mapping[str, int], values: Mapping[str, Value]) -> dict[str, Dual]:
        """How the indicators move with the sums, by the formulas themselves; those without a value are left out.

        Args:
            sums: the totals of the sums, by name.
            values: of indicators that are not over customers: numbers that chance is not asked about.
        """
        known: dict[str, Any] = {name: self.facts.context.get(name) for name in CONTEXT}
        for key, parts, scales in self._over_customers:
            known[key] = _quotient(parts, scales, sums)
        if known.get("margem") is None:
            known["margem"] = known.get(MARGIN)
        for item in self._others:
            value = values[item.key].exact if item.key in values else None
            known[item.key] = value if item.frame is not None or value is None else _derived(item, known)
        return {key: known[key] for key in self.behind if isinstance(known[key], Dual)}

    @cached_property
    def _over_customers(self) -> tuple[tuple[str, tuple[Part, Part], tuple[float, float]], ...]:
        """The indicators over customers: key, parts, and what each part is to be multiplied with to be in its unit."""
        return tuple((key, parts, _scales(key)) for key, parts in self.parts.items())

    @cached_property
    def _others(self) -> tuple[Indicator, ...]:
        """The other indicators, each after those it needs."""
        return tuple(catalogue()[key] for key in closure(self.keys) if key not in self.parts)


def sums_behind(keys: Iterable[str], facts: Facts) -> tuple[dict[str, pl.Expr], dict[str, tuple[Part, Part]]]:
    """The sums over customers that indicators, and those they need, are made of; what is no such sum is left out.

    Returns:
        Name of a sum → what each row of the customers' frame contributes to it (Int64: cents, or a count); and key of
        an indicator over customers → its numerator and denominator, each the name of a sum, a constant or None.
    """
    there = {*facts.frames["clientes"].columns, *facts.context}
    rows: dict[str, pl.Expr] = {}
    parts: dict[str, tuple[Part, Part]] = {}
    for key in closure(keys):
        item = catalogue()[key]
        if item.frame == "clientes" and there.issuperset(item.needs):
            parts[key] = _split(key, item.function(**{need: _need(need, facts) for need in item.needs}), rows)
    return rows, parts


def _need(name: str, facts: Facts) -> Any:  # noqa: ANN401 - a column or a number of the context
    return facts.context[name] if name in facts.context else _Rows(pl.col(name))


def _split(key: str, result: Any, rows: dict[str, pl.Expr]) -> tuple[Part, Part]:  # noqa: ANN401 - rows, or a Ratio
    """The sums that a function's result is made of, entered into `rows`."""
    parts = (result.numerator, result.denominator) if isinstance(result, Ratio) else (result, None)
    named: list[Part] = []
    for number, part in enumerate(parts):
        if isinstance(part, _Rows):
            rows[f"{key}/{number}"] = _plain(part)
            named.append(f"{key}/{number}")
        else:
            named.append(None if part is None else Fraction(part))
    return named[0], named[1]


def _scales(key: str) -> tuple[float, float]:
    """Frames count cents; values are in reais."""
    units = (None, None) if key == MARGIN else catalogue()[key].parts or (catalogue()[key].unit, None)
    top, bottom = (1 / CENTS if unit is not None and unit.is_money else 1.0 for unit in units)
    return top, bottom


def _quotient(parts: tuple[Part, Part], scales: tuple[float, float], sums: Mapping[str, int]) -> Dual | None:
    """An indicator over customers in its unit; None without a denominator."""
    top, bottom = (
        Dual(sums[part] * scale, {part: scale}) if isinstance(part, str) else None if part is None else float(part)
        for part, scale in zip(parts, scales, strict=True)
    )
    if not isinstance(top, Dual) or bottom is None:
        return top if isinstance(top, Dual) else None
    value = bottom.value if isinstance(bottom, Dual) else bottom
    return top / bottom if value else None


def _derived(item: Indicator, known: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a number that moves, or none
    needs = {need: known[need] for need in item.needs}
    if any(need is None for need in needs.values()):
        return None
    try:
        result = item.function(**needs)
        return result.numerator / result.denominator if isinstance(result, Ratio) else result
    except ZeroDivisionError:  # a kink, or no value: nothing can be said of how it moves there
        return None
