"""What an indicator is a product of, or a sum of: its factors, by keys of the catalogue."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.kpis.catalogue import Indicator

    Numbers = Mapping[str, Fraction | None]  # key → what it came to; None is "n/d"

TOP, BOTTOM, MARGIN = "/numerador", "/denominador", "margem"  # of a ratio its parts; of a period its margin


@dataclass(frozen=True)
class Factor:
    """A factor, itself a quotient of products of numbers.

    Attributes:
        title: for people.
        unit: what it is in.
        top: keys that are multiplied.
        bottom: keys that are divided by.
        sign: −1 where a term of a sum is taken off.
        divides: whether the product is divided by it.
    """

    title: str
    unit: Unit
    top: tuple[str, ...] = ()
    bottom: tuple[str, ...] = ()
    sign: int = 1
    divides: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """Those that it is made of."""
        return (*self.top, *self.bottom)

    def value(self, numbers: Numbers) -> Fraction | None:
        """What it comes to; None where a number is "n/d", or it is divided by 0."""
        found = Fraction(1)
        for key in self.top:
            number = numbers.get(key)
            if number is None:
                return None
            found *= number
        for key in self.bottom:
            number = numbers.get(key)
            if not number:
                return None
            found /= number
        return None if self.divides and not found else found

    def in_product(self, value: Fraction) -> Fraction:
        """What the product is multiplied by, of a value that it has."""
        return 1 / value if self.divides else value


@dataclass(frozen=True)
class Chain:
    """Factors whose product an indicator is, or terms whose sum it is but for what does not change."""

    factors: tuple[Factor, ...]
    adds: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The indicators that it is made of."""
        keys = (key.partition("/")[0] for factor in self.factors for key in factor.keys)
        return tuple(dict.fromkeys(key for key in keys if key != MARGIN))


def _mean(title: str, top: str, bottom: str, unit: Unit = Unit.REAIS_PER_MONTH) -> Factor:
    return Factor(title, unit, (top,), (bottom,))


_WORTH = _mean("Receita mensal por cliente", "receita_mensal_inicio", "clientes_inicio")
_MARGIN = Factor("Margem", Unit.FRACTION, (MARGIN,))
_LTV = (_WORTH, _MARGIN, "vida_media_meses")
_RIPE = Factor("Leads que já tiveram o prazo", Unit.LEADS, ("conversao" + BOTTOM,))
_PRODUCTS: Mapping[str, tuple[str | Factor, ...]] = {
    "receita": ("compradores", "frequencia", "ticket_pedido"),
    "ticket_cliente": ("frequencia", "ticket_pedido"),
    "pedidos": ("compradores", "frequencia"),
    "compradores": ("clientes_cadastrados", "positivacao"),
    "clientes_ativos": ("clientes_cadastrados", "percentual_ativos"),
    "perdidos": ("clientes_inicio", "churn"),
    "retidos": ("clientes_inicio", "retencao"),
    "convertidos": (_RIPE, "conversao"),
    "custo_aquisicao": ("clientes_novos", "cac"),
    "receita_mensal_inicio": ("clientes_inicio", _WORTH),
    "receita_mensal_fim": (
        "clientes_fim",
        _mean("Receita mensal por cliente", "receita_mensal_fim", "clientes_fim"),
    ),
    "churn_receita": (
        "clientes_inicio",
        "churn",
        _mean("Receita mensal por cliente perdido", "churn_receita", "perdidos"),
    ),
    "churn_receita_percentual": (
        "churn",
        Factor(
            "Valor do cliente perdido ÷ do cliente médio",
            Unit.TIMES,
            ("churn_receita", "clientes_inicio"),
            ("perdidos", "receita_mensal_inicio"),
        ),
    ),
    "receita_novos": ("novos", _mean("Receita mensal por cliente novo", "receita_novos", "novos")),
    "receita_reativados": (
        "reativados",
        _mean("Receita mensal por cliente reativado", "receita_reativados", "reativados"),
    ),
    "ltv": _LTV,
    "ltv_cac": (*_LTV, Factor("÷ CAC", Unit.REAIS, ("cac",), divides=True)),
    "payback_meses": (
        "cac",
        Factor(
            "÷ Receita mensal por cliente",
            Unit.REAIS_PER_MONTH,
            ("receita_mensal_inicio",),
            ("clientes_inicio",),
            divides=True,
        ),
        Factor("÷ Margem", Unit.FRACTION, (MARGIN,), divides=True),
    ),
}
_SUMS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "clientes_fim": (("clientes_inicio", 1), ("perdidos", -1), ("novos", 1), ("reativados", 1)),
    "grr": (("churn_receita", -1), ("contracao", -1)),
    "nrr": (("churn_receita", -1), ("contracao", -1), ("expansao", 1)),
}
_OF_START = frozenset({"grr", "nrr"})  # sums of shares of the revenue at the start
_PARTS: Mapping[str, tuple[str, str]] = {  # of ratios whose parts are no indicators
    "conversao": ("Convertidos", "Leads"),
    "taxa_reativacao": ("Reativados", "Inativos no início"),
    "ltv_historico": ("Receita histórica", "Clientes que já compraram"),
    "quick_ratio": ("Receita que entra", "Receita que sai"),
}


def chain_of(item: Indicator) -> Chain | None:
    """What an indicator is made of; None where it is nothing but itself."""
    if item.key in _PRODUCTS:
        return Chain(tuple(_own(one) if isinstance(one, str) else one for one in _PRODUCTS[item.key]))
    if item.key in _SUMS:
        return Chain(tuple(_terms(item)), adds=True)
    if item.parts is None or not (item.frame is None or item.key in _PARTS):
        return None
    titles = _PARTS.get(item.key) or tuple(catalogue()[key].title for key in item.needs)
    return Chain(
        (
            Factor(titles[0], item.parts[0], (item.key + TOP,)),
            Factor(f"÷ {titles[1]}", item.parts[1], (item.key + BOTTOM,), divides=True),
        )
    )


def _own(key: str) -> Factor:
    return Factor(catalogue()[key].title, catalogue()[key].unit, (key,))


def _terms(item: Indicator) -> Iterable[Factor]:
    for key, sign in _SUMS[item.key]:
        title, unit = catalogue()[key].title, catalogue()[key].unit
        if item.key in _OF_START:
            yield Factor(f"{title} ÷ receita do início", Unit.FRACTION, (key,), ("receita_mensal_inicio",), sign)
        else:
            yield Factor(title, unit, (key,), (), sign)
