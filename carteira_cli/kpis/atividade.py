"""Activity: how much of the portfolio buys, sleeps, or never bought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import ChanceKind, Ratio, indicator
from carteira_cli.kpis.customer_measures import UNDATED
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    import polars as pl

FAMILY = "ativos"


def is_known(cadastro: pl.Expr, primeira_linha: pl.Expr, fim: int) -> pl.Expr:
    """Whether a customer is known by t1: a past period must not use the register of today; never null.

    Who has a line of any status before t1 is known, and who was registered before it. Of whom the register has no
    date, the first line decides, and who has neither is known.
    """
    undated = (cadastro == UNDATED) & primeira_linha.is_null()
    dated = (cadastro > UNDATED) & (cadastro < fim)
    return ((primeira_linha < fim) | dated | undated).fill_null(value=False)


@indicator(
    "Clientes cadastrados",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    formula="clientes distintos conhecidos antes de t1, pela data de cadastro ou pela primeira linha; do cadastro sem "
    "data, também quem não tem linha nenhuma",
    meaning="O tamanho da carteira no fim do período: quem só foi cadastrado depois não conta.",
    chance=ChanceKind.STOCK,
)
def clientes_cadastrados(cadastro: pl.Expr, primeira_linha: pl.Expr, fim: int) -> pl.Expr:
    return is_known(cadastro, primeira_linha, fim)


@indicator(
    "Clientes ativos",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.HIGHER,
    formula="|A(t1)|",
    meaning="Compraram dentro do prazo de inatividade antes do fim do período.",
    chance=ChanceKind.STOCK,
)
def clientes_ativos(ativo_fim: pl.Expr) -> pl.Expr:
    return ativo_fim


@indicator(
    "Clientes inativos",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.LOWER,
    formula="compraram antes de t1 e não estão em A(t1)",
    meaning="Já compraram, mas passaram do prazo de inatividade.",
    chance=ChanceKind.STOCK,
)
def clientes_inativos(primeira_compra: pl.Expr, ativo_fim: pl.Expr) -> pl.Expr:
    return primeira_compra.is_not_null() & ~ativo_fim


@indicator(
    "Nunca compraram",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.LOWER,
    formula="clientes_cadastrados − clientes_ativos − clientes_inativos",
    meaning="Estão na carteira e não têm nenhuma compra até o fim do período.",
    chance=ChanceKind.STOCK,
)
def nunca_compraram(cadastro: pl.Expr, primeira_linha: pl.Expr, primeira_compra: pl.Expr, fim: int) -> pl.Expr:
    return is_known(cadastro, primeira_linha, fim) & primeira_compra.is_null()


@indicator(
    "Percentual de ativos",
    Unit.FRACTION,
    family=FAMILY,
    better=Better.HIGHER,
    formula="clientes_ativos ÷ clientes_cadastrados",
    meaning="De cada 100 clientes da carteira, quantos estão ativos.",
    parts=(Unit.CUSTOMERS, Unit.CUSTOMERS),
    look="inativos",
)
def percentual_ativos(clientes_ativos: int, clientes_cadastrados: int) -> Ratio:
    return Ratio(clientes_ativos, clientes_cadastrados)


@indicator(
    "Positivação",
    Unit.FRACTION,
    family=FAMILY,
    better=Better.HIGHER,
    formula="compradores ÷ clientes_cadastrados",
    meaning="De cada 100 clientes da carteira, quantos compraram no período (giro da carteira).",
    parts=(Unit.CUSTOMERS, Unit.CUSTOMERS),
    look="inativos",
)
def positivacao(compradores: int, clientes_cadastrados: int) -> Ratio:
    return Ratio(compradores, clientes_cadastrados)


@indicator(
    "Taxa de reativação",
    Unit.FRACTION,
    family=FAMILY,
    over="clientes",
    better=Better.HIGHER,
    formula="reativados ÷ (compraram antes de t0 e não estão em A(t0))",
    meaning="De cada 100 clientes que estavam inativos no início, quantos voltaram.",
    parts=(Unit.CUSTOMERS, Unit.CUSTOMERS),
    look="reativados",
)
def taxa_reativacao(ativo_inicio: pl.Expr, ativo_fim: pl.Expr, primeira_compra: pl.Expr, inicio: int) -> Ratio:
    sleeping = (primeira_compra < inicio) & ~ativo_inicio
    return Ratio((sleeping & ativo_fim).sum(), sleeping.sum())
