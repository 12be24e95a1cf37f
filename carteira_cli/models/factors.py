"""Why a product changed, by its factors: Shapley's shares, which are exact and know no order of the factors."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import factorial, prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def factor_effects(before: Sequence[Fraction], after: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """What the change of each factor did to the product: its mean effect over all orders in which they may change.

    Args:
        before: the factors on the earlier side.
        after: the same factors on the later side.

    Returns:
        An effect a factor; they add up to the change of the product.

    Example:
        >>> [str(one) for one in factor_effects([Fraction(2), Fraction(3)], [Fraction(4), Fraction(3)])]
        ['6', '0']
    """
    count = len(before)
    found = []
    for number in range(count):
        others = [other for other in range(count) if other != number]
        effect = Fraction(0)
        for size in range(count):
            weight = Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
            for changed in combinations(others, size):
                rest = prod((after[n] if n in changed else before[n] for n in others), start=Fraction(1))
                effect += weight * rest * (after[number] - before[number])
        found.append(effect)
    return tuple(found)
