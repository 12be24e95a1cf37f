"""One integral, on which all of Pareto/NBD rests: of two powers of a time, from a moment on.

    ∫ ((A + y) ÷ A)^−n · ((B + y) ÷ B)^−(s+1) dy over 0 < y ≤ h

It falls as fast as its steeper power, and beyond min(A, B) as a power of y itself. So Gauss–Legendre nodes are laid in
q = (1 + y ÷ c)^−e, with c = min(A, B) and e a quarter of the slope at y = 0 in units of c: where the integrand has all
its weight at once (n = 900) and where it has a long tail (c far below h), its share of each stretch of q is smooth.
With A = B and a whole slope this is the substitution z = ((α + t_x) ÷ (α + τ))^(n+s).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.models.quadrature import legendre

if TYPE_CHECKING:
    from carteira_cli.models.histories import Floats

FLATTER = 4.0  # by how much q falls slower than the integrand


class Waiting:
    """The integral of each row, and means of functions of y by its integrand.

    Attributes:
        log_integral: its logarithm; −∞ where h is 0.
        mean_log_first: of ln(1 + y ÷ A).
        mean_by_first: of 1 ÷ (A + y).
        mean_log_second: of ln(1 + y ÷ B).
        mean_by_second: of 1 ÷ (B + y).
    """

    log_integral: Floats
    mean_log_first: Floats
    mean_by_first: Floats
    mean_log_second: Floats
    mean_by_second: Floats

    def __init__(self, n: Floats, s: float, first: Floats, second: Floats, length: Floats) -> None:
        """Of powers −n and −(s + 1), of A (`first`) and B (`second`), up to h (`length`)."""
        least = np.minimum(first, second)
        e = (n * (least / first) + (s + 1) * (least / second)) / FLATTER
        width = -np.expm1(-e * np.log1p(length / least))
        total = np.zeros(len(n))
        sums = np.zeros((4, len(n)))
        for node, share in zip(*legendre(), strict=True):
            fallen = np.log1p(-width * (1 - node))  # ln q
            y = least * np.expm1(-fallen / e)
            log_first, log_second = np.log1p(y / first), np.log1p(y / second)
            density = share * (least + y) * np.exp(-n * log_first - (s + 1) * log_second - fallen)
            total += density
            for place, of in enumerate((log_first, 1 / (first + y), log_second, 1 / (second + y))):
                sums[place] += density * of
        with np.errstate(divide="ignore"):
            self.log_integral = np.log(total * width / e)
        self.mean_log_first, self.mean_by_first, self.mean_log_second, self.mean_by_second = sums / total
