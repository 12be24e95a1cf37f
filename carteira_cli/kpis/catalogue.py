"""What an indicator is, and the registry of all of them.

An indicator is a function whose parameters name what it needs, as a pytest test names its
fixtures. Over customers, leads or costs it gets Polars columns and returns an aggregate of
integers; a derived one gets the exact values of other indicators. A null among the needs of a
derived indicator makes it null without a call.
"""

from __future__ import annotations

import inspect
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from carteira_cli.commands import commands, families
from carteira_cli.dataclass import dataclass
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    import polars as pl

Number = int | Fraction | float
Frame = Literal["clientes", "leads", "custos"]

CONTEXT = ("inicio", "fim", "meses_periodo", "meses_janela", "margem", "limite_estrito")
MODELLED = ("valor_previsto",)  # measures of customers that no lines have: a model says them


class ChanceKind(StrEnum):
    """How chance moves an indicator, and so what can be said of a change of it."""

    SHARE = "taxa"  # so many of so many
    EVENTS = "eventos"  # a count of what happens in a period: twice as long, twice as many
    STOCK = "estoque"  # a count of what there is on a day
    SUMS = "somas"  # made of sums over customers: who happens to be among them
    UNKNOWN = "desconhecido"  # medians, concentration, dates: no interval, and no verdict


@dataclass(frozen=True)
class Ratio:
    """A quotient that becomes a float once, at the very end; null when the denominator is 0.

    Over a frame the numerator, and often the denominator, is still a Polars expression.
    """

    numerator: Any
    denominator: Any

    @property
    def value(self) -> Number | None:
        """Numerator ÷ denominator: a Fraction unless a float takes part."""
        if self.denominator == 0:
            return None
        if isinstance(self.numerator, int) and isinstance(self.denominator, int):
            return Fraction(self.numerator, self.denominator)
        result: Number = self.numerator / self.denominator
        return result


@dataclass(frozen=True)
class Indicator:
    """One number about a portfolio.

    Attributes:
        key: its name in every format.
        title: its name for people.
        unit: what it counts.
        better: which direction is good.
        formula: how it is computed, in terms of other keys.
        meaning: what it says, in one or two sentences.
        family: the command that it belongs to.
        frame: what it aggregates; None when it is derived from other indicators.
        function: the formula; its parameters are `needs`.
        needs: measures and context of a frame's indicator; keys and context of a derived one.
        parts: units of the numerator and denominator to show beside it.
        interval: from numerator and denominator, the bounds to show beside it.
        look: the list of the customers to look at when the number is bad, where it is not the list of those it counts.
        members: of one that counts customers, from the same needs: whether she is counted (Boolean, never null).
        chance: how chance moves it.
    """

    key: str
    title: str
    unit: Unit
    better: Better
    formula: str
    meaning: str
    family: str
    frame: Frame | None
    function: Callable[..., Any]
    needs: tuple[str, ...]
    parts: tuple[Unit, Unit] | None = None
    interval: Callable[[int, int], tuple[float, float] | None] | None = None
    members: Callable[..., pl.Expr] | None = None
    look: str | None = None
    chance: ChanceKind = ChanceKind.UNKNOWN

    @property
    def predicted(self) -> bool:
        """Whether a model says it of what is to come: it is computed only where it is asked for."""
        return not {*MODELLED}.isdisjoint(self.needs)

    @property
    def sources(self) -> tuple[str, ...]:
        """Tables without which it can't be computed."""
        return self.sources_given(())

    def sources_given(self, contracts: Collection[str]) -> tuple[str, ...]:
        """The same, where contracts give some of the measures of customers."""
        if self.frame == "clientes":
            measures = {need for need in self.needs if need not in CONTEXT}
            return ("assinaturas",) if measures <= set(contracts) else ("vendas",)
        if self.frame is not None:
            return (self.frame,)
        others = (catalogue()[key] for key in self.needs if key not in CONTEXT)
        return tuple(dict.fromkeys(source for other in others for source in other.sources_given(contracts)))


_REGISTRY: dict[str, Indicator] = {}


def indicator(  # noqa: PLR0913 - a record has as many fields as it has
    title: str,
    unit: Unit,
    *,
    family: str,
    formula: str,
    meaning: str,
    better: Better = Better.NEITHER,
    over: Frame | None = None,
    counts: bool = False,
    parts: tuple[Unit, Unit] | None = None,
    interval: Callable[[int, int], tuple[float, float] | None] | None = None,
    look: str | None = None,
    chance: ChanceKind | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register the decorated function as the indicator of its own name.

    With `counts`, the function says of each customer whether she is counted, so that there is a list of those behind
    the number. `chance` is told where unit and parts don't tell it.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        key = function.__name__
        if key in _REGISTRY or family not in families():
            raise ValueError(f"{key}: registered twice, or of no family")
        needs = tuple(inspect.signature(function).parameters)
        formula_of = _count(function) if counts else function
        members = function if counts else None
        moved = _chance(unit, parts, over) if chance is None else chance
        _REGISTRY[key] = Indicator(
            key=key,
            title=title,
            unit=unit,
            better=better,
            formula=formula,
            meaning=meaning,
            family=family,
            frame=over,
            function=formula_of,
            needs=needs,
            parts=parts,
            interval=interval,
            members=members,
            look=look,
            chance=moved,
        )
        return function

    return register


def _chance(unit: Unit, parts: tuple[Unit, Unit] | None, over: Frame | None) -> ChanceKind:
    """How chance moves an indicator, as far as its unit and parts tell."""
    if unit is Unit.FRACTION and parts is not None and parts[0] is parts[1] and parts[0].is_count:
        return ChanceKind.SHARE
    if unit.is_count:
        return ChanceKind.EVENTS
    return ChanceKind.UNKNOWN if unit is Unit.DAYS or over in {"leads", "custos"} else ChanceKind.SUMS


def _count(members: Callable[..., pl.Expr]) -> Callable[..., pl.Expr]:
    """How many of those are counted."""
    return lambda **needs: members(**needs).sum()


@cache
def catalogue() -> Mapping[str, Indicator]:
    """Every indicator by key, in the order in which a summary shows them."""
    for family in families().values():
        import_module(family.module)
    order = list(families())  # a module may have been imported before its turn
    return dict(sorted(_REGISTRY.items(), key=lambda entry: order.index(entry[1].family)))


def of_family(family: str) -> tuple[str, ...]:
    """Keys of a family, in order."""
    return tuple(key for key, item in catalogue().items() if item.family == family)


def keys_of(command: str) -> tuple[str, ...]:
    """The indicators that a command reports; of all of them none that a model is needed for."""
    return measured_keys() if commands()[command].everything else of_family(command)


def measured_keys() -> tuple[str, ...]:
    """Every indicator but those that are predicted."""
    return tuple(key for key, item in catalogue().items() if not item.predicted)


def predicted_of(keys: Iterable[str]) -> tuple[str, ...]:
    """Those of some indicators that are predicted."""
    return tuple(key for key in keys if catalogue()[key].predicted)


def closure(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys and all keys they are derived from, each after those it needs."""
    ordered: dict[str, None] = {}

    def visit(key: str) -> None:
        if key in ordered or key in CONTEXT:
            return
        item = catalogue()[key]
        if item.frame is None:
            for need in item.needs:
                visit(need)
        ordered[key] = None

    for key in keys:
        visit(key)
    return tuple(ordered)


def frame_needs(keys: Iterable[str], frame: Frame) -> tuple[str, ...]:
    """The measures of a frame that indicators need, directly or through others."""
    items = [catalogue()[key] for key in closure(keys)]
    needs = (need for item in items if item.frame == frame for need in item.needs if need not in CONTEXT)
    return tuple(dict.fromkeys(needs))
