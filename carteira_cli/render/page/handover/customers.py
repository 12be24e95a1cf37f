"""Whom to call, who carries the revenue, and how sellers stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.chart import Curve
from carteira_cli.render import figures
from carteira_cli.render.page.handover import curve
from carteira_cli.render.page.handover.blocks import Head, PageGrid, Picture, Row, Spot
from carteira_cli.render.page.handover.records import MOST, customer, cut, filled, joined, more, records, tables
from carteira_cli.units import Depth, Unit
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.render.page.handover.blocks import Block
    from carteira_cli.render.page.handover.records import TableRecord
    from carteira_cli.report import Report, ReportSection, Table

FEW = 20  # customers below which a rate says little
TOTAL = "(total)"
MANY = 2.0  # a rise beyond which no share is told of it
PLACE = 40  # letters of a seller, a segment or a town beside a name


def attention(report: Report, section: ReportSection) -> Iterator[Block]:
    """Who is late, how much of it is each seller's, who is worth winning back."""
    made = {"em_risco": _late, "por_vendedor": _by_seller, "inativos": _inactive}
    for key in section.tables:
        table = tables(report).get(key)
        if table is not None and table.rows and key in made:
            yield made[key](table)


def _who(record: TableRecord) -> Spot:
    """A customer by name, else by key, with segment and city beneath where they are known."""
    where = (cut(record.text(key), PLACE) for key in ("segmento", "cidade"))
    return Spot(customer(record), joined(where))


def _chance(record: TableRecord, key: str) -> Spot:
    share = record.number(key)
    return Spot(record.text(key), bar=share)


def _late(table: Table) -> PageGrid:
    most = table.shown or MOST
    seller = len({one.text("vendedor") for one in records(table, most)}) > 1  # of one alone the head says the name
    # What orders the list is what is shown beside it: the chance that a screen has.
    by_model = any(one.key == "chance_modelo" and one.depth is Depth.SCREEN for one in table.columns)
    heads = (
        Head("Cliente"),
        *([Head("Vendedor")] if seller else []),
        Head("Última compra", short=True),
        Head("Parado há", phone=True, short=True),
        Head("R$ por mês", number=True, phone=True),
        Head("Chance de perda", bar=True),
        Head("Valor em risco" if by_model else "Perda esperada", number=True),
    )
    rows = tuple(
        (
            _who(one),
            *([Spot(cut(one.text("vendedor"), PLACE))] if seller else []),
            Spot(one.text("ultima_compra")),
            Spot(_late_by(one)),
            Spot(one.text("receita_mensal")),
            _chance(one, "chance_modelo" if by_model else "chance_de_perda"),
            Spot(one.text("valor_em_risco" if by_model else "perda_esperada")),
        )
        for one in records(table, most)
    )
    return PageGrid("t-em_risco", "Para ligar", heads, rows, more(table, most, "cliente"), look="call losing")


def _late_by(record: TableRecord) -> str:
    """`35 dias; costuma 8`."""
    usual = record.text("intervalo_usual").removesuffix("\u00a0dias")
    return f"{record.text('dias_sem_comprar')}; costuma {usual}" if record.has("intervalo_usual") else _days(record)


def _days(record: TableRecord) -> str:
    return record.text("dias_sem_comprar")


def _by_seller(table: Table) -> PageGrid:
    heads = (
        Head("Vendedor"),
        Head("Clientes", number=True, phone=True),
        Head("R$ por mês", number=True, phone=True),
        Head("Perda esperada", number=True),
    )
    rows = tuple(
        (
            Spot(cut(one.text("vendedor")) or "(sem vendedor)"),
            Spot(one.text("clientes")),
            Spot(one.text("receita_mensal")),
            Spot(one.text("perda_esperada")),
        )
        for one in records(table, MOST)
    )
    return PageGrid(
        "t-por_vendedor", "Quanto está em jogo com cada vendedor", heads, rows, more(table, MOST, "vendedor")
    )


def _inactive(table: Table) -> PageGrid:
    most = table.shown or MOST
    seller = len({one.text("vendedor") for one in records(table, most)}) > 1  # of one alone the head says the name
    heads = (
        Head("Cliente"),
        *([Head("Vendedor")] if seller else []),
        Head("Última compra", short=True),
        Head("Parado há", number=True, phone=True),
        Head("Receita de 365 dias", number=True, phone=True),
        Head("Chance de volta", bar=True),
        Head("Valor esperado", number=True),
    )
    rows = tuple(
        (
            _who(one),
            *([Spot(cut(one.text("vendedor"), PLACE))] if seller else []),
            Spot(one.text("ultima_compra")),
            Spot(_days(one)),
            Spot(one.text("receita_passada")),
            _chance(one, "chance_de_volta"),
            Spot(one.text("valor_esperado")),
        )
        for one in records(table, most)
    )
    title = "Para reconquistar"
    return PageGrid("t-inativos", title, heads, rows, more(table, most, "cliente"), look="call")


def concentration(report: Report, section: ReportSection) -> Iterator[Block]:
    """The curve beside the classes, then the largest customers."""
    known = tables(report)
    classes = _classes(known["abc"]) if "abc" in section.tables else None
    chart = next((one for one in report.charts if one.key in section.charts and isinstance(one, Curve)), None)
    beside: list[PageGrid | Picture] = []
    if chart is not None:
        drawn = curve.drawing(chart, classes.key if classes else "", dict(_crossings(report)))
        beside.append(Picture(f"g-{chart.key}", "Quanto da receita vem dos maiores", drawn, look="half"))
    if classes is not None:
        beside.append(classes)
    if beside:
        yield Row(tuple(beside))
    if "maiores" in section.tables:
        then = report.compared_with
        changed = then is not None and any(column.key == "variacao" for column in known["maiores"].columns)
        change = f"Em {figures.short_period(then.label)}" if then is not None and changed else ""
        yield _largest(known["maiores"], change)


def _crossings(report: Report) -> Iterator[tuple[str, tuple[float, float]]]:
    """Where the curve crosses 20 % of the customers and 80 % of the revenue, as the indicators have it."""
    values = {reading.key: reading.value for reading in report.readings}
    top, few = values.get("receita_top20"), values.get("clientes_80")
    if isinstance(top, int | float):
        yield f"20 % dos clientes: {figures.percent(top)} da receita", (0.2, float(top))
    if isinstance(few, int | float):
        yield f"{figures.percent(few)} dos clientes: 80 % da receita", (float(few), 0.8)


def _classes(table: Table) -> PageGrid:
    heads = (
        Head("Classe"),
        Head("Clientes", number=True, phone=True),
        Head("Receita", number=True, phone=True),
        Head("% da receita", bar=True),
    )
    rows = tuple(
        (
            Spot(one.text("classe")),
            Spot(one.text("clientes"), one.text("fracao_clientes")),
            Spot(one.text("receita")),
            Spot(one.text("fracao_receita"), bar=one.number("fracao_receita")),
        )
        for one in records(table)
    )
    return PageGrid("t-abc", "Classes ABC", heads, rows)


def _since(record: TableRecord) -> str:
    """`+16,8 %`; nothing of a rise of many times, which says less than the two amounts."""
    rise = record.number("variacao")
    return "" if rise is None or rise > MANY else figures.change(rise, Unit.FRACTION)


def _largest(table: Table, change: str) -> PageGrid:
    most = table.shown or MOST
    heads = (
        Head("Cliente"),
        Head("Classe"),
        Head("Receita", number=True, phone=True),
        Head("% da receita", bar=True, phone=True),
        Head("% até aqui", number=True),
        *([Head(change, number=True), Head("Desde então", number=True)] if change else []),
    )
    rows = tuple(
        (
            Spot(customer(one)),
            Spot(one.text("classe")),
            Spot(one.text("receita")),
            Spot(one.text("fracao_receita"), bar=one.number("fracao_receita")),
            Spot(one.text("fracao_acumulada")),
            *([Spot(one.text("receita_anterior")), Spot(_since(one))] if change else []),
        )
        for one in records(table, most)
    )
    return PageGrid(
        "t-maiores", f"Os {counted(len(rows), 'maior', 'maiores')}", heads, rows, more(table, most, "cliente")
    )


def sellers(report: Report, section: ReportSection) -> Iterator[Block]:
    """Revenue, goal, actives, churn and what is at stake; a rate of few customers in grey."""
    table = tables(report).get("vendedores")
    if table is None or "vendedores" not in section.tables:
        return
    there = filled(table)
    goal, risk = "meta" in there, "receita_em_risco" in there
    heads = (
        Head("Vendedor"),
        Head("Receita", number=True, phone=True),
        *([Head("Meta", number=True)] if goal else []),
        Head("Ativos", number=True),
        Head("Churn", number=True, phone=True),
        *([Head("Em risco por mês", number=True)] if risk else []),
    )
    ranked = records(table)
    whole = [one for one in ranked if one.text("vendedor") == TOTAL]
    named = [one for one in ranked if one.text("vendedor") != TOTAL][:MOST]
    rows = tuple(tuple(_seller(one, goal=goal, risk=risk)) for one in (*named, *whole))
    left = len(ranked) - len(whole) - len(named)
    told = f"Mais {counted(left, 'vendedor', 'vendedores')} na planilha." if left else ""
    grey = any(spot.faint for row in rows for spot in row)
    note = joined((told, f"Em cinza: taxas de menos de {FEW} clientes, que dizem pouco." if grey else ""), " ")
    yield PageGrid("t-vendedores", "Da maior receita à menor", heads, rows, note, total=bool(whole))


def _seller(record: TableRecord, *, goal: bool, risk: bool) -> Iterator[Spot]:
    name = record.text("vendedor")
    yield Spot("Todos" if name == TOTAL else cut(name))
    yield Spot(record.text("receita"), record.text("fracao_receita"))
    if goal:
        yield Spot(record.text("meta") if record.has("meta") else "", _attained(record))
    share, registered = record.text("percentual_ativos"), record.number("clientes_cadastrados")
    yield Spot(
        record.text("clientes_fim") if record.has("clientes_fim") else share,
        f"{share} de {record.text('clientes_cadastrados')}" if record.has("percentual_ativos") else "",
        faint=registered is not None and registered < FEW,
    )
    at_start = record.number("clientes_inicio")
    of = f"de {record.text('clientes_inicio')}" if at_start is not None else ""
    yield Spot(record.text("churn"), of, faint=at_start is not None and at_start < FEW)
    if risk:
        yield Spot(record.text("receita_em_risco"))


def _attained(record: TableRecord) -> str:
    return f"{record.text('atingimento')} dela" if record.has("atingimento") else ""
