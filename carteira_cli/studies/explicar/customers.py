"""The customers that weigh most in a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.customer_list import WHO
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.catalogue import ChanceKind
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.kpis.leaves import Leaves
from carteira_cli.kpis.lists import AFTER as MONTHLY_AFTER
from carteira_cli.kpis.lists import BEFORE as MONTHLY_BEFORE
from carteira_cli.kpis.lists import PERIOD, amounts
from carteira_cli.kpis.moments import contributions
from carteira_cli.report import Column, Table
from carteira_cli.studies.explicar.measured import AFTER, BEFORE
from carteira_cli.studies.explicar.tables import FEW, SHOWN, effect_unit
from carteira_cli.units import MONTHLY, Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.kpis.dual import Dual
    from carteira_cli.kpis.lists import CustomerList
    from carteira_cli.studies.explicar.measured import BothPeriods

MOST = 20
_TITLES = {
    CUSTOMER: "Cliente",
    "nome": "Nome",
    "vendedor": "Vendedor",
    "uf": "UF",
}
_EFFECT = "efeito"


def customers_table(measured: BothPeriods) -> Table | None:
    """The customers that weigh most; None where the indicator is of none, or they may not be named.

    Of money, means and their ratios it is how far each customer's own numbers move the indicator, to first order; of
    counts, where all weigh the same, those whom its list has, by their money.
    """
    if measured.base.config.hides_customers or measured.asked.customers is None:
        return None
    if any(panel is None for panel in measured.panels.values()):
        return None
    if measured.asked.item.chance is ChanceKind.SUMS:
        return _by_effect(measured)
    return _by_money(measured, measured.asked.customers)


def _by_effect(measured: BothPeriods) -> Table | None:
    sides = {}
    for side, prefix in ((AFTER, "1"), (BEFORE, "0")):
        facts = measured.run.facts(side, measured.panels[side])
        leaves = Leaves.of((measured.asked.item.key,), facts)
        rows = contributions(leaves)
        sums = {name: int(rows[name].sum()) for name in leaves.rows}
        moved = leaves.moved(sums, measured.totals[side]).get(measured.asked.item.key)
        if moved is None:
            return None
        sides[side] = rows.select(CUSTOMER, _influence(moved).alias(prefix))
    joined = sides[AFTER].join(sides[BEFORE], on=CUSTOMER, how="full", coalesce=True)
    effect = pl.col("1").fill_null(0.0) - pl.col("0").fill_null(0.0)
    found = joined.select(CUSTOMER, effect.alias(_EFFECT)).filter(pl.col(_EFFECT) != 0)
    largest = found.sort(pl.col(_EFFECT).abs(), CUSTOMER, descending=[True, False]).head(MOST)
    item = measured.asked.item
    columns = (Column(_EFFECT, "Efeito", effect_unit(item)),)
    return _table(measured, largest, columns, f"Clientes que mais pesam em {item.title}")


def _influence(moved: Dual) -> pl.Expr:
    """How far a customer's contributions move the indicator."""
    terms = [pl.col(name).cast(pl.Float64) * slope for name, slope in sorted(moved.slopes.items())]
    return pl.sum_horizontal(pl.lit(0.0), *terms)


def _by_money(measured: BothPeriods, wanted: CustomerList) -> Table | None:
    panel = measured.panels[AFTER]
    if panel is None or not {*wanted.needs} <= {*panel.columns}:
        return None
    has_sales = "receita_periodo" in panel.columns
    if not has_sales:  # contracts alone
        panel = panel.with_columns(receita_periodo=pl.lit(0, dtype=pl.Int64))
    context = measured.run.context(measured.run.spans[AFTER])
    months = context["meses_janela"]
    picked = wanted.pick(amounts(panel), context).with_columns(valor=wanted.value)
    largest = picked.sort("valor", CUSTOMER, descending=[True, False]).head(MOST)
    monthly = [
        pl.col(name) * months.denominator / (CENTS * months.numerator) for name in (MONTHLY_BEFORE, MONTHLY_AFTER)
    ]
    columns = (
        Column(MONTHLY_BEFORE, "Por mês no início", Unit.REAIS_PER_MONTH, short=f"{MONTHLY} antes"),
        Column(MONTHLY_AFTER, "Por mês no fim", Unit.REAIS_PER_MONTH, depth=Depth.DATA),
        *([Column(PERIOD, "Receita no período", Unit.REAIS)] if has_sales else []),
    )
    rows = largest.select(CUSTOMER, *monthly, *([pl.col(PERIOD) / CENTS] if has_sales else []))
    return _table(measured, rows, columns, f"{wanted.title} em {measured.base.asked.label}")


def _table(measured: BothPeriods, rows: pl.DataFrame, columns: tuple[Column, ...], title: str) -> Table:
    """Customers with what the register says of them."""
    known: Mapping[str, dict[str, str | None]] = {
        one[CUSTOMER]: one
        for one in measured.base.attributes(WHO).filter(pl.col(CUSTOMER).is_in(rows[CUSTOMER].implode())).to_dicts()
    }
    made = tuple(
        (customer, *(known.get(customer, {}).get(name) for name in WHO), *cells)
        for customer, *cells in rows.iter_rows()
    )
    texts = tuple(Column(key, text, depth=Depth.DATA if key == "uf" else Depth.SCREEN) for key, text in _TITLES.items())
    return Table("clientes", title, (*texts, *columns), made, shown=SHOWN, few=FEW)
