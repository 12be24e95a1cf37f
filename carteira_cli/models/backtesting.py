"""How good predictions were, held against what happened: plain numbers in, plain numbers out.

Of single customers and of totals. What the absolute error alone rewards is to predict too little (most customers buy
nothing), so several measures stand side by side.
"""

from __future__ import annotations

from math import exp, fsum, isfinite, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike

    from carteira_cli.models.histories import Floats

BANDS = 5
TOP = 10  # one in so many customers is a best one
COVERED = 0.8  # how often a range is to hold what happens
FEWEST = 2  # errors that have a spread


@dataclass(frozen=True)
class CustomerErrors:
    """Predictions of single customers against what happened.

    Attributes:
        customers: how many.
        rmse: √ of the mean squared error, in the unit of the predictions; None without customers, as all the others.
        mae: the mean absolute error, in the same.
        correlation: Pearson's of the two; None where one of them never varies.
        captured: share of all that happened which the best 10 % by prediction made; None where nothing happened.
        bias: (Σ predicted − Σ happened) ÷ Σ happened; None where nothing happened.
    """

    customers: int
    rmse: float | None
    mae: float | None
    correlation: float | None
    captured: float | None
    bias: float | None


def customer_errors(predicted: ArrayLike, happened: ArrayLike) -> CustomerErrors:
    """What predictions of single customers were worth; the same bytes for any order of customers.

    Args:
        predicted: purchases, money or probabilities, a number a customer.
        happened: in the same unit and order.
    """
    told, was = np.asarray(predicted, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    size = len(told)
    if not size:
        return CustomerErrors(0, None, None, None, None, None)
    off = told - was
    total = fsum(was)
    return CustomerErrors(
        size,
        sqrt(fsum(off * off) / size),
        fsum(np.abs(off)) / size,
        _pearson(told, was),
        _captured(told, was, -(-size // TOP)) / total if total > 0 else None,
        fsum(off) / total if total > 0 else None,
    )


def _pearson(one: Floats, other: Floats) -> float | None:
    left, right = one - fsum(one) / len(one), other - fsum(other) / len(other)
    spread = fsum(left * left) * fsum(right * right)
    if np.ptp(one) == 0 or np.ptp(other) == 0 or spread <= 0:
        return None
    return max(-1.0, min(1.0, fsum(left * right) / sqrt(spread)))


def _captured(told: Floats, was: Floats, places: int) -> float:
    """What so many customers of the highest predictions made; of those that tie for the last places a mean share."""
    last = float(np.partition(told, len(told) - places)[len(told) - places])
    above, level = told > last, told == last
    return fsum(was[above]) + fsum(was[level]) * (places - int(above.sum())) / int(level.sum())


@dataclass(frozen=True)
class CalibrationBand:
    """Customers whose predicted probability lies in a band, and how many did what it is of.

    Attributes:
        low: where the band begins; it ends where the next begins.
        customers: how many.
        predicted: the mean probability; None without customers.
        happened: the share who did; None without customers.
    """

    low: float
    customers: int
    predicted: float | None
    happened: float | None


def calibration(predicted: ArrayLike, happened: ArrayLike) -> tuple[CalibrationBand, ...]:
    """Probabilities against what happened, in five bands of equal width; 1 belongs to the last.

    Args:
        predicted: a probability a customer.
        happened: whether she did, 1 or 0.
    """
    told, was = np.asarray(predicted, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    band = np.clip((told * BANDS).astype(np.int64), 0, BANDS - 1)
    return tuple(_band(number, told[band == number], was[band == number]) for number in range(BANDS))


def _band(number: int, told: Floats, was: Floats) -> CalibrationBand:
    size = len(told)
    means = (fsum(told) / size, fsum(was) / size) if size else (None, None)
    return CalibrationBand(number / BANDS, size, *means)


def brier(predicted: ArrayLike, happened: ArrayLike) -> float | None:
    """The mean squared error of probabilities (Brier, 1950); None without customers."""
    off = np.asarray(predicted, dtype=np.float64) - np.asarray(happened, dtype=np.float64)
    return fsum(off * off) / len(off) if len(off) else None


def mean_relative_error(pairs: Iterable[tuple[float, float]]) -> float | None:
    """The mean of |predicted − happened| ÷ |happened| over (predicted, happened); None where nothing ever happened.

    An origin at which nothing happened has no relative error, and is left out: count them beforehand.
    """
    errors = [abs(told - was) / abs(was) for told, was in pairs if was]
    return fsum(errors) / len(errors) if errors else None


@dataclass(frozen=True)
class ErrorRange:
    """Within what a prediction would have lain if it erred as earlier ones did.

    Attributes:
        low: the lower end, in the unit of the prediction.
        high: the upper end.
        origins: how many earlier errors it rests on.
    """

    low: float
    high: float
    origins: int


def range_of_total(predicted: float, earlier: Sequence[tuple[float, float]]) -> ErrorRange | None:
    """An 80 % range of a total, by Student's t over the log errors of earlier origins.

    With e = ln(happened ÷ predicted) of n origins, the next one lies within t √(Σ e² ÷ n) of 0, t of n degrees of
    freedom: so the range holds the prediction, and is the wider the further earlier ones were off, on whatever side.

    Args:
        predicted: the total, > 0.
        earlier: (predicted, happened) of each origin before; one without either has no log error and is left out.

    Returns:
        None with less than two errors, or where nothing is predicted.
    """
    errors = [log(was / told) for told, was in earlier if told > 0 and was > 0]
    reach = _reach(errors)
    if reach is None or not (predicted > 0 and isfinite(predicted)):
        return None
    return ErrorRange(predicted * exp(-reach), predicted * exp(reach), len(errors))


def range_of_rate(predicted: float, earlier: Sequence[tuple[float, float]]) -> ErrorRange | None:
    """The same of a share, over the differences happened − predicted; no share lies outside 0 … 1."""
    errors = [was - told for told, was in earlier]
    reach = _reach(errors)
    if reach is None:
        return None
    low, high = (min(1.0, max(0.0, predicted + one)) for one in (-reach, reach))
    return ErrorRange(low, high, len(errors))


def _reach(errors: Sequence[float]) -> float | None:
    """How far the next error lies from 0 in 80 of 100 cases; None with too few to tell.

    About 0, and not about their mean: forecasts that were all too low make a wide range, and no narrow one beside the
    forecast. With no mean to be estimated, t has as many degrees of freedom as there are errors.
    """
    count = len(errors)
    if count < FEWEST:
        return None
    from scipy.special import stdtrit  # weight: where something is predicted

    return float(stdtrit(count, (1 + COVERED) / 2)) * sqrt(fsum(one * one for one in errors) / count)
