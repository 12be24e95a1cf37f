"""What a condition is, and how it is written."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from carteira_cli.condition.tokens import COLUMN, RESERVED, plain
from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "em", "nao em", "vazio", "nao vazio"]


@dataclass(frozen=True)
class Comparison:
    """A column against values.

    Attributes:
        column: as typed, without accents and in lower case; maybe with a table, `clientes.uf`, or in words of its
            own, `forma de pagamento`, where it was quoted.
        op: in its one canonical spelling.
        values: as typed, without quotes: none for `vazio`, at least one for `em`, else one. None is blank.
    """

    column: str
    op: Operator
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Both:
    """All of at least two conditions."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Either:
    """Any of at least two conditions."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """The contrary of a condition."""

    part: Condition


Condition: TypeAlias = Comparison | Both | Either | Not


def columns(condition: Condition) -> tuple[str, ...]:
    """The columns that a condition looks at, each once, in order of mention."""
    return tuple(dict.fromkeys(comparison.column for comparison in comparisons(condition)))


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison inside a condition, in order of mention."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from comparisons(part)


def in_words(condition: Condition, names: Mapping[str, str]) -> Condition:
    """The same condition with some columns under other names."""
    return changed(condition, lambda one: replace(one, column=names.get(one.column, one.column)))


def changed(condition: Condition, change: Callable[[Comparison], Comparison]) -> Condition:
    """The same condition with each comparison as `change` makes it."""
    match condition:
        case Comparison():
            return change(condition)
        case Not(part):
            return Not(changed(part, change))
        case Both(parts):
            return Both(tuple(changed(part, change) for part in parts))
        case Either(parts):
            return Either(tuple(changed(part, change) for part in parts))


def conjuncts(condition: Condition) -> tuple[Condition, ...]:
    """The conditions that must all hold for this one to: what `e` joins outside of `ou` and `nao`."""
    if isinstance(condition, Both):
        return tuple(found for part in condition.parts for found in conjuncts(part))
    return (condition,)


def unparse(condition: Condition) -> str:
    """The canonical text of a condition, which reads back as the same one, limits of size apart.

    What `ou` joins always stands in parentheses, so that texts may be joined by `e`.

    Example:
        >>> unparse(parse_condition("NÃO uf == SP ou segmento=Varejo Alimentar"))
        '(nao uf = SP ou segmento = "Varejo Alimentar")'
    """
    match condition:
        case Comparison(column, "vazio" | "nao vazio" as op):
            return f"{_named(column)} {op}"
        case Comparison(column, "em" | "nao em" as op, values):
            return f"{_named(column)} {op} ({', '.join(_spelled(value) for value in values)})"
        case Comparison(column, op, values):
            return f"{_named(column)} {op} {_spelled(values[0])}"
        case Not(part):
            return f"nao {_inside(part)}"
        case Both(parts):
            return " e ".join(_inside(part) for part in parts)
        case Either(parts):
            return f"({' ou '.join(unparse(part) for part in parts)})"


def _inside(condition: Condition) -> str:
    """A part of what `e` joins or `nao` turns: its own `e` must not spill over."""
    return f"({unparse(condition)})" if isinstance(condition, Both) else unparse(condition)


def _named(column: str) -> str:
    """A column, in quotes unless it is one plain name."""
    if COLUMN.fullmatch(column) and column not in RESERVED:
        return column
    doubled = column.replace('"', '""')
    return f'"{doubled}"'


def _spelled(value: str) -> str:
    """A value, in quotes unless it is one plain word."""
    if re.fullmatch(r"[\w.\-/]+", value) and plain(value) not in RESERVED:
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'
