"""How sure what a channel costs and is worth can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.signal.counts import level
from carteira_cli.signal.rates import wilson

if TYPE_CHECKING:
    from fractions import Fraction

    from carteira_cli.signal.verdict import Interval


def cac_between(cost: Fraction, new: int) -> Interval | None:
    """The 95 % interval of a cost per new customer: the cost as it is, the count as chance would have it (Garwood).

    Args:
        cost: reais.
        new: new customers, above zero; None of none.

    Example:
        >>> from fractions import Fraction
        >>> [round(bound, 2) for bound in cac_between(Fraction(1000), 10)]
        [54.38, 208.53]
    """
    if new <= 0:
        return None
    low, high = level(new)
    return float(cost) / high, float(cost) / low


def ltv_between(ltv: float, lost: int, active: int, months: Fraction) -> tuple[float | None, float | None]:
    """The 95 % interval of an LTV: that of the churn (Wilson), the revenue per customer as it is.

    LTV is revenue per month × margin ÷ monthly churn, so it moves as 1 ÷ (1 − (1 − churn)^(1 ÷ months)).

    Args:
        ltv: reais.
        lost: customers lost in the period, above zero.
        active: customers at its beginning.
        months: of the period.

    Returns:
        The least and the most, in reais; None for a most without end, where churn may be zero.
    """
    low, high = wilson(lost, active) or (0.0, 1.0)

    def monthly(churn: float) -> float:
        return float(1 - (1 - churn) ** float(1 / months))

    now = monthly(lost / active)
    return ltv * now / monthly(high), ltv * now / monthly(low) if monthly(low) > 0 else None
