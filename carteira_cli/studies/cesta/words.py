"""What must be said beside the offers: who chose them, what they stand on, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.config.settings import BasketSettings, RuleSettings
from carteira_cli.customers.activity import active_at_end
from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.studies.cesta.baskets import STARTING
from carteira_cli.studies.cesta.formulas import OFFERS, STRENGTH
from carteira_cli.studies.cesta.market import MOST_SEGMENTS, Order
from carteira_cli.studies.cesta.together import FEWEST_BOTH, FEWEST_OF_LIFT, MOST_OF_METHODS, MOST_OF_RULES
from carteira_cli.units import Unit, brief, money_of_cents, number, show
from carteira_cli.words import agree, counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from carteira_cli.rows import Cell
    from carteira_cli.studies.cesta.offers import Offers
    from carteira_cli.studies.cesta.validation import BasketValidation, HitRate

_BY = {
    Order.VALUE: "de maior valor esperado",
    Order.SEGMENT: "de maior chance no segmento",
    Order.POPULAR: "mais comprados que o cliente não tem (popularidade)",
}
FEW_TESTED = 30  # customers, below whom a hit rate is said to be of few


def rules(found: Offers) -> Iterator[tuple[str, Cell]]:
    """The settings that decide the numbers."""
    yield BasketSettings.nivel.key, found.baskets.level
    yield BasketSettings.historico.key, found.base.config.value(BasketSettings.historico).one
    yield "escolha", found.by.value
    yield "segmento", "cadastro" if found.market.segment_names else "carteira"
    if found.barred:
        yield BasketSettings.excluir.key, ", ".join(sorted(found.barred))


def answer(found: Offers, rows: pl.DataFrame) -> Iterator[str]:
    """What it comes to: how much there is to offer, by what it was chosen, and how often that hits."""
    if rows.is_empty():
        yield (
            "Não há o que oferecer: a cada um da lista não falta nenhum item que ainda se venda e renda (as notas "
            "dizem o que ficou fora)."
        )
    else:
        many, whom = counted(rows.height, "oferta"), counted(rows[CUSTOMER].n_unique(), "cliente")
        value = brief(None if found.margin is None else float(found.total_of(rows)), Unit.REAIS)
        yield (
            f"{many} a {whom}: {value} em três meses, se cada um comprar como os outros do seu "
            f"segmento{_idle(found, rows)}."
        )
    checked = found.validation
    if checked is None:
        yield "Não validado: o que se comprou até um trimestre atrás não basta para saber quanto isto acerta."
        return
    yield _told(checked)


def _idle(found: Offers, rows: pl.DataFrame) -> str:
    """How many of the offers are to customers who are not active: winning them back comes first."""
    there = active_at_end(found.base, found.base.span(found.base.asked)).filter("ativo")
    gone = rows.join(there, on=CUSTOMER, how="anti")
    if gone.is_empty():
        return ""
    return f"; {number(gone.height, 0)} delas a {counted(gone[CUSTOMER].n_unique(), 'cliente')} sem compra no prazo"


def _told(checked: BasketValidation) -> str:
    """Which method speaks, and how it did beside popularity and chance."""
    rate, plain, chance = _percent(checked.spoken), _percent(checked.plain), _percent(checked.of(Order.RANDOM))
    if checked.spoken.method is Order.VALUE:
        return (
            f"De até {OFFERS} ofertas assim a cada cliente, {rate} acertaram no último trimestre; os itens mais "
            f"comprados, {plain}; ao acaso, {chance}."
        )
    own, other = _percent(checked.own), plain
    if own == other:  # so near that only the counts tell them apart
        own, other = _counts(checked.own), _counts(checked.plain)
    lost = f"Escolhidas pelo valor esperado acertariam {own}, menos que os mais comprados ({other})"
    if checked.spoken.method is Order.SEGMENT:
        return f"{lost}: são as de maior chance no segmento, que acertaram {rate}; ao acaso, {chance}."
    return f"{lost}: a popularidade acerta mais e escolhe as ofertas; ao acaso, {chance}."


def _counts(rate: HitRate) -> str:
    """`1.847 de 14.900`."""
    return f"{number(int(rate.hits), 0)} de {number(rate.offers, 0)}"


def _percent(rate: HitRate) -> str:
    return show(None if rate.rate is None else float(rate.rate), Unit.FRACTION)


def notes(found: Offers) -> Iterator[str]:
    """How the numbers are to be read."""
    spans, market = found.baskets.spans, found.market
    since = "desde o começo dos dados" if spans.start is None else f"de {date_of(spans.start)}"
    customers, items = counted(market.many, "cliente"), counted(int(market.known.sum()), "item", "itens")
    yield (
        f"cestas: o que cada um comprou {since} até {date_of(spans.end - 1)} (coluna {found.baskets.level}); "
        f"{customers} e {items}"
    )
    yield (
        f"chance = (compradores do segmento + {STRENGTH} × parte da carteira que compra) ÷ (clientes do segmento sem "
        f"o próprio + {STRENGTH}); {_segments(found)}; é a parte que compra o item em todo o histórico, e não a chance "
        "de comprá-lo no próximo trimestre: essa é o acerto"
    )
    yield (
        "valor esperado = chance × mediana do que gastaram nos três primeiros meses os que começaram o item × margem; "
        "não mede o efeito de oferecer"
    )
    yield _margin(found)
    yield (
        f"a cada cliente até {OFFERS} itens que ele não comprou nesse tempo (antes dele pode ter comprado): os "
        f"{_BY[found.by]}; a lista vai do maior "
        "ao menor valor esperado, empates por cliente e item"
    )
    yield (
        f"acerto: o que se teria oferecido em {date_of(spans.cut)}, com o que se sabia até a véspera, a quem comprou "
        f"antes e de {date_of(spans.cut)} a {date_of(spans.end - 1)}; ofertas compradas nesse trimestre ÷ ofertas"
    )
    yield (
        f"suporte, confiança e lift só se mostram, nada se ordena por eles: o lift prefere o raro; regras entre os "
        f"{MOST_OF_RULES} itens mais comprados, de {FEWEST_BOTH} clientes ou mais"
    )
    yield from _left_out(found)
    if found.base.config.rules.validar:
        yield (
            f"cosseno e lift: entre os {number(MOST_OF_METHODS, 0)} itens mais comprados; lift de pares que "
            f"{FEWEST_OF_LIFT} clientes ou mais compram"
        )
    if found.seller_of_sales:
        yield "vendedor: o da última compra, pois o cadastro não tem vendedor"


def _segments(found: Offers) -> str:
    market = found.market
    if not market.segment_names:
        return "sem segmento no cadastro, a carteira toda é um segmento só"
    known = f"segmento do cadastro ({number(len(market.segment_names), 0)})"
    without = int((market.present & (market.segment_of == len(market.segment_names))).sum())
    rest = f"; {counted(without, 'cliente')} sem segmento {agree(without, 'conta', 'contam')} com a carteira toda"
    return known + (rest if without else "")


def _margin(found: Offers) -> str:
    told = found.base.config.value(RuleSettings.margem)
    if found.margin is None:
        return "margem: nenhuma linha tem custo, e sem ela não há valor esperado"
    where = told.where if told.parsed is not None else "coluna custo"
    share = f"margem de {show(float(found.margin), Unit.FRACTION)} ({where})"
    return f"{share}: o valor é receita; informe a sua com --margem" if where == "padrão" else share


def _left_out(found: Offers) -> Iterator[str]:
    """The items that are not offered, counted and with their revenue."""
    market = found.market
    revenue = np.bincount(market.bought["i"], weights=market.bought["receita"], minlength=len(market.items))
    day = date_of(add_months(found.end, -STARTING))
    rest = market.known & ~market.refused
    for flags, why in (
        (market.known & market.refused, "excluídos por você"),
        (rest & market.stopped, f"sem nenhuma venda desde {day} (saíram de linha ou são de outra época)"),
        (rest & market.worthless & ~market.stopped, "que não rendem nos três primeiros meses"),
    ):
        count = int(flags.sum())
        if count:
            money = money_of_cents(int(revenue[flags].sum()))
            yield f"não se oferecem, de {counted(count, 'item', 'itens')} {why}: {money} no histórico"


def warnings(found: Offers) -> Iterator[str]:
    """What makes the offers weaker than they look."""
    lines, cents = found.baskets.unnamed
    if lines:
        yield (
            f"{counted(lines, 'linha')} de compra sem {found.baskets.level} ({money_of_cents(cents)}) "
            f"{agree(lines, 'fica', 'ficam')} fora das cestas"
        )
    market, checked = found.market, found.validation
    if market.known.sum() == 1:
        yield "há um item só: não há o que comprar junto"
    unripe = int((market.unripe & market.offered).sum())
    if unripe:
        yield (
            f"{counted(unripe, 'item', 'itens')} que ninguém começou há três meses ou mais: o valor é a mediana do que "
            "se gastou até aqui, e subestima"
        )
    kinds = found.segments["segmento"].n_unique()
    if kinds > MOST_SEGMENTS:
        yield (
            f"o cadastro tem {number(kinds, 0)} segmentos: contam os {MOST_SEGMENTS} maiores, e os outros clientes com "
            "a carteira toda"
        )
    if checked is not None and checked.customers < FEW_TESTED:
        yield f"o acerto é de {counted(checked.customers, 'cliente')}: muda muito com um a mais ou a menos"
