"""Concentration: how few customers bring how much (80/20 curve, ABC, Gini, HHI).

All over customers with a positive measure in the period: net revenue, unless margin or orders are asked for. Equal
amounts need no order, since only amounts enter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import ChanceKind, Ratio, indicator
from carteira_cli.units import Unit

if TYPE_CHECKING:
    import polars as pl

FAMILY = "pareto"


def _amounts(revenue: pl.Expr) -> pl.Expr:
    return revenue.filter(revenue > 0)


def _before(amounts: pl.Expr) -> pl.Expr:
    """The revenue of all customers before each, in the order given."""
    return amounts.cum_sum() - amounts


def abc_bounds(amounts: pl.Expr, strict: bool) -> pl.Expr:
    """What is compared with a class limit: revenue before each customer, or up to and with her when strict.

    `amounts` are positive cents in descending order.
    """
    return amounts.cum_sum() if strict else _before(amounts)


def _class(revenue: pl.Expr, strict: bool, low: int, high: int) -> pl.Expr:
    """How many customers are in the class between two percentages of the total."""
    amounts = _amounts(revenue).sort(descending=True)
    share, total = abc_bounds(amounts, strict) * 100, amounts.sum()
    if strict:
        return ((share > total * low) & (share <= total * high)).sum()
    return ((share >= total * low) & (share < total * high)).sum()


def ranking(revenue: pl.DataFrame) -> pl.DataFrame:
    """Customers with positive revenue, largest first, ties by id: `cliente`, `centavos`, whatever else there is."""
    # weight: the catalogue is listed without it
    import polars as pl

    return revenue.filter(pl.col("centavos") > 0).sort("centavos", "cliente", descending=[True, False])


def class_of(revenue: pl.DataFrame, *, strict: bool) -> pl.DataFrame:
    """The class of each customer with positive revenue: `cliente`, `centavos`, `classe` (A, B or C), largest first.

    Args:
        revenue: one row a customer, `cliente` and `centavos`.
        strict: whether a customer who crosses a limit falls to the class below.
    """
    # weight: the catalogue is listed without it
    import polars as pl

    ranked = ranking(revenue.select("cliente", "centavos"))
    share, total = abc_bounds(pl.col("centavos"), strict) * 100, pl.col("centavos").sum()
    a, b = (share <= total * 80, share <= total * 95) if strict else (share < total * 80, share < total * 95)
    return ranked.with_columns(classe=pl.when(a).then(pl.lit("A")).when(b).then(pl.lit("B")).otherwise(pl.lit("C")))


@indicator(
    "Receita dos 20 % maiores",
    Unit.FRACTION,
    family=FAMILY,
    over="clientes",
    formula="receita dos ⌈0,2 N⌉ maiores clientes ÷ receita dos N clientes",
    meaning="Quanto da receita vem dos 20 % de clientes que mais compram.",
    parts=(Unit.REAIS, Unit.REAIS),
    look="classe-a",
    chance=ChanceKind.UNKNOWN,
)
def receita_top20(medida_periodo: pl.Expr) -> Ratio:
    amounts = _amounts(medida_periodo)
    top = (amounts.len() + 4) // 5
    return Ratio(amounts.sort(descending=True).head(top).sum(), amounts.sum())


@indicator(
    "Clientes que fazem 80 %",
    Unit.FRACTION,
    family=FAMILY,
    over="clientes",
    formula="menor k cuja receita acumulada chega a 80 % ÷ N",
    meaning="Que parte dos clientes basta para 80 % da receita.",
    parts=(Unit.CUSTOMERS, Unit.CUSTOMERS),
    look="classe-a",
    chance=ChanceKind.UNKNOWN,
)
def clientes_80(medida_periodo: pl.Expr) -> Ratio:
    amounts = _amounts(medida_periodo).sort(descending=True)
    return Ratio((_before(amounts) * 5 < amounts.sum() * 4).sum(), amounts.len())


@indicator(
    "Índice de Gini",
    Unit.FRACTION,
    family=FAMILY,
    over="clientes",
    formula="2 Σ i·x_i ÷ (N·S) − (N + 1) ÷ N, em ordem crescente",
    meaning="Concentração da receita: 0 quando todos compram igual, perto de 1 quando um compra tudo.",
    look="classe-a",
    chance=ChanceKind.UNKNOWN,
)
def gini(medida_periodo: pl.Expr) -> Ratio:
    # weight: the catalogue is listed without it
    import polars as pl

    amounts = _amounts(medida_periodo).cast(pl.Int128).sort()
    rank = amounts.cum_count().cast(pl.Int128)
    count = amounts.len().cast(pl.Int128)
    return Ratio((amounts * rank * 2).sum() - amounts.sum() * (count + 1), amounts.sum() * count)


@indicator(
    "Índice de Herfindahl (HHI)",
    Unit.FRACTION,
    family=FAMILY,
    over="clientes",
    formula="Σ (participação do cliente na receita)²",
    meaning="Concentração da receita: 1 ÷ N quando todos compram igual, 1 quando há um só cliente.",
    look="classe-a",
    chance=ChanceKind.UNKNOWN,
)
def hhi(medida_periodo: pl.Expr) -> Ratio:
    # weight: the catalogue is listed without it
    import polars as pl

    amounts = _amounts(medida_periodo).cast(pl.Int128)
    return Ratio((amounts * amounts).sum(), amounts.sum() * amounts.sum())


@indicator(
    "Clientes classe A",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    formula="participação acumulada antes do cliente < 80 % (estrito: depois dele ≤ 80 %)",
    meaning="Os maiores clientes, que fazem 80 % da receita.",
    chance=ChanceKind.UNKNOWN,
)
def clientes_a(medida_periodo: pl.Expr, limite_estrito: bool) -> pl.Expr:
    return _class(medida_periodo, limite_estrito, 0, 80)


@indicator(
    "Clientes classe B",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    formula="participação acumulada antes do cliente de 80 % a < 95 % (estrito: depois dele > 80 % e ≤ 95 %)",
    meaning="Os seguintes, até 95 % da receita.",
    chance=ChanceKind.UNKNOWN,
)
def clientes_b(medida_periodo: pl.Expr, limite_estrito: bool) -> pl.Expr:
    return _class(medida_periodo, limite_estrito, 80, 95)


@indicator(
    "Clientes classe C",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    formula="os demais",
    meaning="Os muitos que fazem os últimos 5 % da receita.",
    chance=ChanceKind.UNKNOWN,
)
def clientes_c(medida_periodo: pl.Expr, limite_estrito: bool) -> pl.Expr:
    return _class(medida_periodo, limite_estrito, 95, 100)
