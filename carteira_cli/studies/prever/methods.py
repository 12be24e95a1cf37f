"""Ways to forecast, how far each was off before, and which of them speaks."""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.models.backtesting import ErrorRange, mean_relative_error, range_of_rate, range_of_total

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MODEL, SEASONAL, NAIVE, YEAR = "modelo", "modelo_sazonal", "ingenuo", "ano_anterior"
# Knows the ends of contracts that lie ahead; of an earlier day nobody can tell which of them were known.
RECORDED = "modelo_fins"
METHODS = (NAIVE, YEAR, MODEL, SEASONAL, RECORDED)  # of equal ones the simplest speaks
RATES = frozenset({"churn"})  # whose errors are differences, not shares of the value
FEWEST_OF_SEASONAL = 3  # origins over which a model of the seasons must have been the best


@dataclass(frozen=True)
class Made:
    """One forecast of one indicator that could be held against what happened.

    Attributes:
        forecast: what was forecast; `real` what happened.
    """

    forecast: float
    real: float


def mean_error(key: str, made: Sequence[Made]) -> float | None:
    """The mean of how far off forecasts were, whatever the side; None without any.

    Of a rate it is the mean of |forecast − real|, of anything else the mean of |forecast − real| ÷ |real|.
    """
    if key in RATES:
        return fmean(abs(one.forecast - one.real) for one in made) if made else None
    return mean_relative_error((one.forecast, one.real) for one in made)


def best(key: str, past: Mapping[str, Sequence[Made]]) -> str:
    """The method whose mean error over the same origins was the smallest; the naive where nothing was tried.

    One for which fewer origins have a forecast than for the others is held against these over its own origins alone: it
    must have been the best there, and over `FEWEST_OF_SEASONAL` of them if it knows seasons.
    """
    most = max((len(made) for made in past.values()), default=0)
    errors = {
        method: error
        for method in METHODS
        if method in past and len(past[method]) == most and (error := mean_error(key, past[method])) is not None
    }
    if most < FEWEST_OF_SEASONAL:
        errors = {method: error for method, error in errors.items() if method != SEASONAL}
    return min(errors, key=lambda method: (errors[method], METHODS.index(method)), default=NAIVE)


def range_of(key: str, forecast: float | None, made: Sequence[Made]) -> ErrorRange | None:
    """The range in which 8 of 10 such forecasts would lie, by the errors of earlier ones; None with fewer than two."""
    if forecast is None:
        return None
    pairs = [(one.forecast, one.real) for one in made]
    return range_of_rate(forecast, pairs) if key in RATES else range_of_total(forecast, pairs)
