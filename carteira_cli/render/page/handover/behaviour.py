"""How customers stay, what they are like, how often they buy, and how leads become customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.chart import HeatMap, Histogram, Tiles
from carteira_cli.errors import visible
from carteira_cli.render import figures
from carteira_cli.render.page.handover import tiles
from carteira_cli.render.page.handover.blocks import Head, PageGrid, Picture, Row, Spot
from carteira_cli.render.page.handover.records import MOST, cut, filled, joined, more, records, tables
from carteira_cli.render.shown import count_and_share
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.render.page.handover.blocks import Block
    from carteira_cli.report import Report, ReportSection, Table

COLUMNS = ROWS = 12  # of cohorts: what a sheet holds
PHONE = 5  # of them on a phone
SHADES = 10
FEW = 20  # leads below which a rate says little


def cohorts(report: Report, section: ReportSection) -> Iterator[Block]:
    """The heat map, the average first."""
    chart = next((one for one in report.charts if one.key in section.charts and isinstance(one, HeatMap)), None)
    if chart is None:
        return
    first = 1 if chart.columns[:1] == ("0",) and len(chart.columns) > 1 else 0  # at age 0 all have bought
    ages = chart.columns[first : first + COLUMNS]
    average = _average(tables(report).get("curva"))
    heads = (Head("Primeira compra"), *(_age(place, age) for place, age in enumerate(ages)))
    rows = [(Spot("Média"), *(_shaded(average.get(age)) for age in ages))] if average else []
    told = [
        (name, values[first : first + COLUMNS])
        for name, values in zip(chart.rows, chart.values, strict=True)
        if any(value is not None for value in values[first:])
    ]
    for name, values in told[-ROWS:]:
        label, _, size = name.partition(" (")
        of = counted(int(size.rstrip(")").replace(".", "")), "cliente") if size.rstrip(")").isdigit() else ""
        rows.append((Spot(figures.short_period(label), of), *(_shaded(value) for value in values)))
    older = len(told) - ROWS
    said = f"Mais {counted(older, 'coorte')} antes destas, na planilha. " if older > 0 else ""
    note = (
        f"{said}+1 é o trimestre seguinte ao da primeira compra; quanto mais escuro, mais clientes voltaram a comprar."
    )
    yield PageGrid("t-coortes", visible(chart.title), heads, tuple(rows), note, look="heat")


def _age(place: int, age: str) -> Head:
    return Head(f"+{age}", number=True, phone=place < PHONE)


def _average(table: Table | None) -> Mapping[str, float | None]:
    if table is None:
        return {}
    return {one.text("idade"): one.number("fracao") for one in records(table)}


def _shaded(value: float | None) -> Spot:
    if value is None:
        return Spot("")
    return Spot(figures.percent(value), shade=min(max(round(value * SHADES), 0), SHADES))


def segments(report: Report, section: ReportSection) -> Iterator[Block]:
    """Tiles, the segments with what to do, and who came and went."""
    known = tables(report)
    table = known.get("segmentos")
    chart = next((one for one in report.charts if one.key in section.charts and isinstance(one, Tiles)), None)
    if table is None:
        return
    rows = records(table)
    if chart is not None and chart.tiles:
        actions = {one.text("segmento"): one.text("o_que_fazer") for one in rows}
        drawn = tiles.drawing(chart, "t-segmentos", actions)
        yield Picture(
            f"g-{chart.key}", f"{visible(chart.title)}: cada área é o que o segmento traz", drawn, look="tiles"
        )
    heads = (
        Head("Segmento"),
        Head("Clientes", number=True, phone=True),
        Head("Receita", number=True, phone=True),
        Head("% da receita", bar=True),
        Head("O que fazer"),
    )
    cells = tuple(
        (
            Spot(one.text("segmento")),
            Spot(one.text("clientes")),
            Spot(one.text("receita")),
            Spot(one.text("fracao_receita"), bar=one.number("fracao_receita")),
            Spot(one.text("o_que_fazer")),
        )
        for one in sorted(rows, key=lambda one: -(one.number("receita") or 0.0))
    )
    yield PageGrid("t-segmentos", "Os segmentos e o que fazer com cada um", heads, cells)
    if "movimento" in section.tables:
        yield _movement(known["movimento"], report)


def _movement(table: Table, report: Report) -> PageGrid:
    then = figures.short_period(report.compared_with.label) if report.compared_with else "Antes"
    heads = (
        Head("Segmento"),
        Head(f"Em {then}" if report.compared_with else then, number=True),
        Head("Entraram", number=True, phone=True),
        Head("Saíram", number=True, phone=True),
        Head("Agora", number=True),
    )
    rows = tuple(
        (
            Spot(one.text("segmento")),
            Spot(one.text("eram")),
            Spot(one.text("entraram"), joined(("mais de", one.text("vindos_de")), " ") if one.has("vindos_de") else ""),
            Spot(one.text("sairam"), joined(("mais para", one.text("idos_para")), " ") if one.has("idos_para") else ""),
            Spot(one.text("sao")),
        )
        for one in records(table)
    )
    return PageGrid("t-movimento", "Quem entrou e quem saiu", heads, rows)


def cycle(report: Report, section: ReportSection) -> Iterator[Block]:
    """Days between purchases with what lies where, then what became of those whom each window calls lost."""
    beside: list[PageGrid | Picture] = []
    chart = next((one for one in report.charts if one.key in section.charts and isinstance(one, Histogram)), None)
    if chart is not None:
        total, most = sum(one.count for one in chart.bins), max((one.count for one in chart.bins), default=0)
        heads = (Head("Dias entre compras"), Head("Compras", bar=True, phone=True))
        rows = tuple(
            (
                Spot(visible(one.label), visible(one.mark)),
                Spot(count_and_share(one.count, total), bar=one.count / most if most else 0.0),
            )
            for one in chart.bins
        )
        beside.append(PageGrid(f"t-{chart.key}", visible(chart.title), heads, rows, look="mark"))
    table = tables(report).get("janelas")
    if table is not None and "janelas" in section.tables:
        beside.append(_windows(table))
    if beside:
        yield Row(tuple(beside))


def _windows(table: Table) -> PageGrid:
    of_loss = next((one.title for one in table.columns if one.key == "fracao_voltaram_logo"), "")
    heads = (
        Head("Inativo depois de"),
        Head("Perdas", number=True, phone=True),
        Head("Voltaram", number=True),
        Head(visible(of_loss), bar=True, phone=True),
    )
    rows = tuple(
        (
            Spot(_window(one.text("janela")), one.text("marca")),
            Spot(one.text("perdas")),
            Spot(one.text("voltaram")),
            Spot(one.text("fracao_voltaram_logo"), bar=one.number("fracao_voltaram_logo")),
        )
        for one in records(table)
    )
    return PageGrid("t-janelas", "Se o prazo fosse outro: quem voltou", heads, rows, look="mark")


def _window(label: str) -> str:
    unit = {"d": " dias", "m": " meses"}.get(label[-1:], "")
    return label[:-1] + unit if unit else label


def funnel(report: Report, section: ReportSection) -> Iterator[Block]:
    """Leads by where they came from, beside how long they stay in each stage; a rate of few leads in grey."""
    known = tables(report)
    makers = {"por_origem": _by_origin, "tempo_na_etapa": _stages}
    beside = tuple(make(known[key]) for key, make in makers.items() if key in section.tables)
    if len(beside) > 1:
        yield Row(beside)
    else:
        yield from beside


def _stages(table: Table) -> PageGrid:
    heads = (
        Head("Etapa"),
        Head("Entradas", number=True, phone=True),
        Head("Avançaram", number=True),
        Head("Ainda lá", number=True),
        Head("Metade avança em", number=True, phone=True),
    )
    keys = ("entradas", "avancaram", "ainda_la", "mediana")
    rows = tuple(
        (Spot(cut(one.text("etapa"))), *(Spot(one.text(key), faint=not one.has(key)) for key in keys))
        for one in records(table, MOST)
    )
    return PageGrid("t-tempo_na_etapa", visible(table.title), heads, rows, more(table, MOST, "etapa"))


def _by_origin(table: Table) -> PageGrid:
    timed = "mediana" in filled(table)
    counted_leads = "maduros" if any(column.key == "maduros" for column in table.columns) else "leads"
    heads = (
        Head("Origem"),
        Head("Leads", number=True, phone=True),
        Head("Convertidos", number=True),
        Head("Conversão", number=True, phone=True),
        *([Head("Dias até converter", number=True)] if timed else []),
    )
    rows = tuple(
        (
            Spot(cut(one.text("origem"))),
            Spot(one.text(counted_leads)),
            Spot(one.text("convertidos")),
            Spot(
                one.text("conversao"),
                f"entre {one.text('de')} e {one.text('ate')}" if one.has("de") else "",
                faint=(one.number(counted_leads) or 0) < FEW,
            ),
            *([Spot(one.text("mediana"), faint=not one.has("mediana"))] if timed else []),
        )
        for one in records(table, MOST)
    )
    grey = any(spot.faint for row in rows for spot in row[:4])
    told = f"Em cinza: taxas de menos de {FEW} leads, que dizem pouco." if grey else ""
    note = joined((more(table, MOST, "origem"), told), " ")
    return PageGrid("t-por_origem", "Por origem", heads, rows, note)
