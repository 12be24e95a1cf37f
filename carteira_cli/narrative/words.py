"""Numbers as sentences have them."""

from __future__ import annotations

from carteira_cli.units import Unit, brief, show
from carteira_cli.words import counted


def money(amount: float) -> str:
    """`R$ 335 mil`, without the word for a month, which the sentence has."""
    return brief(amount, Unit.REAIS)


def monthly(amount: float) -> str:
    """`R$ 335 mil por mês`."""
    return f"{money(amount)} por mês"


def percent(fraction: float) -> str:
    """`5,8 %`."""
    return show(fraction, Unit.FRACTION)


def clients(count: float) -> str:
    """`12 clientes`."""
    return counted(round(count), "cliente")
