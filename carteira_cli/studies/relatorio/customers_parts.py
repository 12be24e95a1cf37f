"""Whom to call, who carries the revenue, and how sellers stand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.run import Run
from carteira_cli.customers.groups import Grouping
from carteira_cli.customers.selection import of_customers
from carteira_cli.days import to_date
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.evaluate import CENTS
from carteira_cli.narrative import PrintedFacts
from carteira_cli.narrative.words import clients, money, percent
from carteira_cli.report import Column, Kind, ReportSection, plain
from carteira_cli.rows import Rows
from carteira_cli.studies.asking import asking, studied, tables_of
from carteira_cli.studies.relatorio.part import ReportPart, indicators
from carteira_cli.studies.risco.study import ALL_IN_TIME
from carteira_cli.studies.vendedores.study import Sellers
from carteira_cli.units import Unit
from carteira_cli.words import TOTAL, agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table
    from carteira_cli.rows import Cell
    from carteira_cli.studies.study import Study

TO_CALL, TO_WIN_BACK, LARGEST = 15, 10, 10  # rows on a page; a workbook has all
SAID = ("segmento", "cidade")  # what a register may say of a customer that helps who calls
_COUNTED = ("clientes_inicio", "clientes_fim")  # of each seller: what her churn is of, and who is active


def attention(base: CustomerBase, found: Study) -> ReportPart:
    """Who is late, with what is at stake, by seller too; then who is worth winning back.

    Args:
        base: whose customers.
        found: what `risco` says of them.
    """
    shown = {"em_risco": TO_CALL, "inativos": TO_WIN_BACK, "por_vendedor": None}
    tables = tuple(
        replace(described(base, table), shown=shown[table.key])
        for table in tables_of(found, "em_risco", "por_vendedor", "inativos")
    )
    section = ReportSection(
        "atencao",
        "Quem precisa de atenção",
        tuple(_at_stake(PrintedFacts.of(found.readings))),
        tables=tuple(table.key for table in tables if table.rows),
        sheet="Ligar",
    )
    return ReportPart(section, found.readings, tables, notes=found.notes, warnings=found.warnings)


def described(base: CustomerBase, table: Table) -> Table:
    """A table of customers with the day of their last purchase and what the register says of them, where it does."""
    at = {column.key: place for place, column in enumerate(table.columns)}
    if CUSTOMER not in at:
        return table
    register = base.attributes(SAID)
    there = tuple(name for name in SAID if register[name].null_count() < register.height)
    columns = [*table.columns, *(Column(name, name.capitalize()) for name in there)]
    dated = "ultima_compra" not in at and "dias_sem_comprar" in at
    if dated:
        columns.append(Column("ultima_compra", "Última compra", kind=Kind.DATE))

    def rows(count: int) -> Iterator[tuple[Cell, ...]]:
        first = table.rows[:count]
        asked = pl.col(CUSTOMER).is_in([row[at[CUSTOMER]] for row in first])
        known = {row[0]: row[1:] for row in register.filter(asked).select(CUSTOMER, *there).iter_rows()}
        for row in first:
            last = _last_bought(base, row[at["dias_sem_comprar"]]) if dated else None
            yield *row, *known.get(row[at[CUSTOMER]], (None,) * len(there)), *([last] if dated else [])

    return replace(table, columns=tuple(columns), rows=Rows(len(table.rows), rows))


def _last_bought(base: CustomerBase, days: Cell) -> str | None:
    return to_date(base.period.last - days).isoformat() if isinstance(days, int) else None


def _at_stake(facts: PrintedFacts) -> Iterator[str]:
    count, at_stake = facts.amount("clientes_em_risco"), facts.amount("receita_em_risco")
    expected = facts.amount("perda_esperada")
    if not count or at_stake is None:
        yield ALL_IN_TIME
        return
    loss = "" if expected is None else f"; a perda esperada é de {money(expected)} por mês"
    yield (
        f"{clients(count)} {agree(round(count), 'está', 'estão')} há mais tempo sem comprar que o seu costume: "
        f"{money(at_stake)} por mês em jogo{loss}."
    )


def concentration(base: CustomerBase) -> ReportPart:
    """The 80/20 curve with its sentence, the classes, and the largest customers.

    Raises:
        CarteiraError: there are no sales.
    """
    found = indicators(base, "pareto")
    tables = tuple(
        replace(_changed(base, table), shown=LARGEST) if table.key == "maiores" else table
        for table in tables_of(found, "abc", "maiores")
    )
    facts = PrintedFacts.of(found.readings)
    top, few = facts.amount("receita_top20"), facts.amount("clientes_80")
    said = []
    if top is not None and few is not None:
        said = [f"Os 20 % maiores clientes trazem {percent(top)} da receita; {percent(few)} de todos bastam para 80 %."]
    section = ReportSection(
        "concentracao",
        "Quem sustenta a receita",
        tuple(said),
        tables=tuple(table.key for table in tables if table.rows),
        charts=("curva",) if found.charts else (),
        sheet="Concentração",
    )
    return ReportPart(section, found.readings, tables, found.charts, found.notes, found.warnings)


def _changed(base: CustomerBase, table: Table) -> Table:
    """Customers with their revenue of the period compared with, and the change since; of two whole periods alone."""
    asked = asking(base, "resumo", comparar=base.config.question.comparar or "anterior")
    before, coverage = asked.compared, Run("resumo", asked, ()).coverage
    if before is None or not coverage.complete(asked.asked) or not coverage.complete(before):
        return table
    span = asked.span(before)
    panel = of_customers(asked.panel({"antes": span.net(span.period.start, span.period.end)}).lazy(), asked).collect()
    at = {column.key: place for place, column in enumerate(table.columns)}

    def rows(count: int) -> Iterator[tuple[Cell, ...]]:
        first = table.rows[:count]
        here = pl.col(CUSTOMER).is_in([row[at[CUSTOMER]] for row in first])
        known = dict(panel.filter(here).select(CUSTOMER, "antes").iter_rows())
        for row in first:
            cents, now = known.get(row[at[CUSTOMER]]) or 0, row[at["receita"]]
            then = plain(Fraction(cents, CENTS))
            rise = Fraction(str(now)) * CENTS / cents - 1 if isinstance(now, int | float) and cents > 0 else None
            yield *row, then, plain(rise)

    columns = (
        Column("receita_anterior", f"Receita em {before.label}", Unit.REAIS),
        Column("variacao", "Variação", Unit.FRACTION),
    )
    return replace(table, columns=(*table.columns, *columns), rows=Rows(len(table.rows), rows))


def sellers(base: CustomerBase, risk: Study) -> ReportPart:
    """Each seller's portfolio, largest revenue first, with how many customers her rates are of, and what is at stake.

    Args:
        base: whose customers.
        risk: what `risco` says of them.

    Raises:
        CarteiraError: no file says who sells.
    """
    found = studied(base, "vendedores")
    tables = tuple(_with_risk(_counted(base, table), risk) for table in tables_of(found, "vendedores"))
    section = ReportSection(
        "vendedores",
        "Vendedores",
        tuple(_sellers_say(tables[0])),
        tables=("vendedores",),
        sheet="Vendedores",
    )
    return ReportPart(section, (), tables, notes=found.notes, warnings=found.warnings)


def _counted(base: CustomerBase, table: Table) -> Table:
    """Sellers with how many of their customers were active at the start, which is what churn is of, and at the end."""
    asked = asking(base, "vendedores")
    swept = Run("vendedores", asked, _COUNTED, Grouping(asked, (Sellers(asked).dimension,))).swept
    counts = {group[0]: values for group, values in swept.groups[0].items()} | {TOTAL: swept.totals[0]}
    columns = tuple(Column(key, catalogue()[key].title, catalogue()[key].unit) for key in _COUNTED)

    def of(row: tuple[Cell, ...]) -> Iterator[Cell]:
        values = counts.get(None if row[0] is None else str(row[0]))
        yield from (0 if values is None else plain(values[key].exact) if key in values else None for key in _COUNTED)

    rows = tuple((*row, *of(row)) for row in table.rows)
    return replace(table, columns=(*table.columns, *columns), rows=rows)


def _with_risk(table: Table, risk: Study) -> Table:
    """Sellers with the monthly revenue of their customers at risk; 0 of one who has none."""
    of_sellers = tables_of(risk, "por_vendedor")
    if not of_sellers:
        return table
    at = {column.key: place for place, column in enumerate(of_sellers[0].columns)}
    stakes = {row[at["vendedor"]]: row[at["receita_mensal"]] for row in of_sellers[0].rows}
    total = PrintedFacts.of(risk.readings).amount("receita_em_risco")
    column = Column("receita_em_risco", "Receita em risco", Unit.REAIS_PER_MONTH)
    rows = tuple((*row, total if row[0] == TOTAL else stakes.get(row[0], 0.0)) for row in table.rows)
    return replace(table, columns=(*table.columns, column), rows=rows)


def _sellers_say(table: Table) -> Iterator[str]:
    at = {column.key: place for place, column in enumerate(table.columns)}
    goals = [row[at["atingimento"]] for row in table.rows[:-1]]
    known = [goal for goal in goals if isinstance(goal, int | float)]
    if known:
        reached = sum(goal >= 1 for goal in known)
        came = agree(reached, "chegou", "chegaram")
        yield f"{counted(reached, 'vendedor', 'vendedores')} de {len(known)} com meta {came} a ela."
