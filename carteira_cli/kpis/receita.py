"""Revenue churn: the bridge from the monthly revenue at the start of a period to that at its end."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import Ratio, indicator
from carteira_cli.kpis.churn import is_back, is_new
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    from fractions import Fraction

    import polars as pl

FAMILY = "churn-receita"
monthly = partial(indicator, unit=Unit.REAIS_PER_MONTH, family=FAMILY, over="clientes")


@monthly(
    "Receita mensal no início",
    formula="Σ m_t0: receita líquida na janela antes de t0 ÷ meses da janela, dos clientes em A(t0)",
    meaning="Quanto os clientes ativos no início traziam por mês.",
    look="clientes-inicio",
)
def receita_mensal_inicio(ativo_inicio: pl.Expr, receita_janela_inicio: pl.Expr, meses_janela: Fraction) -> Ratio:
    return Ratio(receita_janela_inicio.filter(ativo_inicio).sum(), meses_janela)


@monthly(
    "Receita mensal no fim",
    better=Better.HIGHER,
    formula="Σ m_t1 = início − churn − contração + expansão + novos + reativados",
    meaning="Quanto os clientes ativos no fim trazem por mês.",
    look="clientes-fim",
)
def receita_mensal_fim(ativo_fim: pl.Expr, receita_janela_fim: pl.Expr, meses_janela: Fraction) -> Ratio:
    return Ratio(receita_janela_fim.filter(ativo_fim).sum(), meses_janela)


@monthly(
    "Churn de receita",
    better=Better.LOWER,
    formula="Σ m_t0 dos perdidos",
    meaning="A soma do valor mensal que cada cliente perdido pagava.",
    look="perdidos",
)
def churn_receita(
    ativo_inicio: pl.Expr, ativo_fim: pl.Expr, receita_janela_inicio: pl.Expr, meses_janela: Fraction
) -> Ratio:
    return Ratio(receita_janela_inicio.filter(ativo_inicio & ~ativo_fim).sum(), meses_janela)


@indicator(
    "Churn de receita (%)",
    Unit.FRACTION,
    family=FAMILY,
    better=Better.LOWER,
    formula="churn_receita ÷ receita_mensal_inicio",
    meaning="De cada R$ 100 por mês do início, quanto foi embora com os clientes perdidos.",
    parts=(Unit.REAIS_PER_MONTH, Unit.REAIS_PER_MONTH),
    look="perdidos",
)
def churn_receita_percentual(churn_receita: Fraction, receita_mensal_inicio: Fraction) -> Ratio:
    return Ratio(churn_receita, receita_mensal_inicio)


@monthly(
    "Contração",
    better=Better.LOWER,
    formula="Σ (m_t0 − m_t1) dos retidos que caíram",
    meaning="Quanto os clientes que ficaram passaram a comprar a menos por mês.",
)
def contracao(
    ativo_inicio: pl.Expr,
    ativo_fim: pl.Expr,
    receita_janela_inicio: pl.Expr,
    receita_janela_fim: pl.Expr,
    meses_janela: Fraction,
) -> Ratio:
    fall = (receita_janela_inicio - receita_janela_fim).clip(lower_bound=0)
    return Ratio(fall.filter(ativo_inicio & ativo_fim).sum(), meses_janela)


@monthly(
    "Expansão",
    better=Better.HIGHER,
    formula="Σ (m_t1 − m_t0) dos retidos que cresceram",
    meaning="Quanto os clientes que ficaram passaram a comprar a mais por mês.",
)
def expansao(
    ativo_inicio: pl.Expr,
    ativo_fim: pl.Expr,
    receita_janela_inicio: pl.Expr,
    receita_janela_fim: pl.Expr,
    meses_janela: Fraction,
) -> Ratio:
    rise = (receita_janela_fim - receita_janela_inicio).clip(lower_bound=0)
    return Ratio(rise.filter(ativo_inicio & ativo_fim).sum(), meses_janela)


@monthly(
    "Receita dos novos",
    better=Better.HIGHER,
    formula="Σ m_t1 dos novos",
    meaning="Quanto os clientes novos trazem por mês.",
    look="novos",
)
def receita_novos(
    ativo_inicio: pl.Expr,
    ativo_fim: pl.Expr,
    primeira_compra: pl.Expr,
    receita_janela_fim: pl.Expr,
    meses_janela: Fraction,
    inicio: int,
) -> Ratio:
    new = is_new(ativo_inicio, ativo_fim, primeira_compra, inicio)
    return Ratio(receita_janela_fim.filter(new).sum(), meses_janela)


@monthly(
    "Receita dos reativados",
    better=Better.HIGHER,
    formula="Σ m_t1 dos reativados",
    meaning="Quanto os clientes que voltaram trazem por mês.",
    look="reativados",
)
def receita_reativados(
    ativo_inicio: pl.Expr,
    ativo_fim: pl.Expr,
    primeira_compra: pl.Expr,
    receita_janela_fim: pl.Expr,
    meses_janela: Fraction,
    inicio: int,
) -> Ratio:
    back = is_back(ativo_inicio, ativo_fim, primeira_compra, inicio)
    return Ratio(receita_janela_fim.filter(back).sum(), meses_janela)


@indicator(
    "Retenção bruta de receita (GRR)",
    Unit.FRACTION,
    family=FAMILY,
    better=Better.HIGHER,
    formula="(receita_mensal_inicio − churn_receita − contracao) ÷ receita_mensal_inicio",
    meaning="Da receita mensal do início, quanto ficou, sem contar quem passou a comprar mais.",
    parts=(Unit.REAIS_PER_MONTH, Unit.REAIS_PER_MONTH),
    look="perdidos",
)
def grr(receita_mensal_inicio: Fraction, churn_receita: Fraction, contracao: Fraction) -> Ratio:
    return Ratio(receita_mensal_inicio - churn_receita - contracao, receita_mensal_inicio)


@indicator(
    "Retenção líquida de receita (NRR)",
    Unit.FRACTION,
    family=FAMILY,
    better=Better.HIGHER,
    formula="(receita_mensal_inicio − churn_receita − contracao + expansao) ÷ receita_mensal_inicio",
    meaning="Da receita mensal do início, quanto há hoje dos mesmos clientes, com quem passou a comprar mais.",
    parts=(Unit.REAIS_PER_MONTH, Unit.REAIS_PER_MONTH),
    look="perdidos",
)
def nrr(receita_mensal_inicio: Fraction, churn_receita: Fraction, contracao: Fraction, expansao: Fraction) -> Ratio:
    kept = receita_mensal_inicio - churn_receita - contracao + expansao
    return Ratio(kept, receita_mensal_inicio)


@indicator(
    "Quick ratio",
    Unit.TIMES,
    family=FAMILY,
    better=Better.HIGHER,
    formula="(receita_novos + receita_reativados + expansao) ÷ (churn_receita + contracao)",
    meaning="Quantos reais por mês entram para cada real por mês que sai.",
    parts=(Unit.REAIS_PER_MONTH, Unit.REAIS_PER_MONTH),
    look="perdidos",
)
def quick_ratio(
    receita_novos: Fraction,
    receita_reativados: Fraction,
    expansao: Fraction,
    churn_receita: Fraction,
    contracao: Fraction,
) -> Ratio:
    gained = receita_novos + receita_reativados + expansao
    return Ratio(gained, churn_receita + contracao)
