"""The tables that stand beside the indicators of some commands."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.kpis.concentracao import abc_bounds
from carteira_cli.kpis.evaluate import CENTS, Value
from carteira_cli.report import Column, Table, plain
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

_BRIDGE = (
    ("receita_mensal_inicio", "Receita mensal no início", 1),
    ("churn_receita", "− Clientes perdidos", -1),
    ("contracao", "− Contração dos retidos", -1),
    ("expansao", "+ Expansão dos retidos", 1),
    ("receita_novos", "+ Clientes novos", 1),
    ("receita_reativados", "+ Clientes reativados", 1),
    ("receita_mensal_fim", "= Receita mensal no fim", 1),
)
_CLASSES = (("A", 0, 80), ("B", 80, 95), ("C", 95, 100))
_CURVE_STEPS = (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)


def bridge(values: Mapping[str, Value]) -> Table:
    """The revenue bridge: monthly revenue at the start, what left and what came, at the end."""
    start = values["receita_mensal_inicio"].exact
    rows = []
    for key, title, sign in _BRIDGE:
        amount = values[key].exact
        signed = None if amount is None else amount * sign
        share = None if amount is None or not start else amount / start
        rows.append((title, plain(signed), plain(share)))
    columns = (
        Column("parcela", "Parcela"),
        Column("valor", "R$ por mês", Unit.REAIS_PER_MONTH),
        Column("fracao_do_inicio", "% do início", Unit.FRACTION),
    )
    return Table("ponte", "Ponte de receita", columns, tuple(rows), bar="fracao_do_inicio")


def abc(ranked: pl.DataFrame, *, strict: bool) -> Table:
    """Customers and revenue of the classes A, B and C."""
    total, count = int(ranked["centavos"].sum()), ranked.height
    placed = ranked.with_columns(limite=abc_bounds(pl.col("centavos"), strict) * 100)
    rows = []
    for name, low, high in _CLASSES:
        inside = pl.col("limite").is_between(total * low, total * high, closed="right" if strict else "left")
        part = placed.filter(inside)
        cents = int(part["centavos"].sum())
        rows.append(
            (
                name,
                part.height,
                plain(Fraction(part.height, count) if count else None),
                plain(Fraction(cents, CENTS)),
                plain(Fraction(cents, total) if total else None),
            )
        )
    columns = (
        Column("classe", "Classe"),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("fracao_clientes", "% dos clientes", Unit.FRACTION),
        Column("receita", "Receita", Unit.REAIS),
        Column("fracao_receita", "% da receita", Unit.FRACTION),
    )
    return Table("abc", "Classes ABC", columns, tuple(rows), bar="fracao_receita")


def curve(ranked: pl.DataFrame) -> Table:
    """The 80/20 curve: the first p % of customers (rounded up) and their share of the revenue."""
    total, count = int(ranked["centavos"].sum()), ranked.height
    cumulative = [0, *ranked["centavos"].cum_sum().to_list()]
    rows = []
    for step in _CURVE_STEPS if count else ():
        first = -(-count * step // 100)
        rows.append(
            (
                plain(Fraction(step, 100)),
                first,
                plain(Fraction(cumulative[first], CENTS)),
                plain(Fraction(cumulative[first], total)),
            )
        )
    columns = (
        Column("fracao_clientes", "Maiores clientes", Unit.FRACTION),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        Column("receita", "Receita acumulada", Unit.REAIS),
        Column("fracao_receita", "% da receita", Unit.FRACTION),
    )
    return Table("curva", "Curva 80/20", columns, tuple(rows), bar="fracao_receita")
