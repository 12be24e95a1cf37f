"""A report is frozen data: numbers with units, tables, notes and where everything came from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.kpis.catalogue import Better, Number
    from carteira_cli.units import Unit

Cell = str | int | float | None


@dataclass(frozen=True)
class Reading:
    """One indicator, read.

    `value` is None for "n/d"; `missing` names the source without which there is no value at all.
    `numerator` and `denominator` come with their units in `parts`.
    """

    key: str
    title: str
    unit: Unit
    better: Better
    family: str
    value: Cell = None
    numerator: Cell = None
    denominator: Cell = None
    parts: tuple[Unit, Unit] | None = None
    interval: tuple[float, float] | None = None
    previous: Cell = None
    change: float | None = None
    missing: str | None = None


@dataclass(frozen=True)
class Column:
    """A table's column: key for machines, title and unit for people (no unit: text)."""

    key: str
    title: str
    unit: Unit | None = None


@dataclass(frozen=True)
class Table:
    """Raw numbers in rows; `bar` names a column of fractions to draw as bars."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    bar: str | None = None


@dataclass(frozen=True)
class Snippet:
    """A text to be copied as it stands, such as lines of configuration."""

    key: str
    title: str
    text: str


@dataclass(frozen=True)
class Source:
    """What was read: `lines = valid + cancelled + rejected`."""

    table: str
    file: str
    lines: int
    valid: int
    cancelled: int
    rejected: int


@dataclass(frozen=True)
class PeriodLine:
    """A period in dates, both ends included; `until` is the last day that has data when it is incomplete."""

    label: str
    first: str
    last: str
    complete: bool
    until: str


@dataclass(frozen=True)
class Report:
    """The result of a command, before any format; one that measures no period has none."""

    command: str
    title: str
    period: PeriodLine | None = None
    rules: tuple[tuple[str, Cell], ...] = ()
    rule_words: str | None = None
    readings: tuple[Reading, ...] = ()
    tables: tuple[Table, ...] = ()
    sources: tuple[Source, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    compared_with: PeriodLine | None = None
    snippets: tuple[Snippet, ...] = ()


def plain(number: Number | None) -> Cell:
    """An exact value as the one float (or int) that stands for it."""
    return float(number) if isinstance(number, Fraction) else number


def relative_change(value: Number | None, previous: Number | None) -> float | None:
    """(value − previous) ÷ |previous|; None where either is missing or the previous one is 0."""
    if value is None or previous is None or not previous:
        return None
    size = -previous if previous < 0 else previous
    return float((value - previous) / Fraction(size)) if isinstance(size, int) else float((value - previous) / size)
