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
_MOST = 0.75  # of the origins that a method of less history must have been tried over
_WIDEST = 10  # times the forecast, or a tenth of it: a range as wide says nothing
FEWEST_APART = 3  # origins over which a model of the seasons, or one of less history, must have been the best


@dataclass(frozen=True)
class Tried:
    """One forecast of one indicator that could be held against what happened.

    Attributes:
        forecast: what was forecast; `real` what happened.
    """

    forecast: float
    real: float


def mean_error(key: str, made: Sequence[Tried]) -> float | None:
    """The mean of how far off forecasts were, whatever the side; None without any.

    Of a rate it is the mean of |forecast − real|, of anything else the mean of |forecast − real| ÷ |real|.
    """
    if key in RATES:
        return fmean(abs(one.forecast - one.real) for one in made) if made else None
    return mean_relative_error((one.forecast, one.real) for one in made)


def shared(past: Mapping[str, Sequence[Tried]], fewest: int = FEWEST_APART) -> dict[str, Sequence[Tried]]:
    """Forecasts over the origins that methods share, so that their errors compare.

    One that has a forecast of fewer origins than others, for want of history before the earliest, has the others held
    against it over its own, which are the latest: if these are three quarters of all, and `fewest` at least. Else it is
    left with what it has, and does not speak.

    Args:
        past: method → its forecasts, latest first.
        fewest: origins that others may be cut down to.
    """
    most = max((len(made) for made in past.values()), default=0)
    enough = [len(made) for made in past.values() if len(made) == most or len(made) >= max(fewest, most * _MOST)]
    common = min(enough, default=0)
    return {method: made[:common] for method, made in past.items()}


def best(key: str, past: Mapping[str, Sequence[Tried]]) -> str:
    """The method whose mean error was the smallest; of equals the simplest, and the naive where nothing was tried."""
    errors = {one: error for one, made in past.items() if (error := mean_error(key, made)) is not None}
    return min(errors, key=lambda one: (errors[one], METHODS.index(one)), default=NAIVE)


def range_of(key: str, forecast: float | None, made: Sequence[Tried]) -> ErrorRange | None:
    """The range in which 8 of 10 such forecasts would lie, by the errors of earlier ones.

    None with fewer than two of them, or where they are so large that the range says nothing.
    """
    if forecast is None:
        return None
    pairs = [(one.forecast, one.real) for one in made]
    if key in RATES:
        return range_of_rate(forecast, pairs)
    found = range_of_total(forecast, pairs)
    return None if found is None or found.high > _WIDEST * forecast else found
