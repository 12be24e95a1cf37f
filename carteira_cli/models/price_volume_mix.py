"""Why revenue changed, by products: how many were sold, which ones, and at what price.

Over the products that both sides sold, with q a quantity, p = amount ÷ q, Q = Σ q, P̄0 = Σ amounts ÷ Q of the earlier
side and s0 = q0 ÷ Q0:

    volume = (Q1 − Q0)·P̄0        mix = Σ (q1 − Q1·s0)·p0        price = Σ (p1 − p0)·q1

Products that only one side sold have no price to compare, and are terms of their own.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence


@dataclass(frozen=True)
class Sold:
    """What was sold of a product: a quantity in its own unit, and an amount in any unit of money."""

    quantity: Fraction
    amount: Fraction

    @property
    def priced(self) -> bool:
        """Whether it has a price: something was sold, net of what came back."""
        return self.quantity > 0


NONE_SOLD = Sold(Fraction(0), Fraction(0))


@dataclass(frozen=True)
class PriceVolumeMix:
    """The terms of a change of revenue, in the unit of the amounts.

    Attributes:
        volume: more or less was sold, at the earlier mean price.
        mix: dearer or cheaper products were sold, at the earlier prices.
        price: the products cost more or less.
        entered: amounts of products that only the later side sold.
        left: amounts of products that only the earlier side sold; negative.
        unpriced: change of the amounts that neither side has a quantity for, such as returns alone.
    """

    volume: Fraction
    mix: Fraction
    price: Fraction
    entered: Fraction
    left: Fraction
    unpriced: Fraction

    @property
    def total(self) -> Fraction:
        """The change of revenue."""
        return sum(astuple(self), Fraction(0))


def both_sold(before: Mapping[Hashable, Sold], after: Mapping[Hashable, Sold]) -> list[tuple[Sold, Sold]]:
    """The products that both sides sold, as they were before and after: those that have two prices to compare."""
    pairs = ((before[key], after[key]) for key in before if key in after)
    return [(old, new) for old, new in pairs if old.priced and new.priced]


@dataclass(frozen=True)
class PriceSplit:
    """Another way to split the change over the products that both sides sold; the terms add up to it.

    Attributes:
        volume: of the quantities.
        price: of the prices.
        mix: what is left for both together; None where the way leaves nothing.
    """

    volume: Fraction
    price: Fraction
    mix: Fraction | None = None


def at_earlier(pairs: Sequence[tuple[Sold, Sold]]) -> PriceSplit:
    """Price Σ (p1 − p0)·q0 and volume Σ (q1 − q0)·p0, each as if only it had changed; mix is what is left."""
    price = sum((old.quantity * new.amount / new.quantity - old.amount for old, new in pairs), Fraction(0))
    volume = sum((new.quantity * old.amount / old.quantity - old.amount for old, new in pairs), Fraction(0))
    change = sum((new.amount - old.amount for old, new in pairs), Fraction(0))
    return PriceSplit(volume, price, change - price - volume)


def at_middle(pairs: Sequence[tuple[Sold, Sold]]) -> PriceSplit:
    """Price Σ (p1 − p0)·(q0 + q1)/2 and volume Σ (q1 − q0)·(p0 + p1)/2: nothing is left (Bennet, 1920)."""
    earlier = at_earlier(pairs)
    joint = (earlier.mix or Fraction(0)) / 2
    return PriceSplit(earlier.volume + joint, earlier.price + joint)


def price_volume_mix(before: Mapping[Hashable, Sold], after: Mapping[Hashable, Sold]) -> PriceVolumeMix:
    """The terms of the change of revenue; they add up to it exactly.

    Args:
        before: product → what was sold on the earlier side; what is not there was not sold.
        after: likewise on the later side.
    """
    pairs = [(before.get(key, NONE_SOLD), after.get(key, NONE_SOLD)) for key in dict.fromkeys((*before, *after))]
    both = [(old, new) for old, new in pairs if old.priced and new.priced]
    whole0, whole1 = (sum((pair[side].quantity for pair in both), Fraction(0)) for side in (0, 1))
    mean0 = sum((old.amount for old, _ in both), Fraction(0)) / whole0 if both else Fraction(0)
    at_old_prices = sum((new.quantity * old.amount / old.quantity for old, new in both), Fraction(0))

    def change(*, was: bool, still: bool) -> Fraction:
        """The change of the amounts of products that had a price on these sides."""
        moved = (new.amount - old.amount for old, new in pairs if (old.priced, new.priced) == (was, still))
        return sum(moved, Fraction(0))

    return PriceVolumeMix(
        volume=(whole1 - whole0) * mean0,
        mix=at_old_prices - whole1 * mean0,
        price=sum((new.amount for _, new in both), Fraction(0)) - at_old_prices,
        entered=change(was=False, still=True),
        left=change(was=True, still=False),
        unpriced=change(was=False, still=False),
    )
