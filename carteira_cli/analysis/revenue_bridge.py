"""The revenue bridge, as a table and a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.family_tables import Beside
from carteira_cli.chart import Step, Waterfall
from carteira_cli.customers.contract_customers import plan_table
from carteira_cli.report import Column, Table, plain
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.analysis.run import Run
    from carteira_cli.kpis.evaluate import Value

_BRIDGE = (
    ("receita_mensal_inicio", "Receita mensal no início", 1),
    ("churn_receita", "− Clientes perdidos", -1),
    ("contracao", "− Contração dos retidos", -1),
    ("expansao", "+ Expansão dos retidos", 1),
    ("receita_novos", "+ Clientes novos", 1),
    ("receita_reativados", "+ Clientes reativados", 1),
    ("receita_mensal_fim", "= Receita mensal no fim", 1),
)


def beside(run: Run) -> Beside:
    """The bridge as table and picture, and where contracts say who is active what each plan brings."""
    values = run.swept.totals[0]
    if "receita_mensal_inicio" not in values:
        return Beside()
    plans = [plan_table(run.contracts, run.spans[0])] if run.by_contracts else []
    return Beside((bridge(values), *plans), (waterfall(values),))


def bridge(values: Mapping[str, Value]) -> Table:
    """The revenue bridge: monthly revenue at the start, what left and what came, at the end."""
    start = values["receita_mensal_inicio"].exact
    rows = []
    for key, title, sign in _BRIDGE:
        amount = values[key].exact
        signed = None if amount is None else amount * sign
        share = None if amount is None or not start else amount / start
        rows.append((title, plain(signed), plain(share)))
    columns = (
        Column("parcela", "Parcela"),
        Column("valor", "R$ por mês", Unit.REAIS_PER_MONTH),
        Column("fracao_do_inicio", "% do início", Unit.FRACTION),
    )
    return Table("ponte", "Ponte de receita", columns, tuple(rows), depth=Depth.FULL)


def waterfall(values: Mapping[str, Value]) -> Waterfall:
    """The same as a picture."""
    steps = []
    for key, title, sign in _BRIDGE:
        amount = plain(values[key].exact)
        total = key in {"receita_mensal_inicio", "receita_mensal_fim"}
        number = amount * sign if isinstance(amount, int | float) else None
        steps.append(Step(title.lstrip("−+= "), number, total))
    return Waterfall("ponte", "Ponte de receita", Unit.REAIS_PER_MONTH, tuple(steps))
