"""The measures that indicators over customers may ask for, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from carteira_cli.engines.panel import Measure
from carteira_cli.period import Period, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Returns = Literal["abater", "ignorar"]
Measured = Literal["receita", "margem", "pedidos"]
REGISTERED = "cadastro"  # not a measure of lines: the day of registration (Int32), null for who is not in the register
WINDOWED = frozenset({"ativo_inicio", "ativo_fim"})  # measures that look back by the window
UNDATED = -(2**31)  # the day of registration of a customer of whom the register has none


@dataclass(frozen=True)
class Span:
    """A period under a rule of activity: what measures are relative to.

    Attributes:
        period: `[t0, t1)`.
        window: how long a purchase keeps a customer active.
        returns: whether returns reduce revenue.
        measured: what concentration is measured in.
    """

    period: Period
    window: Window
    returns: Returns = "abater"
    measured: Measured = "receita"

    def net(self, start: int | None, end: int, column: str = "valor") -> Measure:
        """Revenue in cents: of all valid lines, or of purchases only when returns are ignored."""
        return Measure("sum", "validas" if self.returns == "abater" else "compras", start, end, column)

    def active(self, day: int) -> Measure:
        """Whether there is a purchase in the window before `day`."""
        return Measure("any", "compras", self.window.start(day), day)


MEASURES: Mapping[str, Callable[[Span], Measure]] = {
    "ativo_inicio": lambda s: s.active(s.period.start),
    "ativo_fim": lambda s: s.active(s.period.end),
    "primeira_compra": lambda s: Measure("min", "compras", None, s.period.end),
    "receita_janela_inicio": lambda s: s.net(s.window.start(s.period.start), s.period.start),
    "receita_janela_fim": lambda s: s.net(s.window.start(s.period.end), s.period.end),
    "receita_periodo": lambda s: s.net(s.period.start, s.period.end),
    "medida_periodo": lambda s: _MEASURED[s.measured](s),
    "receita_historica": lambda s: s.net(None, s.period.end),
    "comprou_no_periodo": lambda s: Measure("any", "compras", s.period.start, s.period.end),
    "pedidos_no_periodo": lambda s: Measure("orders", "compras", s.period.start, s.period.end),
    "primeira_linha": lambda _: Measure("min", "todas"),
    "receita_com_custo": lambda s: s.net(s.period.start, s.period.end, "valor_com_custo"),
    "custo_das_vendas": lambda s: s.net(s.period.start, s.period.end, "custo"),
}


def measured_in(word: str) -> Measured:
    """What concentration is measured in, as `--medida` says."""
    return "margem" if word == "margem" else "pedidos" if word == "pedidos" else "receita"


def columns_read(needs: Iterable[str], measured: Measured = "receita") -> frozenset[str]:
    """The columns of the sale lines that measures look at, besides those that every line has.

    Args:
        needs: names of measures.
        measured: what concentration is measured in.
    """
    nominal = Span(Period(0, 1, "um dia"), Window(1, "d"), measured=measured)  # which days it is does not matter
    found = (MEASURES[need](nominal).columns for need in needs if need in MEASURES)
    return frozenset[str]().union(*found)


_MEASURED: Mapping[Measured, Callable[[Span], Measure]] = {
    "receita": lambda s: s.net(s.period.start, s.period.end),
    "margem": lambda s: s.net(s.period.start, s.period.end, "margem_com_custo"),
    "pedidos": lambda s: Measure("orders", "compras", s.period.start, s.period.end),
}
