"""The first page: what happened in three sentences, six numbers, what came of the revenue, and how it got there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.revenue_bridge import bridge, waterfall
from carteira_cli.analysis.run import Run
from carteira_cli.analysis.year_before import with_year_before
from carteira_cli.chart import ColumnChart, ColumnSeries
from carteira_cli.customers.groups import Grouping
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.customer_measures import REGISTERED
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.kpis.lists import NEEDED, amounts, list_of
from carteira_cli.report import Column, Kind, ReportSection, Table, plain
from carteira_cli.studies.asking import asking
from carteira_cli.studies.relatorio.part import ReportPart, months_to
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.evaluate import Value
    from carteira_cli.period import Period
    from carteira_cli.report import Reading
    from carteira_cli.rows import Cell

CARDS = ("receita_mensal_fim", "clientes_fim", "churn", "nrr", "ticket_cliente", "ltv_cac")
MONTHS = 12
_OF_MONTHS = ("receita", "clientes_fim", "novos", "reativados", "perdidos")
# The lists behind the steps of the bridge, with the sign of what they move.
_MOVERS = (
    ("perdidos", "Clientes perdidos", -1),
    ("contracao", "Contração dos retidos", -1),
    ("expansao", "Expansão dos retidos", 1),
    ("novos", "Clientes novos", 1),
    ("reativados", "Clientes reativados", 1),
)
_NAMED = 3


def cards(run: Run, readings: tuple[Reading, ...], months: Run) -> ReportPart:
    """The indicators as cards: with those of the year before, and their last twelve months as a trend."""
    told = tuple(
        replace(one, trend=tuple(_last_year(months, one.key)) if one.key in CARDS else ())
        for one in with_year_before(run, readings, CARDS)
    )
    there = tuple(one.key for one in told if one.key in CARDS and one.missing is None)
    order = tuple(key for key in CARDS if key in there)
    missing = None if order else "sem vendas nem contratos: passe --vendas ARQUIVO ou --assinaturas ARQUIVO"
    return ReportPart(ReportSection("numeros", "Os números", readings=order, missing=missing, sheet="Resumo"), told)


def _last_year(months: Run, key: str) -> Iterator[float | None]:
    for number, _ in months.shown[-MONTHS:]:
        value = months.swept.totals[number].get(key)
        yield None if value is None or value.exact is None else float(value.exact)


def months_of(base: CustomerBase) -> Run:
    """The cards and what goes with them in each of 24 months, the last of which has the period's last day."""
    asked = asking(base, "resumo", periodo=months_to(base, 2 * MONTHS), serie="mes", comparar="nenhum")
    keys = tuple(dict.fromkeys((*CARDS, *_OF_MONTHS)))
    return Run("resumo", asked, keys, Grouping(asked))


def bridge_part(run: Run) -> ReportPart:
    """Where the monthly revenue came from and went, with the customers of each step who weigh most."""
    values = run.swept.totals[0]
    if "receita_mensal_inicio" not in values:
        missing = "sem vendas nem contratos não há ponte de receita: passe --vendas ARQUIVO"
        return ReportPart(ReportSection("ponte", "De onde veio a mudança", missing=missing, sheet="Resumo"))
    tables = (bridge(values), *_movers(run))
    section = ReportSection(
        "ponte",
        "De onde veio a mudança",
        tables=tuple(table.key for table in tables),
        charts=("ponte",),
        sheet="Resumo",
    )
    return ReportPart(section, tables=tables, charts=(waterfall(values),))


def _movers(run: Run) -> Iterator[Table]:
    """How many customers each step has, and the three who weigh most in it."""
    span = run.spans[0]
    lists = [(list_of(name), title, sign) for name, title, sign in _MOVERS]
    needs = tuple(dict.fromkeys((*(need for one, _, _ in lists for need in one.needs), *NEEDED, REGISTERED)))
    panel = next(iter(run.panels([span], needs, {})))[1]
    if panel is None:
        return
    if "receita_periodo" not in panel.columns:  # of contracts alone
        panel = panel.with_columns(receita_periodo=pl.lit(None, dtype=pl.Int64))
    months = run.context(span)["meses_janela"]
    known = run.base.attributes(("nome",))
    rows: list[tuple[Cell, ...]] = []
    for one, title, sign in lists:
        picked = one.pick(amounts(panel), run.context(span)).with_columns(valor=one.value)
        largest = picked.sort("valor", CUSTOMER, descending=[True, False]).head(_NAMED)
        told = largest.join(known, on=CUSTOMER, how="left", maintain_order="left")
        for customer, name, cents in told.select(CUSTOMER, "nome", "valor").iter_rows():
            rows.append((title, picked.height, customer, name, plain(sign * cents / (CENTS * months))))
    columns = (
        Column("parcela", "Parcela"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("valor", "R$ por mês", Unit.REAIS_PER_MONTH),
    )
    if rows:
        yield Table("quem_pesa", "Quem mais pesa em cada parcela", columns, tuple(rows))


def months_part(months: Run) -> ReportPart:
    """Twelve months: the revenue beside that of the year before; who is active, who came and who left."""
    shown = months.shown[-MONTHS:]
    there = months.swept.totals[0]
    keys = tuple(key for key in _OF_MONTHS if key in there)
    if len(shown) < 2 or "receita" not in keys:  # noqa: PLR2004 - one month is no course
        missing = "para ver os doze meses são precisas vendas de mais de um mês"
        return ReportPart(ReportSection("meses", "Doze meses", missing=missing, sheet="Resumo"))
    values = {period.start: months.swept.totals[number] for number, period in months.shown}
    rows = tuple(_month(months, period, keys, values) for _, period in shown)
    columns = (
        Column("mes", "Mês"),
        Column("completo", "Completo", kind=Kind.FLAG),
        *(Column(key, catalogue()[key].title, catalogue()[key].unit) for key in keys),
        Column("receita_ano_anterior", "Receita um ano antes", Unit.REAIS),
    )
    table = Table("meses", "Mês a mês", columns, rows)
    charts = tuple(_charts(table))
    section = ReportSection(
        "meses", "Doze meses", tables=("meses",), charts=tuple(chart.key for chart in charts), sheet="Resumo"
    )
    return ReportPart(section, tables=(table,), charts=charts)


def _month(
    months: Run, period: Period, keys: tuple[str, ...], values: Mapping[int, Mapping[str, Value]]
) -> tuple[Cell, ...]:
    now, year = values[period.start], values.get(period.year_before().start)
    return (
        period.label,
        months.coverage.complete(period),
        *(plain(now[key].exact) for key in keys),
        None if year is None else plain(year["receita"].exact),
    )


def _charts(table: Table) -> Iterator[ColumnChart]:
    at = {column.key: place for place, column in enumerate(table.columns)}
    labels = tuple(str(row[at["mes"]]) for row in table.rows)
    unfinished = frozenset(n for n, row in enumerate(table.rows) if not row[at["completo"]])

    def measure(key: str, label: str, sign: int = 1) -> ColumnSeries:
        cells = (row[at[key]] for row in table.rows)
        return ColumnSeries(label, tuple(cell * sign if isinstance(cell, int | float) else None for cell in cells))

    before = measure("receita_ano_anterior", "um ano antes")
    lines = (before,) if any(one is not None for one in before.values) else ()
    revenue = (measure("receita", "receita"),)
    yield ColumnChart("receita_mensal", "Receita por mês", Unit.REAIS, labels, revenue, lines, unfinished)
    if {"clientes_fim", "novos", "reativados", "perdidos"} <= set(at):
        cells = [[row[at[key]] for key in ("clientes_fim", "novos", "reativados")] for row in table.rows]
        stayed = tuple(_stayed(row) for row in cells)
        parts = (
            ColumnSeries("ficaram", stayed),
            measure("novos", "novos"),
            measure("reativados", "voltaram"),
            measure("perdidos", "perdidos", -1),
        )
        yield ColumnChart("clientes_por_mes", "Clientes ativos por mês", Unit.CUSTOMERS, labels, parts, (), unfinished)


def _stayed(cells: list[Cell]) -> float | None:
    """The active who were neither new nor back."""
    numbers = [one for one in cells if isinstance(one, int | float)]
    return numbers[0] - numbers[1] - numbers[2] if len(numbers) == len(cells) else None
