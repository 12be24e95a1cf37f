"""Lifetime value: what a customer is worth while she stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import ChanceKind, Ratio, indicator
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    from fractions import Fraction

    import polars as pl

FAMILY = "ltv"


@indicator(
    "Churn mensal",
    Unit.FRACTION,
    family=FAMILY,
    better=Better.LOWER,
    formula="1 − (1 − churn)^(1 ÷ meses do período)",
    meaning="O churn do período trazido para um mês, com a mesma perda composta.",
    look="perdidos",
)
def churn_mensal(churn: Fraction, meses_periodo: Fraction) -> float:
    # times 1.0 makes a float of an exact number, as `float` does, and of a `Dual` one with its slopes
    monthly: float = ((1 - churn) * 1.0) ** float(1 / meses_periodo)
    return 1 - monthly


@indicator(
    "Vida média",
    Unit.MONTHS,
    family=FAMILY,
    better=Better.HIGHER,
    formula="1 ÷ churn_mensal",
    meaning="Quantos meses um cliente fica, em média, nesse ritmo de perda.",
    look="perdidos",
)
def vida_media_meses(churn_mensal: float) -> Ratio:
    return Ratio(1, churn_mensal)


@indicator(
    "LTV",
    Unit.REAIS,
    family=FAMILY,
    better=Better.HIGHER,
    formula="(receita_mensal_inicio ÷ clientes_inicio) × margem ÷ churn_mensal",
    meaning="Margem que um cliente deixa até ir embora; n/d quando ninguém foi.",
    look="clientes-inicio",
)
def ltv(receita_mensal_inicio: Fraction, clientes_inicio: int, margem: Fraction, churn_mensal: float) -> Ratio:
    return Ratio(receita_mensal_inicio * margem, clientes_inicio * churn_mensal)


@indicator(
    "LTV histórico",
    Unit.REAIS,
    family=FAMILY,
    over="clientes",
    better=Better.HIGHER,
    formula="receita líquida até t1 de quem já comprou ÷ número desses clientes",
    meaning="Quanto cada cliente que já comprou trouxe até hoje, em média, sem estimar o futuro.",
    parts=(Unit.REAIS, Unit.CUSTOMERS),
    look="compradores",
)
def ltv_historico(primeira_compra: pl.Expr, receita_historica: pl.Expr) -> Ratio:
    bought = primeira_compra.is_not_null()
    return Ratio(receita_historica.filter(bought).sum(), bought.sum())


@indicator(
    "LTV preditivo",
    Unit.REAIS,
    family=FAMILY,
    over="clientes",
    better=Better.HIGHER,
    formula="valor_carteira ÷ clientes que já compraram",
    meaning="Quanto se espera que cada cliente que já comprou ainda traga no horizonte, em média, por um modelo.",
    parts=(Unit.REAIS, Unit.CUSTOMERS),
    chance=ChanceKind.UNKNOWN,
)
def ltv_preditivo(valor_previsto: pl.Expr) -> Ratio:
    return Ratio(valor_previsto.sum(), valor_previsto.is_not_null().sum())


@indicator(
    "Valor da carteira",
    Unit.REAIS,
    family=FAMILY,
    over="clientes",
    better=Better.HIGHER,
    formula="Σ clientes: compras previstas no horizonte × ticket previsto × margem, descontados; de contratos, "
    "meses previstos × valor mensal × margem",
    meaning="Quanto se espera que os clientes de hoje ainda tragam no horizonte, sem nenhum cliente novo.",
    chance=ChanceKind.UNKNOWN,
)
def valor_carteira(valor_previsto: pl.Expr) -> pl.Expr:
    return valor_previsto.sum()
