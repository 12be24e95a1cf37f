"""Ways to forecast, how far each was off before, and which of them speaks."""

from __future__ import annotations

from math import exp, log, sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MODEL, SEASONAL, NAIVE, YEAR = "modelo", "modelo_sazonal", "ingenuo", "ano_anterior"
METHODS = (NAIVE, YEAR, MODEL, SEASONAL)  # of equal ones the simplest speaks
RATES = frozenset({"churn"})  # whose errors are differences, not shares of the value
RANGE = 0.8  # of forecasts that a range is meant to hold
FEWEST_OF_SEASONAL = 3  # origins over which a model of the seasons must have been the best
_FEWEST = 2  # errors that a range is made of


@dataclass(frozen=True)
class Made:
    """One forecast of one indicator that could be held against what happened.

    Attributes:
        forecast: what was forecast; `real` what happened.
    """

    forecast: float
    real: float


def error_of(key: str, made: Made) -> float | None:
    """How far off: of a rate forecast − real, of anything else as a share of what happened; None where that is 0."""
    if key in RATES:
        return made.forecast - made.real
    return (made.forecast - made.real) / abs(made.real) if made.real else None


def mean_error(key: str, made: Sequence[Made]) -> float | None:
    """The mean of how far off forecasts were, whatever the side; None without any."""
    errors = [error for one in made if (error := error_of(key, one)) is not None]
    return fmean(map(abs, errors)) if errors else None


def best(key: str, past: Mapping[str, Sequence[Made]]) -> str:
    """The method whose mean error over the same origins was the smallest; the naive where nothing was tried.

    One for which fewer origins have a forecast than for the others is held against these over its own origins alone: it
    must have been the best there, and over `FEWEST_OF_SEASONAL` of them if it knows seasons.
    """
    most = max((len(made) for made in past.values()), default=0)
    errors = {
        method: error
        for method in METHODS
        if len(past.get(method, ())) == most and (error := mean_error(key, past[method])) is not None
    }
    if most < FEWEST_OF_SEASONAL:
        errors = {method: error for method, error in errors.items() if method != SEASONAL}
    return min(errors, key=lambda method: (errors[method], METHODS.index(method)), default=NAIVE)


def range_of(key: str, forecast: float | None, past: Sequence[Made]) -> tuple[float, float] | None:
    """The range in which 8 of 10 such forecasts would lie, by Student's t over the errors of earlier ones.

    Errors of amounts are logarithms of real ÷ forecast; of rates, differences. None with fewer than two of them.
    """
    if key in RATES:
        errors = [one.real - one.forecast for one in past]
    else:
        errors = [log(one.real / one.forecast) for one in past if one.real > 0 and one.forecast > 0]
    if forecast is None or len(errors) < _FEWEST:
        return None
    from scipy.special import stdtrit  # weight: for a forecast that was tried

    reach = float(stdtrit(len(errors) - 1, (1 + RANGE) / 2)) * stdev(errors) * sqrt(1 + 1 / len(errors))
    low, high = fmean(errors) - reach, fmean(errors) + reach
    if key in RATES:
        return max(0.0, forecast + low), min(1.0, max(0.0, forecast + high))
    return forecast * exp(low), forecast * exp(high)
