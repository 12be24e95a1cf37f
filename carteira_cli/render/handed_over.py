"""A report with sections, in texts: what formats for people other than the page share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.render import shown
from carteira_cli.units import NOT_AVAILABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.report import Reading, Report
    from carteira_cli.rows import Cell


@dataclass(frozen=True)
class Figure:
    """An indicator of the first page: its name, its value, and what it was, a sentence a period."""

    title: str
    value: str
    was: tuple[str, ...]


def figures(report: Report) -> tuple[Figure, ...]:
    """Those that the sections show as cards, in order."""
    by_key = {reading.key: reading for reading in report.readings if reading.missing is None}
    keys = [key for section in report.sections for key in section.readings if key in by_key]
    return tuple(Figure(by_key[key].title, shown.value(by_key[key]), tuple(_was(by_key[key], report))) for key in keys)


def compared_words(report: Report) -> str:
    """`comparado com 2024-11 e com 2023-12`; nothing where it is with nothing."""
    labels = [line.label for line in (report.compared_with, report.year_before) if line is not None]
    return f"comparado com {' e com '.join(labels)}" if labels else ""


def missing(report: Report) -> tuple[str, ...]:
    """The sections that are not there: each with why, and what would bring it."""
    return tuple(f"{one.title}: {one.missing}" for one in report.sections if one.missing is not None)


def _was(reading: Reading, report: Report) -> Iterator[str]:
    if report.compared_with is not None:
        yield from _era(reading, reading.previous, report.compared_with.label, shown.change(reading))
    if report.year_before is not None and reading.year is not None:
        yield from _era(reading, reading.year.value, report.year_before.label, shown.year_change(reading))


def _era(reading: Reading, before: Cell, label: str, change: shown.Change | None) -> Iterator[str]:
    """`era 4,5 % em 2024-11 (+1,3 p.p. ▲ dentro do acaso)`."""
    told = shown.in_its_unit(before, reading)
    if told != NOT_AVAILABLE:
        yield f"era {told} em {label}{f' ({change.text})' if change else ''}"
