"""Sums over customers and what is made of them: how far the customers themselves make a number vary."""

from __future__ import annotations

from math import hypot, sqrt
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.signal.quantiles import t_95

if TYPE_CHECKING:
    from carteira_cli.signal.verdict import Interval

LEAST = 8  # customers below which nothing is said


@dataclass(frozen=True)
class StandardError:
    """How far a number varies with who its customers happen to be.

    Attributes:
        error: its standard error, in its own unit.
        customers: how many contribute to it.
    """

    error: float
    customers: int

    @property
    def enough(self) -> bool:
        """Whether there are customers enough to say so."""
        return self.customers >= LEAST


def spread(squares: float, total: float, customers: int) -> StandardError:
    """The spread of a number from the influences of its customers.

    The influence of a customer is how much the number would change by her part of it, to first order: so a sum over
    customers, a ratio of two, or any smooth function of several has the variance n ÷ (n − 1) · Σ(u − ū)².

    Args:
        squares: Σu².
        total: Σu.
        customers: n, those who contribute anything, two at least.
    """
    around = squares - total * total / customers
    return StandardError(sqrt(max(around, 0.0) * customers / (customers - 1)), customers)


def around(value: float, found: StandardError) -> Interval | None:
    """The 95 % interval around a number by Student's t; None with fewer customers than `LEAST`."""
    if not found.enough:
        return None
    reach = t_95(found.customers - 1) * found.error
    return value - reach, value + reach


def between(now: StandardError, before: StandardError) -> StandardError:
    """The spread of the difference of two numbers of which nobody knows how customers' parts go together.

    As if they were of different customers: wider than it is where these are the same, since who buys much does so
    mostly in both.
    """
    return StandardError(hypot(now.error, before.error), min(now.customers, before.customers))


def scaled(found: StandardError, size: float) -> StandardError:
    """The spread of a number ÷ size."""
    return StandardError(found.error / size, found.customers)
