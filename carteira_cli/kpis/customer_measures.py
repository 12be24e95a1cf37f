"""The measures that indicators over customers may ask for, by name."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Literal

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import Measure
from carteira_cli.period import Period, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from carteira_cli.config.activity_rules import ToldRule

Returns = Literal["abater", "ignorar"]
Measured = Literal["receita", "margem", "pedidos"]
REGISTERED = "cadastro"  # not a measure of lines: the day of registration (Int32), null for who is not in the register
WINDOWED = frozenset({"ativo_inicio", "ativo_fim"})  # measures that look back by the window
UNDATED = -(2**31)  # the day of registration of a customer of whom the register has none


@dataclass(frozen=True)
class ActivityRule:
    """What makes a customer active on a day t: so much bought within a window before it.

    Attributes:
        window: the days that count, `[t−W, t)`.
        orders: how many orders she needs there, at least 1.
        cents: how much revenue she needs there; 0: any purchase will do.
    """

    window: Window
    orders: int = 1
    cents: int = 0


@dataclass(frozen=True)
class Span:
    """A period under a rule of activity: what measures are relative to.

    Attributes:
        period: `[t0, t1)`.
        window: how long a purchase keeps a customer active.
        returns: whether returns reduce revenue.
        measured: what concentration is measured in.
        rules: who is active by which rule, where there are several; the last is everybody else's. None: `window` alone.
    """

    period: Period
    window: Window
    returns: Returns = "abater"
    measured: Measured = "receita"
    rules: tuple[ActivityRule, ...] = ()

    @property
    def months(self) -> Fraction:
        """What money of the window is divided by to be that of a month.

        Under rules of several windows the money of each is brought to a common one: the least number of months that
        every window goes into, so that cents stay whole numbers.
        """
        lengths = [rule.window.months for rule in self.rules] or [self.window.months]
        return Fraction(lcm(*(one.numerator for one in lengths)), gcd(*(one.denominator for one in lengths)))

    def window_start(self, day: int) -> int:
        """The first day that matters to who is active on `day`, by whichever rule."""
        return min((rule.window.start(day) for rule in self.rules), default=self.window.start(day))

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


def rules_of(told: Sequence[ToldRule], window: Window) -> tuple[ActivityRule, ...]:
    """The rules as they hold in a run with some window, the last that of everybody else; none without any.

    Args:
        told: those of the configuration, that for everybody else last, if there is one.
        window: of whatever a rule leaves open.
    """
    found = [ActivityRule(rule.window or window, rule.orders, rule.cents) for rule in told]
    return (*found, *(() if not told or told[-1].where is None else (ActivityRule(window),)))


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
