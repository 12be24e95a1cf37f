"""Control charts: between which limits a steady series moves, and which of its points are beyond."""

from __future__ import annotations

from itertools import pairwise
from math import fsum, sqrt
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST = 8  # complete points below which there are no limits
_STEP = 1.128  # mean moving range of two ÷ standard deviation, of normal points
_REACH = 2.66  # 3 ÷ 1.128
_SIGMAS = 3


@dataclass(frozen=True)
class ControlLimits:
    """The limits of one point."""

    centre: float
    low: float
    high: float

    def beyond(self, value: float) -> bool:
        """Whether a value is a signal."""
        return value < self.low or value > self.high


def moving_range(values: Sequence[float]) -> float:
    """The mean of the absolute differences of successive values; 0 of fewer than two."""
    steps = [abs(late - early) for early, late in pairwise(values)]
    return fsum(steps) / len(steps) if steps else 0.0


def individuals(values: Sequence[float]) -> ControlLimits:
    """XmR: the mean ± 2.66 · the mean moving range (Shewhart's chart of individual values).

    Example:
        >>> found = individuals([15, 14, 16, 15, 17, 14, 15, 16, 15])
        >>> round(found.centre, 2), round(found.low, 2), round(found.high, 2)
        (15.22, 11.23, 19.21)
    """
    centre = fsum(values) / len(values)
    reach = _REACH * moving_range(values)
    return ControlLimits(centre, centre - reach, centre + reach)


def shares(points: Sequence[tuple[int, int]]) -> tuple[ControlLimits, ...]:
    """Laney's p′ chart (2002): limits of shares that vary more, or less, than their sizes explain.

    Args:
        points: successes and trials of each, trials > 0.
    """
    centre = sum(part for part, _ in points) / sum(whole for _, whole in points)
    sigmas = [sqrt(centre * (1 - centre) / whole) for _, whole in points]
    if not sigmas[0]:  # all or none of them, everywhere
        return (ControlLimits(centre, centre, centre),) * len(points)
    scores = [(part / whole - centre) / sigma for (part, whole), sigma in zip(points, sigmas, strict=True)]
    wider = moving_range(scores) / _STEP
    reaches = [_SIGMAS * wider * sigma for sigma in sigmas]
    return tuple(ControlLimits(centre, max(0.0, centre - reach), min(1.0, centre + reach)) for reach in reaches)
