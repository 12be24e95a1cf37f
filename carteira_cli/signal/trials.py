"""A group that was treated beside one that was not: what could be seen of a difference, and the bounds of one."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.signal.means import LEAST
from carteira_cli.signal.quantiles import Z_95, t_95

if TYPE_CHECKING:
    from carteira_cli.signal.verdict import Interval

Z_POWER = 0.8416212335729143  # 80 % quantile of the standard normal: the power
_HALVINGS = 60


@dataclass(frozen=True)
class Sums:
    """What customers brought, as exact sums: their number, Σx and Σx², of whole numbers."""

    customers: int
    total: int
    squares: int

    @property
    def variance(self) -> Fraction:
        """The variance of the mean, s² ÷ n, exactly; of two customers at least."""
        around = self.squares * self.customers - self.total**2  # n·Σx² − (Σx)² = n·(n − 1)·s²
        return Fraction(around, (self.customers - 1) * self.customers**2)


def smallest_lift(share: float, treated: int, control: int) -> float | None:
    """The smallest rise of a share that a comparison sees 80 times in 100, at a two-sided 5 %.

    The δ of δ = z(97,5 %)·√(p̄(1−p̄)(1/n + 1/m)) + z(80 %)·√(p₁(1−p₁)/n + p(1−p)/m), with p₁ = p + δ and p̄ the mean
    of both weighted by n and m (Fleiss, "Statistical methods for rates and proportions").

    Args:
        share: of the control, p, from 0 to 1.
        treated: customers, n.
        control: customers, m.

    Returns:
        δ as a difference of shares; None where even 1 − p could not be seen, or a group is empty.

    Example:
        >>> round(smallest_lift(0.06, 600, 150), 4)
        0.079
    """
    if not treated or not control:
        return None

    def seen(lift: float) -> bool:
        above = share + lift
        mean = (treated * above + control * share) / (treated + control)
        chance = Z_95 * sqrt(mean * (1 - mean) * (1 / treated + 1 / control))
        return lift >= chance + Z_POWER * sqrt(above * (1 - above) / treated + share * (1 - share) / control)

    low, high = 0.0, 1 - share
    if not seen(high):
        return None
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if seen(middle) else (middle, high)
    return high


def of_means(treated: Sums, control: Sums) -> Interval | None:
    """The 95 % interval of the difference of two means, in the unit of the sums, by Welch's t.

    None where a group has fewer customers than `means.LEAST`. The degrees of freedom (Welch and Satterthwaite) are
    rounded down, from exact sums.
    """
    if min(treated.customers, control.customers) < LEAST:
        return None
    one, other = treated.variance, control.variance
    freedom = treated.customers + control.customers - 2
    if one or other:
        freedom = int((one + other) ** 2 / (one**2 / (treated.customers - 1) + other**2 / (control.customers - 1)))
    difference = treated.total / treated.customers - control.total / control.customers
    reach = t_95(freedom) * sqrt(one + other)
    return difference - reach, difference + reach
