"""How likely a customer takes to an item, what that is worth, and what is bought together."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

STRENGTH = 5  # how many customers of the whole portfolio stand beside those of a segment
OFFERS = 5  # to one customer
CENTS = 100


def chance(buyers: int, others: int, share: Fraction, strength: int = STRENGTH) -> Fraction:
    """p̂ = (n_seg,j + k·p_j) ÷ (n_seg + k): the share of a segment, drawn to that of the portfolio.

    The posterior mean of a binomial share under a beta prior of mean p_j and weight k (Efron and Morris, "Data
    analysis using Stein's estimator", 1975, in its binomial form).

    Args:
        buyers: n_seg,j, those of the segment who buy the item; the customer herself does not.
        others: n_seg, the segment without her.
        share: p_j, of all customers the part who buy it.
        strength: k.

    Example:
        >>> chance(6, 10, Fraction(3, 10))
        Fraction(1, 2)
    """
    return (buyers + strength * share) / Fraction(others + strength)


def expected_value(likely: Fraction, doubled_spend: int, margin: Fraction) -> Fraction:
    """Reais that an offer should bring in three months: p̂ × median spend × margin.

    Args:
        likely: p̂, of `chance`.
        doubled_spend: twice the median in cents, which is whole.
        margin: of revenue, from 0 to 1.

    Example:
        >>> expected_value(Fraction(1, 2), 40000, Fraction(28, 100))
        Fraction(28, 1)
    """
    return likely * Fraction(doubled_spend, 2 * CENTS) * margin


@dataclass(frozen=True)
class PairRule:
    """Who buys one item buys another: of N customers, `first` buy the one, `second` the other, `both` the two."""

    both: int
    first: int
    second: int
    customers: int

    @property
    def support(self) -> Fraction:
        """Of all customers the part who buy both."""
        return Fraction(self.both, self.customers)

    @property
    def confidence(self) -> Fraction:
        """Of those who buy the first the part who buy the second too."""
        return Fraction(self.both, self.first)

    @property
    def lift(self) -> Fraction:
        """Confidence ÷ the share of all customers who buy the second; 1 is no relation (Brin et al., 1997)."""
        return self.confidence / Fraction(self.second, self.customers)


def order_by(scores: Floats, names: Ints) -> Ints:
    """Items by score, the highest first; equal ones by name.

    Args:
        scores: one an item.
        names: the place of each item's name in bytewise order.
    """
    return np.lexsort((names, -scores)).astype(np.int64)


def first_missing(owners: Ints, ranks: Ints, customers: int, many: int = OFFERS) -> Ints:
    """The first ranks that each customer's purchases leave free, in a table of customers × `many`.

    Before her i-th purchased rank r_i (both from 0, ascending) r_i − i ranks are free; so the k-th free one is k plus
    the number of her purchases with r_i − i ≤ k. No row a customer and item is made.

    Args:
        owners: of each purchase the customer, from 0.
        ranks: of each purchase the rank of its item; a customer has a rank once.
        customers: how many there are.
        many: how many free ranks are wanted.

    Example:
        >>> first_missing(np.array([0, 0]), np.array([0, 2]), 1, 3).tolist()
        [[1, 3, 4]]
    """
    sorting = np.lexsort((ranks, owners))
    whose, taken = owners[sorting], ranks[sorting]
    starts = np.searchsorted(whose, np.arange(customers))
    free = taken - (np.arange(len(whose)) - starts[whose])
    found = np.empty((customers, many), dtype=np.int64)
    for place in range(many):
        found[:, place] = place + np.bincount(whose[free <= place], minlength=customers)
    return found
