"""What stands beside a forecast number: the naive one, and the range of its own past errors."""

from __future__ import annotations

from carteira_cli.dataclass import dataclass


@dataclass(frozen=True)
class Forecast:
    """Beside the value of a reading that is forecast, in its unit.

    Attributes:
        method: who speaks: `modelo`, `modelo_sazonal`, `ingenuo` or `ano_anterior`.
        naive: what repeating the last period says.
        low: where 8 of 10 such forecasts would lie by past errors, from here; None with too few of them.
        high: up to here.
        origins: how many earlier forecasts the range rests on.
        error: their mean error: of a rate in points ÷ 100, else as a share of what happened.
        happened: what came, where the forecast period is past.
    """

    method: str
    naive: float | None
    low: float | None
    high: float | None
    origins: int
    error: float | None
    happened: float | None = None
