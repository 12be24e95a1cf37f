"""The formulas of indicators as SQL: each is called with sums in the place of numbers, and none is written twice."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import Ratio, catalogue, closure
from carteira_cli.kpis.evaluate import CENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.kpis.leaves import Part

_ONE = ""  # stands for the constant term


@dataclass(frozen=True)
class Combination:
    """A sum of sums of columns, each times a fraction; what indicators are made of by adding and taking away.

    Attributes:
        terms: column → what its sum is multiplied with; under `""` a constant.
    """

    terms: Mapping[str, Fraction]

    @classmethod
    def of(cls, value: str | float | Fraction) -> Combination:
        """The sum of a column, or a constant."""
        return cls({value: Fraction(1)} if isinstance(value, str) else {_ONE: Fraction(value)})

    def __add__(self, other: Combination) -> Combination:
        names = dict.fromkeys((*self.terms, *other.terms))
        found = {name: self.terms.get(name, Fraction(0)) + other.terms.get(name, Fraction(0)) for name in names}
        return Combination({name: factor for name, factor in found.items() if factor})

    def __sub__(self, other: Combination) -> Combination:
        return self + other.times(Fraction(-1))

    def times(self, factor: Fraction) -> Combination:
        """The same, multiplied with a constant."""
        return Combination({name: one * factor for name, one in self.terms.items()})

    @property
    def constant(self) -> Fraction | None:
        """What it is, where no column takes part."""
        return self.terms.get(_ONE, Fraction(0)) if not set(self.terms) - {_ONE} else None

    def sql(self, table: str) -> str:
        """As SQL over a table; every factor must be whole."""
        parts = []
        for name, factor in self.terms.items():
            size = "" if abs(factor) == 1 else f"{abs(factor)} * "
            word = str(abs(factor)) if name == _ONE else f"{size}SUM({table}.{name})"
            parts.append((factor < 0, word))
        first, *others = parts
        return "".join([f"-{first[1]}" if first[0] else first[1], *(f" {'-' if n else '+'} {w}" for n, w in others)])


@dataclass(frozen=True)
class MetricFormula:
    """An indicator as a quotient of whole numbers.

    Attributes:
        key: the indicator.
        numerator: of columns, with whole factors.
        denominator: likewise; the constant 1 where it is a count.
    """

    key: str
    numerator: Combination
    denominator: Combination

    @property
    def counts(self) -> bool:
        """Whether it is a whole number."""
        return self.denominator.constant == 1

    def sql(self, table: str) -> str:
        """Its value as standard SQL: a whole number, or one floating-point division of two; null for "n/d"."""
        top = self.numerator.sql(table)
        if self.counts:
            return top
        bottom = self.denominator.sql(table)
        divisor = bottom if self.denominator.constant is not None else f"NULLIF({bottom}, 0)"
        return f"CAST({top} AS DOUBLE PRECISION) / {divisor}"


def formulas(
    keys: Iterable[str], columns: Mapping[str, str], parts: Mapping[str, tuple[Part, Part]]
) -> tuple[MetricFormula, ...]:
    """Indicators as quotients of sums of columns; whoever is not one is left out.

    Args:
        keys: of the indicators.
        columns: indicator over customers → the column that has what each customer contributes to it.
        parts: as `kpis.leaves.sums_behind` has them.
    """
    known: dict[str, Combination | Ratio] = {}
    for key in closure(keys):
        item = catalogue()[key]
        if item.frame is not None:
            if key in columns and key in parts:
                known[key] = _over_customers(item, columns[key], parts[key][1])
        elif all(isinstance(known.get(need), Combination) for need in item.needs):
            known[key] = item.function(**{need: known[need] for need in item.needs})
    return tuple(_whole(key, known[key]) for key in keys if key in known)


def _over_customers(item: Indicator, column: str, divisor: Part) -> Combination:
    """One over customers in its unit: frames count cents."""
    if isinstance(divisor, str):
        raise TypeError(f"{item.key}: its denominator is a sum of its own")
    scale = Fraction(1, CENTS) if item.unit.is_money else Fraction(1)
    return Combination.of(column).times(scale / (1 if divisor is None else divisor))


def _whole(key: str, value: Combination | Ratio) -> MetricFormula:
    """The same quotient with whole factors, none of which divides all."""
    top, bottom = (value.numerator, value.denominator) if isinstance(value, Ratio) else (value, Combination.of(1))
    factors = [factor for one in (top, bottom) for factor in one.terms.values()]
    scale = Fraction(lcm(*(one.denominator for one in factors)), gcd(*(one.numerator for one in factors)))
    return MetricFormula(key, top.times(scale), bottom.times(scale))
