"""What if: the identity of the bridge under supposed changes, and how many new customers a goal asks for."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from carteira_cli.config.settings import PredictionSettings
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import Column, Kind, Table
from carteira_cli.units import Depth, Unit, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.rows import Cell
    from carteira_cli.studies.prever.forecasts import Forecasts

_ROWS = (
    ("clientes_inicio", "Clientes ativos no início", Unit.CUSTOMERS),
    ("churn", "Churn", Unit.FRACTION),
    ("perdidos", "Perdidos", Unit.CUSTOMERS),
    ("novos", "Novos", Unit.CUSTOMERS),
    ("reativados", "Reativados", Unit.CUSTOMERS),
    ("clientes_fim", "Clientes ativos no fim", Unit.CUSTOMERS),
    ("ticket", "Receita mensal por cliente", Unit.REAIS_PER_MONTH),
    ("receita_mensal_fim", "Receita mensal no fim", Unit.REAIS_PER_MONTH),
)
Bridge = dict[str, float]


def scenario(found: Forecasts) -> Iterator[Table]:
    """The bridge as forecast and as supposed; nothing where nothing is supposed or there is no bridge.

    Raises:
        UsageError: the same is moved twice, or churn to where there is none.
    """
    told = found.base.config.value(PredictionSettings.cenario)
    levers = {lever.name: lever for lever in found.base.config.prediction.cenario}
    if len(levers) < len(found.base.config.prediction.cenario):
        raise told.refused("cenario muda duas vezes a mesma coisa", "some as duas mudanças numa só")
    expected = _expected(found)
    if not levers or expected is None:
        return
    supposed = dict(expected)
    for lever in levers.values():
        before = supposed[lever.name]
        supposed[lever.name] = before + float(lever.change) if lever.points else before * (1 + float(lever.change))
    if not 0 <= supposed["churn"] <= 1:
        now = show(expected["churn"], Unit.FRACTION)
        raise told.refused("cenario leva o churn para fora de 0 a 100 %", f"o previsto é {now}; use uma mudança menor")
    rows: list[tuple[Cell, ...]] = []
    one, other = _closed(expected), _closed(supposed)
    for key, title, unit in _ROWS:
        moved = Unit.POINTS if unit is Unit.FRACTION else unit
        rows.append((title, one[key], other[key], other[key] - one[key], unit.value, moved.value))
    columns = (
        Column("o_que", "O que"),
        Column("previsto", "Previsto", kind=Kind.VALUE),
        Column("cenario", "No cenário", kind=Kind.VALUE),
        Column("diferenca", "Diferença", kind=Kind.CHANGE),
        Column("unidade", "Unidade", depth=Depth.FULL),
        Column("unidade_variacao", "Unidade da diferença", depth=Depth.FULL),
    )
    yield Table("cenario", f"Cenário de {found.period.label}, não previsão", columns, tuple(rows), few=0)


def _expected(found: Forecasts) -> Bridge | None:
    """The bridge of the next period: churn as forecast, who comes as in the last one; None where nobody is active."""
    before = found.course.numbers(found.asked)
    churn = found.now[found.speaks["churn"]]["churn"]
    end, revenue = before["clientes_fim"], before["receita_mensal_fim"]
    if churn is None or not end or revenue is None:
        return None
    return {
        "clientes_inicio": end,
        "churn": churn,
        "novos": before["novos"] or 0.0,
        "reativados": before["reativados"] or 0.0,
        "ticket": revenue / end,
    }


def _closed(bridge: Mapping[str, float]) -> Bridge:
    """The bridge with what follows: fim = início − perdidos + novos + reativados; receita = fim × ticket."""
    lost = bridge["clientes_inicio"] * bridge["churn"]
    end = bridge["clientes_inicio"] - lost + bridge["novos"] + bridge["reativados"]
    return {**bridge, "perdidos": lost, "clientes_fim": end, "receita_mensal_fim": end * bridge["ticket"]}


def goal(found: Forecasts, key: str, people: float, money: float) -> Iterator[Table]:
    """How many new customers a revenue asks for; nothing where none is wanted.

    Args:
        found: the forecasts.
        key: the indicator that is revenue.
        people: new customers of the last period, who are expected to be as many in the next.
        money: what they brought, in the unit of the indicator.
    """
    wanted = found.base.config.prediction.meta
    if wanted is None:
        return
    unit = catalogue()[key].unit
    revenue = "Receita mensal" if unit is Unit.REAIS_PER_MONTH else "Receita"
    total = found.now[found.speaks[key]][key]
    known = None if total is None else total - money
    each = money / people if people else None
    lacking = None if known is None else max(0.0, wanted / 100 - known)
    needed = 0 if lacking == 0 else ceil(lacking / each) if lacking and each and each > 0 else None
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Meta", wanted / 100, unit.value),
        (f"{revenue} esperada de quem já é cliente", known, unit.value),
        ("Falta", lacking, unit.value),
        (f"{revenue} de um cliente novo, como em {found.asked.label}", each, unit.value),
        ("Clientes novos necessários", needed, Unit.CUSTOMERS.value),
        (f"Clientes novos em {found.asked.label}", people, Unit.CUSTOMERS.value),
    )
    columns = (
        Column("o_que", "O que"),
        Column("valor", "Valor", kind=Kind.VALUE),
        Column("unidade", "Unidade", depth=Depth.FULL),
    )
    yield Table("meta", f"O que falta para a meta de {found.period.label}", columns, rows, few=0)
