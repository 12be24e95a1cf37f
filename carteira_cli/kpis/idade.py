"""How old the data are: a quantity of the files, not of the customers; only `verificar` knows what day it is."""

from __future__ import annotations

from carteira_cli.kpis.catalogue import Indicator
from carteira_cli.units import Better, Unit

PERIODS = 2  # data older than so many periods are stale


def age(last_sale: int, today: int) -> int:
    """Days from the last valid sale to today; a sale that is still to come makes data no younger than new."""
    return max(0, today - last_sale)


def stale_after(length: int) -> int:
    """The most days that data may be old where nobody set a limit.

    Args:
        length: days of the period that is analysed.
    """
    return PERIODS * length


AGE = Indicator(
    key="idade_dados",
    title="Idade dos dados",
    unit=Unit.DAYS,
    better=Better.LOWER,
    formula="dias da última venda válida até --hoje; sem ela, até o dia em que o comando roda",
    meaning="Há quanto tempo não chega venda: uma exportação que parou não muda número nenhum. Só em verificar.",
    family="verificar",
    frame=None,
    function=age,
    needs=(),
)
