"""Quantiles of the beta distribution and of Student's t, in plain Python.

scipy has both, and takes longer to load than a summary of a million lines to compute.
"""

from __future__ import annotations

from functools import cache
from math import exp, inf, lgamma, log, log1p, sqrt

Z_95 = 1.959963984540054  # 97.5 % quantile of the standard normal
_TAIL = 0.025
_TINY = 1e-300
_CLOSE = 1e-15
_MOST_STEPS = 200


def beta_below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for 0 ≤ x ≤ 1.

    By its continued fraction on the side where that converges fast (Abramowitz and Stegun, 26.5.8).
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of `beta_below`, by Lentz's method."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    result = d
    m, change = 1, inf
    while abs(change - 1) > _CLOSE and m < 100_000:  # noqa: PLR2004 - some √max(a, b) steps do; never without end
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _away(1 + even * d)
        c = _away(1 + even / c)
        result *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _away(1 + odd * d)
        c = _away(1 + odd / c)
        change = d * c
        result *= change
        m += 1
    return result


def _away(value: float) -> float:
    """A divisor that is not 0."""
    return value if abs(value) > _TINY else _TINY


def beta_quantile(p: float, a: float, b: float) -> float:
    """The x at which I_x(a, b) = p: Newton's steps, halving where one leaves the bracket."""
    low, high, x = 0.0, 1.0, a / (a + b)
    for _ in range(_MOST_STEPS):
        miss = beta_below(x, a, b) - p
        low, high = (low, x) if miss > 0 else (x, high)
        slope = lgamma(a + b) - lgamma(a) - lgamma(b) + (a - 1) * log(x) + (b - 1) * log1p(-x)
        step = miss * exp(-slope) if slope > -600 else inf  # noqa: PLR2004 - beyond it the density is 0
        following = x - step
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - x) <= _CLOSE * x:
            return following
        x = following
    return x


@cache
def t_95(freedom: int) -> float:
    """The 97.5 % quantile of Student's t.

    Example:
        >>> round(t_95(7), 4)
        2.3646
    """
    y = beta_quantile(1 - 2 * _TAIL, 0.5, freedom / 2)  # of t² ÷ (t² + freedom)
    return sqrt(freedom * y / (1 - y))


def share_95(part: int, whole: int) -> tuple[float, float]:
    """The exact bounds of a share at 95 %, of Clopper and Pearson (1934); `whole` > 0."""
    low = beta_quantile(_TAIL, part, whole - part + 1) if part else 0.0
    high = beta_quantile(1 - _TAIL, part + 1, whole - part) if part < whole else 1.0
    return low, high
