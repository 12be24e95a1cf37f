"""Conversion: how many leads became customers, and how long it took them."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import Better, Ratio, indicator
from carteira_cli.units import Unit

if TYPE_CHECKING:
    import polars as pl

FAMILY = "conversao"
Z_95 = 1.959963984540054  # 97.5 % quantile of the standard normal


def wilson(successes: int, trials: int) -> tuple[float, float] | None:
    """The 95 % score interval of a proportion (Wilson, 1927); None without trials.

    Example:
        >>> low, high = wilson(2, 4) or (0.0, 0.0)
        >>> round(low, 4), round(high, 4)
        (0.15, 0.85)
    """
    if not trials:
        return None
    share = successes / trials
    spread = Z_95 * sqrt(share * (1 - share) / trials + Z_95**2 / (4 * trials**2))
    centre, scale = share + Z_95**2 / (2 * trials), 1 + Z_95**2 / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


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
    formula="leads do período convertidos até a data de referência (ou dentro do prazo)",
    meaning="Dos leads que entraram no período, quantos viraram clientes.",
)
def convertidos(lead_convertido: pl.Expr) -> pl.Expr:
    return lead_convertido.sum()


@indicator(
    "Conversão",
    Unit.FRACTION,
    family=FAMILY,
    better=Better.HIGHER,
    formula="convertidos ÷ leads",
    meaning="De cada 100 leads do período, quantos viraram clientes, com intervalo de Wilson de 95 %.",
    parts=(Unit.LEADS, Unit.LEADS),
    interval=wilson,
)
def conversao(convertidos: int, leads: int) -> Ratio:
    return Ratio(convertidos, leads)


@indicator(
    "Dias até converter",
    Unit.DAYS,
    family=FAMILY,
    over="leads",
    better=Better.LOWER,
    formula="mediana de data_conversao − data dos convertidos",
    meaning="Metade dos convertidos levou até este número de dias.",
)
def dias_ate_converter(lead_convertido: pl.Expr, lead_dias: pl.Expr) -> pl.Expr:
    return lead_dias.filter(lead_convertido).median()
