"""Average ticket: what a customer, and an order, brings in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import Ratio, indicator
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    from fractions import Fraction

    import polars as pl

FAMILY = "ticket"


@indicator(
    "Receita",
    Unit.REAIS,
    family=FAMILY,
    over="clientes",
    better=Better.HIGHER,
    formula="Σ valor das linhas válidas do período, devoluções abatidas (ou ignoradas, conforme a regra)",
    meaning="Receita líquida do período.",
    look="compradores",
)
def receita(receita_periodo: pl.Expr) -> pl.Expr:
    return receita_periodo.sum()


@indicator(
    "Compradores",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.HIGHER,
    formula="clientes com uma compra no período",
    meaning="Quantos clientes compraram no período.",
)
def compradores(comprou_no_periodo: pl.Expr) -> pl.Expr:
    return comprou_no_periodo


@indicator(
    "Pedidos",
    Unit.ORDERS,
    family=FAMILY,
    over="clientes",
    better=Better.HIGHER,
    formula="códigos de venda distintos com uma linha de compra no período",
    meaning="Quantos pedidos houve; sem a coluna venda, cada linha de compra é um pedido.",
    look="compradores",
)
def pedidos(pedidos_no_periodo: pl.Expr) -> pl.Expr:
    return pedidos_no_periodo.sum()


@indicator(
    "Ticket médio por cliente",
    Unit.REAIS,
    family=FAMILY,
    better=Better.HIGHER,
    formula="receita ÷ compradores",
    meaning="Total de vendas em R$ dividido pelo número de clientes que compraram.",
    parts=(Unit.REAIS, Unit.CUSTOMERS),
    look="compradores",
)
def ticket_cliente(receita: Fraction, compradores: int) -> Ratio:
    return Ratio(receita, compradores)


@indicator(
    "Ticket médio por pedido",
    Unit.REAIS,
    family=FAMILY,
    better=Better.HIGHER,
    formula="receita ÷ pedidos",
    meaning="Quanto vale, em média, um pedido.",
    parts=(Unit.REAIS, Unit.ORDERS),
    look="compradores",
)
def ticket_pedido(receita: Fraction, pedidos: int) -> Ratio:
    return Ratio(receita, pedidos)


@indicator(
    "Frequência",
    Unit.TIMES,
    family=FAMILY,
    better=Better.HIGHER,
    formula="pedidos ÷ compradores",
    meaning="Quantos pedidos cada comprador fez, em média; ticket_cliente = ticket_pedido × frequencia.",
    parts=(Unit.ORDERS, Unit.CUSTOMERS),
    look="compradores",
)
def frequencia(pedidos: int, compradores: int) -> Ratio:
    return Ratio(pedidos, compradores)
