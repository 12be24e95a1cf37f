"""Whom to call, who carries the revenue, and how sellers stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.narrative import Facts
from carteira_cli.narrative.words import clients, money, percent
from carteira_cli.report import Section
from carteira_cli.studies.relatorio.part import Part, indicators, studied, tables_of
from carteira_cli.studies.risco.study import told
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table
    from carteira_cli.studies.risco.risk import Risk

TO_CALL, TO_WIN_BACK, LARGEST = 15, 10, 10  # rows on a page; a workbook has all
FEW = 20  # customers below which a seller's rate says little


def attention(risk: Risk) -> Part:
    """Who is late, with what is at stake, by seller too; then who is worth winning back."""
    found = told(risk)
    shown = {"em_risco": TO_CALL, "inativos": TO_WIN_BACK, "por_vendedor": None}
    tables = tuple(
        replace(table, shown=shown[table.key]) for table in tables_of(found, "em_risco", "por_vendedor", "inativos")
    )
    section = Section(
        "atencao",
        "Quem precisa de atenção",
        tuple(_at_stake(Facts.of(found.readings))),
        tables=tuple(table.key for table in tables if table.rows),
        sheet="Ligar",
    )
    return Part(section, found.readings, tables, notes=found.notes, warnings=found.warnings)


def _at_stake(facts: Facts) -> Iterator[str]:
    count, at_stake = facts.amount("clientes_em_risco"), facts.amount("receita_em_risco")
    expected = facts.amount("perda_esperada")
    if not count or at_stake is None:
        yield "Nenhum cliente ativo está mais atrasado que o seu costume."
        return
    loss = "" if expected is None else f"; a perda esperada é de {money(expected)} por mês"
    yield (
        f"{clients(count)} {agree(round(count), 'está', 'estão')} há mais tempo sem comprar que o seu costume: "
        f"{money(at_stake)} por mês em jogo{loss}."
    )


def concentration(base: CustomerBase) -> Part:
    """The 80/20 curve with its sentence, the classes, and the largest customers.

    Raises:
        CarteiraError: there are no sales.
    """
    found = indicators(base, "pareto")
    tables = tuple(
        replace(table, shown=LARGEST) if table.key == "maiores" else table
        for table in tables_of(found, "abc", "maiores")
    )
    facts = Facts.of(found.readings)
    top, few = facts.amount("receita_top20"), facts.amount("clientes_80")
    said = []
    if top is not None and few is not None:
        said = [f"Os 20 % maiores clientes trazem {percent(top)} da receita; {percent(few)} deles bastam para 80 %."]
    section = Section(
        "concentracao",
        "Quem sustenta a receita",
        tuple(said),
        tables=tuple(table.key for table in tables if table.rows),
        charts=("curva",) if found.charts else (),
        sheet="Concentração",
    )
    return Part(section, found.readings, tables, found.charts, found.notes, found.warnings)


def sellers(base: CustomerBase) -> Part:
    """Each seller's portfolio, largest revenue first.

    Raises:
        CarteiraError: no file says who sells.
    """
    found = studied(base, "vendedores")
    tables = tables_of(found, "vendedores")
    section = Section(
        "vendedores",
        "Vendedores",
        tuple(_sellers_say(tables[0])),
        tables=("vendedores",),
        sheet="Vendedores",
    )
    return Part(section, (), tables, notes=found.notes, warnings=found.warnings)


def _sellers_say(table: Table) -> Iterator[str]:
    at = {column.key: place for place, column in enumerate(table.columns)}
    goals = [row[at["atingimento"]] for row in table.rows[:-1]]
    known = [goal for goal in goals if isinstance(goal, int | float)]
    if known:
        reached = sum(goal >= 1 for goal in known)
        came = agree(reached, "chegou", "chegaram")
        yield f"{counted(reached, 'vendedor', 'vendedores')} de {len(known)} com meta {came} a ela."
