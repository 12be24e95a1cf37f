"""How customers stay, what they are like, how often they buy, and how leads become customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.chart import Tile, Tiles
from carteira_cli.narrative import Facts
from carteira_cli.narrative.words import percent
from carteira_cli.report import Section
from carteira_cli.studies.relatorio.part import Part, indicators, studied, tables_of
from carteira_cli.units import Unit, show
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table

COLUMNS = 12  # ages of a heat map that a page holds


def cohorts(base: CustomerBase) -> Part:
    """Cohorts by quarter, the average in a sentence.

    Raises:
        CarteiraError: there are no sales.
    """
    found = studied(base, "coortes", coorte="trimestre")
    tables = tables_of(found, "curva", "coortes")
    charts = tuple(chart for chart in found.charts if chart.key == "mapa_clientes")
    section = Section(
        "coortes",
        "Quem fica",
        tuple(_stay(tables[0])),
        tables=("curva",),
        charts=tuple(chart.key for chart in charts),
        sheet="Coortes",
    )
    return Part(section, (), tables, charts, found.notes, found.warnings)


def _stay(average: Table) -> Iterator[str]:
    at = {column.key: place for place, column in enumerate(average.columns)}
    by_age = {row[at["idade"]]: row[at["fracao"]] for row in average.rows}
    said = [f"{percent(share)} no {age}º" for age in (1, 4) if isinstance(share := by_age.get(age), int | float)]
    if said:
        yield f"De quem faz a primeira compra num trimestre, compram de novo {' e '.join(said)} trimestre depois."


def segments(base: CustomerBase) -> Part:
    """RFM segments as tiles by revenue, with what to do, and who moved.

    Raises:
        CarteiraError: there are no sales.
    """
    found = studied(base, "rfm")
    tables = tables_of(found, "segmentos", "migracao")
    section = Section(
        "segmentos",
        "Que clientes são",
        tuple(_largest(tables[0])),
        tables=tuple(table.key for table in tables),
        charts=("segmentos",),
        sheet="Segmentos",
    )
    return Part(section, (), tables, (_tiles(tables[0]),), found.notes, found.warnings)


def _tiles(table: Table) -> Tiles:
    at = {column.key: place for place, column in enumerate(table.columns)}
    tiles = [
        Tile(str(row[at["segmento"]]), float(value), _of(row[at["clientes"]]))
        for row in table.rows
        if isinstance(value := row[at["receita"]], int | float) and value > 0
    ]
    tiles.sort(key=lambda tile: -tile.value)
    return Tiles("segmentos", "Receita por segmento", Unit.REAIS, tuple(tiles))


def _of(count: object) -> str:
    return counted(count, "cliente") if isinstance(count, int) else ""


def _largest(table: Table) -> Iterator[str]:
    at = {column.key: place for place, column in enumerate(table.columns)}
    ranked = sorted(
        (row for row in table.rows if isinstance(row[at["fracao_receita"]], int | float)),
        key=lambda row: -float(row[at["fracao_receita"]] or 0),
    )
    if ranked:
        first = ranked[0]
        share = first[at["fracao_receita"]]
        yield (
            f"O segmento {first[at['segmento']]} traz {percent(float(share or 0))} da receita, com "
            f"{_of(first[at['clientes']])}."
        )


def cycle(base: CustomerBase) -> Part:
    """How often customers buy, beside the window in use.

    Raises:
        CarteiraError: there are no sales.
    """
    found = studied(base, "ciclo")
    facts = Facts.of(found.readings)
    usual, late = facts.amount("intervalo_mediano"), facts.amount("recompra_p90")
    said = []
    if usual is not None:
        more = "" if late is None else f"; 90 % das recompras vêm em até {show(late, Unit.DAYS)}"
        often = f"Compra-se, no meio, a cada {show(usual, Unit.DAYS)}{more}"
        said = [f"{often}; aqui é inativo quem passa de {base.window.words} sem comprar."]
    section = Section(
        "ciclo",
        "De quanto em quanto tempo se compra",
        tuple(said),
        tables=("janelas",),
        charts=tuple(chart.key for chart in found.charts),
        sheet="Ciclo",
    )
    return Part(section, found.readings, tables_of(found, "janelas"), found.charts, found.notes, found.warnings)


def funnel(base: CustomerBase) -> Part:
    """Leads that became customers, by where they came from.

    Raises:
        CarteiraError: there are no leads.
    """
    found = indicators(base, "conversao")
    facts = Facts.of(found.readings)
    share, leads = facts.amount("conversao"), facts.amount("leads")
    said = (
        ()
        if share is None or leads is None
        else (f"De {counted(round(leads), 'lead')}, {percent(share)} viraram clientes.",)
    )
    section = Section("funil", "De lead a cliente", said, tables=("por_origem",), sheet="Funil")
    return Part(section, found.readings, tables_of(found, "por_origem"), (), found.notes, found.warnings)


def contracts(base: CustomerBase) -> Part:
    """Contracts that end in the next days.

    Raises:
        CarteiraError: there are no contracts.
    """
    found = studied(base, "renovacoes")
    section = Section(
        "contratos",
        "Contratos a renovar",
        found.answer,
        tables=tuple(table.key for table in found.tables),
        sheet="Contratos",
    )
    return Part(section, found.readings, found.tables, found.charts, found.notes, found.warnings)
