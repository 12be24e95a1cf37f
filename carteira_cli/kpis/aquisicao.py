"""Acquisition: what a new customer costs and how soon she pays for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import Ratio, indicator
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    from fractions import Fraction

    import polars as pl

FAMILY = "cac"


@indicator(
    "Clientes novos",
    Unit.CUSTOMERS,
    family=FAMILY,
    over="clientes",
    counts=True,
    better=Better.HIGHER,
    formula="clientes cuja primeira compra da história está em [t0, t1)",
    meaning="Quem comprou pela primeira vez no período, ainda ativo no fim ou não.",
)
def clientes_novos(primeira_compra: pl.Expr, inicio: int, fim: int) -> pl.Expr:
    return primeira_compra.is_between(inicio, fim, closed="left")


@indicator(
    "Custo de aquisição",
    Unit.REAIS,
    family=FAMILY,
    over="custos",
    better=Better.LOWER,
    formula="Σ custos com data no período",
    meaning="Tudo o que se gastou no período para conquistar clientes.",
)
def custo_aquisicao(custo_no_periodo: pl.Expr) -> pl.Expr:
    return custo_no_periodo.sum()


@indicator(
    "CAC",
    Unit.REAIS,
    family=FAMILY,
    better=Better.LOWER,
    formula="custo_aquisicao ÷ clientes_novos",
    meaning="Quanto custou conquistar cada cliente novo.",
    parts=(Unit.REAIS, Unit.CUSTOMERS),
    look="clientes-novos",
)
def cac(custo_aquisicao: Fraction, clientes_novos: int) -> Ratio:
    return Ratio(custo_aquisicao, clientes_novos)


@indicator(
    "LTV ÷ CAC",
    Unit.TIMES,
    family=FAMILY,
    better=Better.HIGHER,
    formula="ltv ÷ cac",
    meaning="Quantas vezes o valor do cliente paga o que custou conquistá-lo.",
    parts=(Unit.REAIS, Unit.REAIS),
    look="clientes-inicio",
)
def ltv_cac(ltv: float, cac: Fraction) -> Ratio:
    return Ratio(ltv, cac)


@indicator(
    "Payback do CAC",
    Unit.MONTHS,
    family=FAMILY,
    better=Better.LOWER,
    formula="cac ÷ (receita_mensal_inicio ÷ clientes_inicio × margem)",
    meaning="Em quantos meses a margem de um cliente paga o custo de conquistá-lo.",
    look="clientes-novos",
)
def payback_meses(cac: Fraction, receita_mensal_inicio: Fraction, clientes_inicio: int, margem: Fraction) -> Ratio:
    return Ratio(cac * clientes_inicio, receita_mensal_inicio * margem)
