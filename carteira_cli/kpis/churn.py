"""Customer churn: who was active at the start of a period and no longer is at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import ChanceKind, Ratio, indicator
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    import polars as pl

FAMILY = "churn"


def is_new(before: pl.Expr, after: pl.Expr, first_purchase: pl.Expr, start: int) -> pl.Expr:
    """Active at the end and not at the start, and never bought before it."""
    return after & ~before & (first_purchase >= start)


def is_back(before: pl.Expr, after: pl.Expr, first_purchase: pl.Expr, start: int) -> pl.Expr:
    """Active at the end and not at the start, though she had bought before it."""
    return after & ~before & (first_purchase < start)


@indicator(
    "Clientes no início",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    formula="|A(t0)|",
    meaning="Clientes ativos no primeiro dia do período: compraram dentro do prazo de inatividade antes dele.",
    chance=ChanceKind.STOCK,
)
def clientes_inicio(ativo_inicio: pl.Expr) -> pl.Expr:
    return ativo_inicio


@indicator(
    "Clientes no fim",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.HIGHER,
    formula="|A(t1)| = clientes_inicio − perdidos + novos + reativados",
    meaning="Clientes ativos no fim do período.",
    chance=ChanceKind.STOCK,
)
def clientes_fim(ativo_fim: pl.Expr) -> pl.Expr:
    return ativo_fim


@indicator(
    "Perdidos",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.LOWER,
    formula="|A(t0) \\ A(t1)|",
    meaning="Eram ativos no início e não são mais no fim.",
)
def perdidos(ativo_inicio: pl.Expr, ativo_fim: pl.Expr) -> pl.Expr:
    return ativo_inicio & ~ativo_fim


@indicator(
    "Retidos",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.HIGHER,
    formula="|A(t0) ∩ A(t1)|",
    meaning="Eram ativos no início e continuam ativos no fim.",
    chance=ChanceKind.STOCK,
)
def retidos(ativo_inicio: pl.Expr, ativo_fim: pl.Expr) -> pl.Expr:
    return ativo_inicio & ativo_fim


@indicator(
    "Novos",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.HIGHER,
    formula="em A(t1), fora de A(t0), primeira compra da história ≥ t0",
    meaning="Ativos no fim que nunca tinham comprado antes do período.",
)
def novos(ativo_inicio: pl.Expr, ativo_fim: pl.Expr, primeira_compra: pl.Expr, inicio: int) -> pl.Expr:
    return is_new(ativo_inicio, ativo_fim, primeira_compra, inicio)


@indicator(
    "Reativados",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.HIGHER,
    formula="em A(t1), fora de A(t0), primeira compra da história < t0",
    meaning="Inativos no início que já tinham comprado antes e voltaram; não são novos.",
)
def reativados(ativo_inicio: pl.Expr, ativo_fim: pl.Expr, primeira_compra: pl.Expr, inicio: int) -> pl.Expr:
    return is_back(ativo_inicio, ativo_fim, primeira_compra, inicio)


@indicator(
    "Churn de clientes",
    Unit.FRACTION,
    family=FAMILY,
    better=Better.LOWER,
    formula="perdidos ÷ clientes_inicio",
    meaning="De cada 100 clientes ativos no início do período, quantos deixaram de ser.",
    parts=(Unit.CUSTOMERS, Unit.CUSTOMERS),
    look="perdidos",
)
def churn(perdidos: int, clientes_inicio: int) -> Ratio:
    return Ratio(perdidos, clientes_inicio)


@indicator(
    "Retenção",
    Unit.FRACTION,
    family=FAMILY,
    better=Better.HIGHER,
    formula="1 − churn = retidos ÷ clientes_inicio",
    meaning="De cada 100 clientes ativos no início do período, quantos continuam.",
    parts=(Unit.CUSTOMERS, Unit.CUSTOMERS),
    look="perdidos",
)
def retencao(retidos: int, clientes_inicio: int) -> Ratio:
    return Ratio(retidos, clientes_inicio)
