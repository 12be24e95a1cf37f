"""The tables of `cesta`, and its picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.chart import HeatMap
from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.report import Column, Kind, Table
from carteira_cli.rows import Rows
from carteira_cli.studies.cesta import together
from carteira_cli.studies.cesta.formulas import CENTS
from carteira_cli.studies.cesta.validation import METHODS
from carteira_cli.units import Depth, Unit, number, show
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.rows import Cell
    from carteira_cli.studies.cesta.offers import OfferEstimate, Offers
    from carteira_cli.studies.cesta.validation import HitRate

SHOWN = 50  # rows of a long table in what people read
FEW = 10  # on a default screen
PICTURED = (12, 10)  # segments and items of the picture
OFFERS, BY_ITEM, RULES, OUT, CHECKED, PICTURE = (
    *("oportunidades", "por_item", "regras", "fora_da_oferta", "validacao"),
    "penetracao",
)
_TITLES = {"produto": "Produto", "categoria": "Categoria"}


def offers_table(found: Offers, rows: pl.DataFrame) -> Table:
    """The offers, the most expected value first.

    Args:
        found: what is known of them.
        rows: of `found.every` those to show, in its order.
    """
    columns = (
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("item", _TITLES[found.baskets.level]),
        Column("chance", "Chance", Unit.FRACTION),
        Column("valor_esperado", "Valor esperado", Unit.REAIS, short="Esperado"),
        Column("motivo", "Motivo", depth=Depth.FULL),
        Column("vendedor", "Vendedor", depth=Depth.SCREEN if rows["vendedor"].drop_nulls().len() else Depth.FULL),
    )
    names = (*found.market.segment_names, None)

    def cells(count: int) -> Iterator[tuple[Cell, ...]]:
        shown = rows.head(count)
        told = {
            (segment, item): (
                float(one.likely),
                None if found.margin is None else float(one.value),
                reason(one, names[segment]),
            )
            for (segment, item), one in found.estimates.items()
        }
        called = dict(found.base.attributes(("nome",)).iter_rows())
        for who, item, segment, place, seller in shown.select(CUSTOMER, "item", "s", "i", "vendedor").iter_rows():
            yield (who, called.get(who), item, *told[segment, place], seller)

    return _long(found, Table(OFFERS, "Ofertas", columns, Rows(rows.height, cells), few=FEW, each="oferta"))


def reason(one: OfferEstimate, segment: str | None) -> str:
    """Why an item is offered: "6 de 10 do segmento Mercado compram; na carteira, 30,0 %"."""
    compram = f"{number(one.buyers, 0)} de {number(one.others, 0)}"
    if segment is None:
        return f"{compram} outros clientes compram"
    return f"{compram} do segmento {segment} compram; na carteira, {show(float(one.share), Unit.FRACTION)}"


def by_item(found: Offers, rows: pl.DataFrame) -> Table:
    """The same offers by item: to how many, and what they should bring."""
    columns = (
        Column("item", _TITLES[found.baskets.level]),
        Column("clientes", "Oferecer a", Unit.CUSTOMERS),
        Column("valor_esperado", "Valor esperado", Unit.REAIS, short="Esperado"),
        Column("ja_compram", "Já compram", Unit.FRACTION),
        Column("primeiros_meses", "Mediana dos três primeiros meses", Unit.REAIS, short="Mediana"),
    )
    market = found.market
    totals: dict[int, list[tuple[int, int]]] = {}
    for segment, item, many in rows.group_by("s", "i").len().sort("s", "i").iter_rows():
        totals.setdefault(item, []).append((segment, many))
    made = [
        (sum(found.estimates[segment, item].value * many for segment, many in parts), item, parts)
        for item, parts in totals.items()
    ]
    cells = tuple(
        (
            market.items[item],
            sum(many for _, many in parts),
            None if found.margin is None else float(value),
            int(market.buyers[item]) / market.many,
            int(market.doubled_spend[item]) / (2 * CENTS),
        )
        for value, item, parts in sorted(made, key=lambda one: (-one[0], one[1]))
    )
    return Table(BY_ITEM, "O que oferecer", columns, cells, few=5)


def rules_table(found: Offers) -> Table:
    """What is bought together, those that most customers buy first: shown, and nothing is ranked by it."""
    columns = (
        Column("se", "Quem compra"),
        Column("entao", "Compra também"),
        Column("suporte", "Suporte", Unit.FRACTION, depth=Depth.FULL),
        Column("confianca", "Confiança", Unit.FRACTION),
        Column("lift", "Lift", Unit.TIMES),
        Column("n", "Clientes", Unit.CUSTOMERS),
    )
    cells = tuple(
        (one, other, float(rule.support), float(rule.confidence), float(rule.lift), rule.both)
        for one, other, rule in together.rules(found.market)
    )
    return _long(found, Table(RULES, "O que se compra junto", columns, cells, few=4))


def out_table(found: Offers) -> Table:
    """The items that are offered to nobody, and why, the most revenue first."""
    market = found.market
    columns = (
        Column("item", _TITLES[found.baskets.level]),
        Column("motivo", "Fora porque"),
        Column("ultima_venda", "Última venda", kind=Kind.DATE),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("receita", "Receita no histórico", Unit.REAIS, short="Receita"),
    )
    revenue = dict(market.bought.group_by("i").agg(pl.col("receita").sum()).iter_rows())
    places = sorted(np.flatnonzero(market.known & ~market.offered).tolist(), key=lambda at: (-revenue[at], at))
    cells = tuple(
        (
            market.items[at],
            _why(found, at),
            iso(int(market.last_days[at])),
            int(market.buyers[at]),
            revenue[at] / CENTS,
        )
        for at in places
    )
    return Table(OUT, f"Itens que não se oferecem: {number(len(cells), 0)}", columns, cells, depth=Depth.FULL)


def _why(found: Offers, item: int) -> str:
    if found.market.refused[item]:
        return "excluído"
    return "sem venda há três meses" if found.market.stopped[item] else "não rende nos três primeiros meses"


def validation_table(rates: tuple[HitRate, ...]) -> Table:
    """How each method did on the last quarter."""
    columns = (
        Column("metodo", "Ofertas por"),
        Column("acerto_5", "Acerto", Unit.FRACTION),
        Column("n", "Clientes", Unit.CUSTOMERS),
    )
    cells = tuple((METHODS[one.method], None if one.rate is None else float(one.rate), one.customers) for one in rates)
    return Table(CHECKED, "Das ofertas, quantas acertaram no último trimestre", columns, cells, bar="acerto_5")


def picture(found: Offers) -> HeatMap:
    """Which part of each segment buys the most bought items: where it is low, there is something to offer."""
    market = found.market
    most, many = PICTURED
    shown = min(many, int(market.offered.sum()))
    items = np.lexsort((np.arange(len(market.items)), -np.where(market.offered, market.buyers, -1)))[:shown]
    kinds = sorted(range(len(market.segment_names)), key=lambda at: (-int(market.sizes[at]), at))[:most]
    rows = [len(market.segment_names), *kinds]
    names = (*market.segment_names, "toda a carteira")
    values = tuple(
        tuple(int(market.segment_buyers[row, item]) / int(market.sizes[row]) for item in items) for row in rows
    )
    return HeatMap(
        PICTURE,
        "Quem compra o quê",
        Unit.FRACTION,
        "Segmento",
        tuple(f"{names[row]} ({counted(int(market.sizes[row]), 'cliente')})" for row in rows),
        tuple(market.items[int(item)] for item in items),
        values,
        depth=Depth.FULL,
    )


def _long(found: Offers, table: Table) -> Table:
    """A table with its count in the title, as long as was asked for, else whole and short for people."""
    count = len(table.rows)
    title = f"{table.title}: {number(count, 0)}"
    limit = found.base.config.question.limite
    if limit is None or limit >= count:
        return replace(table, title=title, shown=SHOWN if limit is None else None)
    return replace(table, title=f"{title}, as {number(limit, 0)} primeiras", rows=table.rows[:limit])
