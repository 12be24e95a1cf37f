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
FEWEST_APART = 3  # origins over which a model of the seasons, or one of less history, must have been the best


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


def best(key: str, past: Mapping[str, Sequence[Made]], fewest: int = FEWEST_APART) -> str:
    """The method whose mean error was the smallest; of equals the simplest, and the naive where nothing was tried.

    One that has a forecast of fewer origins than others, for want of history before the earliest, is held against these
    over its own origins alone, which are the latest, and speaks if it was the best there.

    Args:
        key: the indicator.
        past: method → its forecasts, latest first.
        fewest: origins below which such a method, or one that knows seasons, does not speak.
    """
    most = max((len(made) for made in past.values()), default=0)
    short = [one for one in METHODS if one in past and (len(past[one]) < most or one == SEASONAL)]
    whole = [one for one in METHODS if one in past and one not in short]
    speaks = _least(key, {one: past[one] for one in whole})
    apart = {one: past[one] for one in short if len(past[one]) >= fewest and _wins(key, one, whole, past)}
    return _least(key, apart) if apart else speaks


def _wins(key: str, method: str, others: Sequence[str], past: Mapping[str, Sequence[Made]]) -> bool:
    """Whether a method was less wrong than all others over its own origins."""
    own = mean_error(key, past[method])
    errors = [mean_error(key, past[one][: len(past[method])]) for one in others]
    return own is not None and all(error is None or own < error for error in errors)


def _least(key: str, past: Mapping[str, Sequence[Made]]) -> str:
    errors = {one: error for one, made in past.items() if (error := mean_error(key, made)) is not None}
    return min(errors, key=lambda one: (errors[one], METHODS.index(one)), default=NAIVE)


def range_of(key: str, forecast: float | None, made: Sequence[Made]) -> ErrorRange | None:
    """The range in which 8 of 10 such forecasts would lie, by the errors of earlier ones; None with fewer than two."""
    if forecast is None:
        return None
    pairs = [(one.forecast, one.real) for one in made]
    return range_of_rate(forecast, pairs) if key in RATES else range_of_total(forecast, pairs)
