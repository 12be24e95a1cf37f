"""Conversion: how many leads became customers, and how long it took them."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import Ratio, indicator
from carteira_cli.signal.rates import wilson
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

FAMILY = "conversao"
CONVERSIONS = ("convertidos", "conversao", "dias_ate_converter")  # what grows while leads ripen
MOST = Fraction(9, 10)


def usual_term(days: Sequence[int]) -> int | None:
    """The days within which nine in ten of the known conversions came; None without any.

    The nearest rank: the smallest number of days that at least nine in ten of them did not exceed. A cohort of leads
    is ripe when its youngest lead has had so long; until then more of it is still to convert.

    Example:
        >>> usual_term([3, 43, 62])
        62
    """
    return sorted(days)[ceil(MOST * len(days)) - 1] if days else None


@indicator(
    "Leads",
    Unit.LEADS,
    family=FAMILY,
    over="leads",
    better=Better.HIGHER,
    formula="leads distintos criados no período",
    meaning="Quantos leads entraram.",
)
def leads(lead_convertido: pl.Expr) -> pl.Expr:
    return lead_convertido.len()


@indicator(
    "Convertidos",
    Unit.LEADS,
    family=FAMILY,
    over="leads",
    better=Better.HIGHER,
    formula="leads do período convertidos até a data de referência; com --prazo, dentro do prazo, entre os leads cujo "
    "prazo já venceu",
    meaning="Dos leads que entraram no período, quantos viraram clientes.",
)
def convertidos(lead_convertido: pl.Expr, lead_maduro: pl.Expr) -> pl.Expr:
    return (lead_convertido & lead_maduro).sum()


@indicator(
    "Conversão",
    Unit.FRACTION,
    family=FAMILY,
    over="leads",
    better=Better.HIGHER,
    formula="convertidos ÷ leads; com --prazo, ÷ os leads cujo prazo já venceu",
    meaning="De cada 100 leads do período, quantos viraram clientes, com intervalo de Wilson de 95 %. n/d sem nenhuma "
    "data de conversão. Sem --prazo, um período cujo lead mais novo teve menos dias do que 9 em 10 das conversões "
    "conhecidas levam está ainda amadurecendo, e não se diz melhor nem pior.",
    parts=(Unit.LEADS, Unit.LEADS),
    interval=wilson,
)
def conversao(lead_convertido: pl.Expr, lead_maduro: pl.Expr) -> Ratio:
    return Ratio((lead_convertido & lead_maduro).sum(), lead_maduro.sum())


@indicator(
    "Dias até converter",
    Unit.DAYS,
    family=FAMILY,
    over="leads",
    better=Better.LOWER,
    formula="mediana de data_conversao − data dos convertidos",
    meaning="Metade dos convertidos levou até este número de dias.",
)
def dias_ate_converter(lead_convertido: pl.Expr, lead_maduro: pl.Expr, lead_dias: pl.Expr) -> pl.Expr:
    return lead_dias.filter(lead_convertido & lead_maduro).median()
