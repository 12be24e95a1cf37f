"""Shares of things counted: the interval of one, and of the difference of two."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from carteira_cli.signal.quantiles import Z_95

if TYPE_CHECKING:
    from carteira_cli.signal.verdict import Interval


def wilson(successes: int, trials: int, z: float = Z_95) -> Interval | None:
    """The score interval of a share (Wilson, 1927), at 95 % unless told; None without trials.

    Example:
        >>> [round(bound, 4) for bound in wilson(3, 10)]
        [0.1078, 0.6032]
    """
    if trials == 0:
        return None
    share = successes / trials
    spread = z * sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
    centre, scale = share + z**2 / (2 * trials), 1 + z**2 / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def newcombe(now: tuple[int, int], before: tuple[int, int], z: float = Z_95) -> Interval | None:
    """The interval of the difference of two shares, at 95 % unless told; None where one has no trials.

    The hybrid score interval (Newcombe, "Interval estimation for the difference between independent proportions",
    1998, method 10).

    Args:
        now: successes and trials.
        before: likewise; what is subtracted.
        z: quantile of the standard normal.

    Example:
        >>> [round(bound, 4) for bound in newcombe((56, 70), (48, 80))]
        [0.0524, 0.3339]
    """
    one, other = wilson(*now, z), wilson(*before, z)
    if one is None or other is None:
        return None
    p1, p0 = now[0] / now[1], before[0] / before[1]
    low = sqrt((p1 - one[0]) ** 2 + (other[1] - p0) ** 2)
    high = sqrt((one[1] - p1) ** 2 + (p0 - other[0]) ** 2)
    return p1 - p0 - low, p1 - p0 + high
