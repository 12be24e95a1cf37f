"""How wrong forecasts were: of past forecasts, not of the customers; only `verificar` holds it to a limit."""

from __future__ import annotations

from carteira_cli.kpis.catalogue import Better, Indicator
from carteira_cli.units import Unit


def error_of(mean: float | None) -> float | None:
    """The mean error of the method that speaks, as `studies.prever` has it."""
    return mean


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
