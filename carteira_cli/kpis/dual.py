"""Numbers that know how they move: through them a formula gives its own derivatives, written once."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    Plain = int | float | Fraction


@dataclass(frozen=True)
class Dual:
    """A number and its partial derivatives (forward differentiation).

    Attributes:
        value: the number.
        slopes: what it depends on → how much it changes for a change of 1 there; what is absent has no part in it.
    """

    value: float
    slopes: Mapping[str, float] = field(default_factory=dict)

    def __add__(self, other: Dual | Plain) -> Dual:
        return _mixed(self.value + _value(other), (self, 1.0), (other, 1.0))

    def __sub__(self, other: Dual | Plain) -> Dual:
        return _mixed(self.value - _value(other), (self, 1.0), (other, -1.0))

    def __rsub__(self, other: Plain) -> Dual:
        return _mixed(_value(other) - self.value, (self, -1.0))

    def __mul__(self, other: Dual | Plain) -> Dual:
        amount = _value(other)
        return _mixed(self.value * amount, (self, amount), (other, self.value))

    def __truediv__(self, other: Dual | Plain) -> Dual:
        amount = _value(other)
        quotient = self.value / amount
        return _mixed(quotient, (self, 1 / amount), (other, -quotient / amount))

    def __rtruediv__(self, other: Plain) -> Dual:
        quotient = _value(other) / self.value
        return _mixed(quotient, (self, -quotient / self.value))

    def __pow__(self, exponent: float) -> Dual:
        power = self.value**exponent
        return _mixed(power, (self, exponent * power / self.value))

    __radd__ = __add__
    __rmul__ = __mul__


def _value(number: Dual | Plain) -> float:
    return number.value if isinstance(number, Dual) else float(number)


def _mixed(value: float, *terms: tuple[Dual | Plain, float]) -> Dual:
    """A value whose slopes are those of some numbers, each times a weight."""
    slopes: dict[str, float] = {}
    for number, weight in terms:
        for name, slope in number.slopes.items() if isinstance(number, Dual) else ():
            slopes[name] = slopes.get(name, 0.0) + weight * slope
    return Dual(value, slopes)
