"""Past predictions held against what happened: by band of probability and in total, each with its interval."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.signal.quantiles import Z_95
from carteira_cli.signal.rates import wilson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

BANDS = tuple(Fraction(tenths, 10) for tenths in (0, 1, 2, 4, 6, 8, 10))  # of the predicted probability
MOST_ORIGINS = 4
HISTORY = 3  # horizons of history before an origin: one to fall silent in, one to be watched, one to begin in


@dataclass(frozen=True)
class Calibration:
    """Customers by what was predicted of them and what they did.

    Attributes:
        customers: how many.
        expected: of how many it was expected: the sum of the probabilities.
        happened: of how many it happened.
        cents: their money.
        cents_expected: the sum of money × probability.
        cents_happened: the money of those of whom it happened.
        variance: of that, were the probabilities right and customers independent, in cents².
    """

    customers: int
    expected: Fraction
    happened: int
    cents: int
    cents_expected: Fraction
    cents_happened: int
    variance: Fraction

    def __add__(self, other: Calibration) -> Calibration:
        return Calibration(
            self.customers + other.customers,
            self.expected + other.expected,
            self.happened + other.happened,
            self.cents + other.cents,
            self.cents_expected + other.cents_expected,
            self.cents_happened + other.cents_happened,
            self.variance + other.variance,
        )

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the share of whom it happened; None of nobody."""
        return wilson(self.happened, self.customers)

    @property
    def agrees(self) -> bool | None:
        """Whether the mean probability is in the interval of what happened; None of nobody."""
        if self.interval is None:
            return None
        low, high = self.interval
        return low <= float(self.expected / self.customers) <= high

    @property
    def money_range(self) -> tuple[float, float]:
        """Within which the money should be 95 times of 100, in cents: what chance alone makes of the prediction."""
        spread = Z_95 * sqrt(self.variance)
        return float(self.cents_expected) - spread, float(self.cents_expected) + spread

    @property
    def money_agrees(self) -> bool:
        """Whether the money of those of whom it happened is in that range."""
        low, high = self.money_range
        return low <= self.cents_happened <= high


NOBODY = Calibration(0, Fraction(0), 0, 0, Fraction(0), 0, Fraction(0))


def origins(end: int, first: int, horizon: Callable[[int], int]) -> tuple[int, ...]:
    """The days to predict from, latest first: as many as history allows, none of whose horizons overlap.

    Args:
        end: the day after the last one looked at.
        first: the first day of the history.
        horizon: from a day to the horizon, in days, of a prediction made before it.
    """
    found: list[int] = []
    following = end
    while len(found) < MOST_ORIGINS:
        day = next((day for day in range(following - 1, first, -1) if day + horizon(day) <= following), first)
        if day - first < HISTORY * horizon(day):
            break
        found.append(day)
        following = day
    return tuple(found)


def outcomes(frame: pl.DataFrame, chances: Mapping[Any, Fraction | None]) -> dict[int, Calibration]:
    """Customers of whom something was predicted, by band.

    Args:
        frame: `chance` (a key of `chances`), `centavos` (Int64) and `aconteceu` (Boolean).
        chances: probability by key.

    Returns:
        Position in `BANDS` of the band's lower end → what came of it. A band ends before the next begins, the last
        with 1.
    """
    money = pl.col("centavos").cast(pl.Int128)
    rows = (
        frame.group_by("chance")
        .agg(
            clientes=pl.len(),
            aconteceu=pl.col("aconteceu").sum(),
            soma=pl.col("centavos").sum(),
            perdido=pl.col("centavos").filter("aconteceu").sum(),
            quadrados=(money * money).sum(),
        )
        .sort("chance")
    )
    found: dict[int, Calibration] = {}
    for chance, customers, happened, cents, lost, squares in rows.iter_rows():
        probability = chances.get(chance)
        if probability is None:
            continue
        variance = int(squares) * probability * (1 - probability)
        one = Calibration(
            customers, customers * probability, happened, cents, cents * probability, lost, Fraction(variance)
        )
        band = sum(probability >= begins for begins in BANDS[1:-1])
        found[band] = found.get(band, NOBODY) + one
    return dict(sorted(found.items()))


def together(parts: Iterable[Calibration]) -> Calibration:
    """All of them."""
    return sum(parts, NOBODY)
