"""How customers stay, what they are like, how often they buy, and how leads become customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.run import Run
from carteira_cli.chart import Tile, Tiles
from carteira_cli.narrative import PrintedFacts
from carteira_cli.narrative.words import money, percent
from carteira_cli.period import parse_period
from carteira_cli.report import Column, ReportSection, Table
from carteira_cli.studies.asking import asking, studied, tables_of
from carteira_cli.studies.relatorio.part import ReportPart, indicators, months_to
from carteira_cli.units import Unit, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase

WATCHED = ("Campeões", "Em risco")  # segments whose comings and goings are told
YEAR = 12  # months of leads
COLUMNS = 12  # ages of a heat map that a page holds


def cohorts(base: CustomerBase) -> ReportPart:
    """Cohorts by quarter, the average in a sentence.

    Raises:
        CarteiraError: there are no sales.
    """
    found = studied(base, "coortes", coorte="trimestre")
    tables = tables_of(found, "curva", "coortes")
    charts = tuple(chart for chart in found.charts if chart.key == "mapa_clientes")
    section = ReportSection(
        "coortes",
        "Quem fica",
        tuple(_stay(tables[0])),
        tables=("curva",),
        charts=tuple(chart.key for chart in charts),
        sheet="Coortes",
    )
    return ReportPart(section, (), tables, charts, found.notes, found.warnings)


def _stay(average: Table) -> Iterator[str]:
    at = {column.key: place for place, column in enumerate(average.columns)}
    by_age = {row[at["idade"]]: row[at["fracao"]] for row in average.rows}
    said = [f"{percent(share)} no {age}º" for age in (1, 4) if isinstance(share := by_age.get(age), int | float)]
    if said:
        yield f"De quem faz a primeira compra num trimestre, compram de novo {' e '.join(said)} trimestre depois."


def segments(base: CustomerBase) -> ReportPart:
    """RFM segments as tiles by revenue, with what to do, and who moved.

    Raises:
        CarteiraError: there are no sales.
    """
    found = studied(base, "rfm")
    tables = tables_of(found, "segmentos", "migracao")
    tables = (*tables, *(_movement(table) for table in tables if table.key == "migracao"))
    section = ReportSection(
        "segmentos",
        "Que clientes são",
        tuple(_largest(tables[0])),
        tables=tuple(table.key for table in tables),
        charts=("segmentos",),
        sheet="Segmentos",
    )
    return ReportPart(section, (), tables, (_tiles(tables[0]),), found.notes, found.warnings)


def _movement(migration: Table) -> Table:
    """Of the segments that one watches, who came and who went since, and where from and where to most of them."""
    at = {column.key: place for place, column in enumerate(migration.columns)}
    moves = [
        (str(row[at["de"]]), str(row[at["para"]]), count)
        for row in migration.rows
        if isinstance(count := row[at["clientes"]], int)
    ]
    rows = []
    for name in WATCHED:
        came = [(origin, count) for origin, now, count in moves if now == name != origin]
        went = [(now, count) for origin, now, count in moves if origin == name != now]
        stayed = sum(count for origin, now, count in moves if origin == now == name)
        gained, lost = (sum(count for _, count in some) for some in (came, went))
        rows.append((name, stayed + lost, gained, _most(came), lost, _most(went), stayed + gained))
    columns = (
        Column("segmento", "Segmento"),
        Column("eram", migration.columns[at["de"]].title, Unit.CUSTOMERS),
        Column("entraram", "Entraram", Unit.CUSTOMERS),
        Column("vindos_de", "Mais vindos de"),
        Column("sairam", "Saíram", Unit.CUSTOMERS),
        Column("idos_para", "Mais idos para"),
        Column("sao", "Agora", Unit.CUSTOMERS),
    )
    return Table("movimento", "Quem entrou e quem saiu", columns, tuple(rows))


def _most(moves: list[tuple[str, int]]) -> str:
    """`Leais (12)`: the most of some moves, ties by name; nothing without any."""
    name, count = min(moves, key=lambda move: (-move[1], move[0]), default=("", 0))
    return f"{name} ({count})" if count else ""


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


def cycle(base: CustomerBase) -> ReportPart:
    """How often customers buy, beside the window in use.

    Raises:
        CarteiraError: there are no sales.
    """
    found = studied(base, "ciclo")
    facts = PrintedFacts.of(found.readings)
    usual, late = facts.amount("intervalo_mediano"), facts.amount("recompra_p90")
    said = []
    if usual is not None:
        more = "" if late is None else f"; 90 % das recompras vêm em até {show(late, Unit.DAYS)}"
        often = f"O intervalo mediano entre compras é de {show(usual, Unit.DAYS)}{more}"
        said = [f"{often}; aqui é inativo {_inactive(base)}."]
    section = ReportSection(
        "ciclo",
        "De quanto em quanto tempo se compra",
        tuple(said),
        tables=("janelas",),
        charts=tuple(chart.key for chart in found.charts),
        sheet="Ciclo",
    )
    return ReportPart(section, found.readings, tables_of(found, "janelas"), found.charts, found.notes, found.warnings)


def _inactive(base: CustomerBase) -> str:
    """Who is inactive, in words."""
    return (
        "quem não cumpre a sua regra de atividade" if base.rules else f"quem passa de {base.window.words} sem comprar"
    )


def funnel(base: CustomerBase) -> ReportPart:
    """Leads that became customers, by where they came from: of a year, those that had the time that it usually takes.

    Raises:
        CarteiraError: there are no leads.
    """
    term = usual_term(base)
    if term is None:
        found, when = indicators(base, "conversao"), "no período"
    else:
        found = indicators(base, "conversao", periodo=months_to(base, YEAR), prazo=term, comparar="nenhum")
        when = f"em até {counted(term, 'dia')}, dos criados nos últimos {YEAR} meses que já tiveram esse tempo"
    facts = PrintedFacts.of(found.readings)
    share, leads = facts.amount("conversao"), facts.amount("leads")
    said = () if share is None or not leads else (f"{percent(share)} dos leads viraram clientes {when}.",)
    said = (*said, *_pipeline(tables_of(found, "funil_ponderado", "calibracao_funil"), base.as_of))
    tables = tables_of(found, "por_origem", "tempo_na_etapa", "funil_ponderado")
    keys = tuple(table.key for table in tables)
    section = ReportSection("funil", "De lead a cliente", said, tables=keys, sheet="Funil")
    return ReportPart(section, (), tables, (), found.notes, found.warnings)


def _pipeline(tables: tuple[Table, ...], as_of: int) -> Iterator[str]:
    """What the open leads are worth, never without what the same account of the earliest month came to."""
    by_key = {table.key: [dict(zip(_keys(table), row, strict=True)) for row in table.rows] for table in tables}
    now = by_key.get("funil_ponderado", [])
    worth = sum(value for one in now if isinstance(value := one["valor_ponderado"], int | float))
    leads = sum(_count(one["abertos"]) - _count(one["sem_valor"]) for one in now)
    if not worth or not leads:
        return
    told = f"{money(worth)} pela taxa de ganho da etapa em que {agree(leads, 'está', 'estão')}"
    who = f"{agree(leads, 'o lead', f'os {number(leads, 0)} leads')} em aberto {agree(leads, 'vale', 'valem')}"
    said = f"Em {date_of(as_of)}, {who} {told}"
    then = next((one for one in by_key.get("calibracao_funil", []) if one["previsto"]), None)
    if then is None:
        yield f"{said}; não há mês passado em que se possa conferir essa conta."
        return
    expected, came = (float(then[key] or 0) for key in ("previsto", "ganho"))
    day = date_of(parse_period(str(then["mes"])).last)
    yield (
        f"{said}; em {day} a mesma conta dizia {money(expected)}, e aqueles leads trouxeram desde então {money(came)} "
        f"({percent(came / expected)})."
    )


def _keys(table: Table) -> tuple[str, ...]:
    return tuple(column.key for column in table.columns)


def _count(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def usual_term(base: CustomerBase) -> int | None:
    """The days that a lead has: as told, or those in which nine in ten conversions come; None where none is known."""
    if base.config.rules.prazo:
        return base.config.rules.prazo
    book = Run("conversao", asking(base, "conversao")).lead_book if "leads" in base.ledgers else None
    return book.term if book else None


def contracts(base: CustomerBase) -> ReportPart:
    """Contracts that end in the next days.

    Raises:
        CarteiraError: there are no contracts.
    """
    found = studied(base, "renovacoes")
    section = ReportSection(
        "contratos",
        "Contratos a renovar",
        found.answer,
        tables=tuple(table.key for table in found.tables),
        sheet="Contratos",
    )
    return ReportPart(section, found.readings, found.tables, found.charts, found.notes, found.warnings)
