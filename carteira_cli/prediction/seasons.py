"""The season: a clock that runs faster in months in which everybody buys more.

With s(month) and τ(d) = Σ s up to day d, a customer whose rate is λ·s(month) buys at the steady rate λ on the clock τ,
so that every formula of the models stays exact.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass
from carteira_cli.days import month_index, month_start, to_date
from carteira_cli.prediction.purchases import EVEN

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

MONTHS = 12
LEAST_MONTHS = 24  # of history, below which a year is no season
YEARS_AHEAD = 6  # that the clock goes on after the last day known


@dataclass(frozen=True)
class Clock:
    """Days as a season has them.

    Attributes:
        factors: thousandths of a day that a day of each month lasts, January first.
        first: the first day; the clock shows 0 at its end.
        last: the day up to which it runs.
    """

    factors: tuple[int, ...]
    first: int
    last: int

    @cached_property
    def hours(self) -> NDArray[np.int64]:
        """What it shows at the end of each day from the first on, in thousandths of days."""
        months = np.array([to_date(day).month - 1 for day in range(self.first, self.last)])
        lasts = np.asarray(self.factors, dtype=np.int64)[months]
        lasts[0] = 0
        return np.cumsum(lasts)

    def between(self, start: int, end: int) -> int:
        """What goes by from the end of one day to the end of another."""
        return int(self.hours[end - self.first] - self.hours[start - self.first])


def clock_of(indices: Sequence[Fraction | float], first: int, end: int) -> Clock:
    """A clock of twelve factors, brought to a mean of 1."""
    mean = float(sum(indices)) / MONTHS
    factors = tuple(max(1, round(EVEN * float(one) / mean)) for one in indices)
    last = month_start(month_index(end) + MONTHS * YEARS_AHEAD)
    return Clock(factors, first, last)
