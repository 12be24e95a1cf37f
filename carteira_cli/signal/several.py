"""Looking at many changes at once: how often chance alone would bring each, and which are more than that together.

Each chance is of the same method as the interval of the change: it is below 5 % just where 0 is outside the interval.
"""

from __future__ import annotations

from math import erfc, sqrt
from typing import TYPE_CHECKING

from carteira_cli.signal.quantiles import beta_below
from carteira_cli.signal.rates import newcombe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.signal.means import StandardError

ALPHA = 0.05
_FARTHEST = 38.0  # standard deviations beyond which a chance is no number any more
_HALVINGS = 60


def of_shares(now: tuple[int, int], before: tuple[int, int]) -> float | None:
    """The chance of a difference of two shares at least so large; None where one has no trials.

    It is that of the widest interval of Newcombe's that leaves 0 out.

    Args:
        now: successes and trials.
        before: likewise.

    Example:
        >>> round(of_shares((56, 70), (48, 80)), 4)
        0.0081
    """
    if newcombe(now, before) is None:
        return None
    low, high = 0.0, _FARTHEST
    for _ in range(_HALVINGS):
        z = (low + high) / 2
        bounds = newcombe(now, before, z)
        outside = bounds is not None and not bounds[0] <= 0 <= bounds[1]
        low, high = (z, high) if outside else (low, z)
    return erfc(low / sqrt(2))


def of_counts(now: tuple[int, float], before: tuple[int, float]) -> float | None:
    """The chance of a change of a count at least so large, given how many there are in both; None without any before.

    Args:
        now: a count and what it was exposed to, such as months.
        before: likewise.

    Example:
        >>> of_counts((2, 3.0), (3, 3.0))
        1.0
    """
    (late, exposed), (early, exposed_before) = now, before
    if early <= 0 or late < 0:
        return None
    share, every = exposed / (exposed + exposed_before), late + early
    at_least = beta_below(share, late, early + 1) if late else 1.0
    at_most = 1 - beta_below(share, late + 1, early)
    return min(1.0, 2 * min(at_least, at_most)) if every else None


def of_means(change: float, spread: StandardError) -> float | None:
    """The chance of a change at least so large of what is made of sums, by Student's t; None with too few customers."""
    if not spread.enough:
        return None
    if not spread.error:
        return float(not change)
    freedom = spread.customers - 1
    squared = (change / spread.error) ** 2
    return beta_below(freedom / (freedom + squared), freedom / 2, 0.5)


def holm(chances: Sequence[float]) -> list[float]:
    """Chances corrected for how many they are (Holm, 1979): at most 5 % to find any below 5 % where none is real.

    Example:
        >>> holm([0.01, 0.04, 0.03])
        [0.03, 0.06, 0.06]
    """
    found = list(chances)
    reached = 0.0
    for rank, place in enumerate(sorted(range(len(found)), key=lambda place: (found[place], place))):
        reached = max(reached, min(1.0, (len(found) - rank) * found[place]))
        found[place] = reached
    return found
