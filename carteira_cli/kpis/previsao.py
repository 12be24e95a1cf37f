"""How wrong forecasts were: of past forecasts, not of the customers; only `verificar` holds it to a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import Indicator
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable


def error_of(pairs: Iterable[tuple[float, float]]) -> float | None:
    """The mean of |predicted − happened| ÷ |happened| over (predicted, happened); None where nothing ever happened."""
    from carteira_cli.models.backtesting import mean_relative_error  # weight: for forecasts

    return mean_relative_error(pairs)


FORECAST_ERROR = Indicator(
    key="previsao_erro",
    title="Erro da previsão",
    unit=Unit.FRACTION,
    better=Better.LOWER,
    formula="média de |prevista − receita| ÷ |receita| nas origens de carteira prever; de contratos, a receita mensal",
    meaning="Quanto a previsão da receita errou nos períodos passados, pelo método que menos errou. Só em verificar.",
    family="verificar",
    frame=None,
    function=error_of,
    needs=(),
)
