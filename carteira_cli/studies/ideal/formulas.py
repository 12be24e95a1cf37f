"""What can be told from chance among many shares looked at at once."""

from __future__ import annotations

from hashlib import blake2b
from math import ceil, exp, lgamma
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BEST = 5  # one in five is among the best
_SMALL = 1e-17  # of a sum, below which a term changes nothing


def how_many(customers: int) -> int:
    """How many are the best of so many: ⌈20 %⌉.

    Example:
        >>> how_many(286), how_many(0)
        (58, 0)
    """
    return ceil(customers / BEST)


def second_half(customer: str) -> bool:
    """Whether a customer is of the half on which a finding is tried, and not of the one it is looked for on.

    The last bit of a hash of her id: the same on every machine, whoever else is in the file.
    """
    return bool(blake2b(customer.encode(), digest_size=1).digest()[0] & 1)


def tail(best: int, chosen: int, all_best: int, everybody: int) -> float:
    """The chance of a count at least as far from what is expected, on its side, where the best are dealt at random.

    Of `everybody`, `all_best` are the best; how many of the best fall among `chosen` is hypergeometric (Fisher's exact
    test, one side).

    Args:
        best: the best among the chosen.
        chosen: customers who have the value.
        all_best: the best of all.
        everybody: all customers.

    Returns:
        P(X ≥ best) where there are at least as many as expected, else P(X ≤ best).

    Example:
        >>> round(tail(4, 4, 5, 10), 6)  # 5·4·3·2 ÷ (10·9·8·7)
        0.02381
    """
    up = best * everybody >= chosen * all_best
    term = total = exp(_log_chance(best, chosen, all_best, everybody))
    place, rest = best, everybody - all_best - chosen
    while term > total * _SMALL:
        if up:
            term *= (all_best - place) * (chosen - place) / ((place + 1) * (rest + place + 1) or 1)
            place += 1
        else:
            term *= place * (rest + place) / ((all_best - place + 1) * (chosen - place + 1))
            place -= 1
        total += term
    return min(1.0, total)


def _log_chance(best: int, chosen: int, all_best: int, everybody: int) -> float:
    def ways(of: int, some: int) -> float:
        return lgamma(of + 1) - lgamma(some + 1) - lgamma(of - some + 1)

    return ways(all_best, best) + ways(everybody - all_best, chosen - best) - ways(everybody, chosen)


def holm(chances: Sequence[float]) -> list[float]:
    """Each chance as it counts among all of them: below 5 % each, no more than 5 % that any of those is by chance.

    Holm, "A simple sequentially rejective multiple test procedure", 1979; holds however the tests depend on each other.

    Example:
        >>> holm([0.01, 0.04, 0.03])
        [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    found, most = [0.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        most = max(most, min(1.0, (len(chances) - rank) * chances[place]))
        found[place] = most
    return found
