"""What one looks at first in a report of indicators: what was asked for, then the first indicators of the family."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.units import Depth

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from carteira_cli.analysis.family_tables import Beside
    from carteira_cli.analysis.run import Run
    from carteira_cli.report import Column, Reading, Table

COLUMNS = 5  # indicators that a row of a group or period has at first


def first_reading(run: Run, reading: Reading) -> Reading:
    """An indicator as deep as the question puts it.

    Of a list none comes first; of groups, of a series and of all indicators those that the record names, and of these
    none that has no source.
    """
    record = commands()[run.command]
    if run.config.question.listar is not None:
        return replace(reading, depth=Depth.FULL)
    if not (record.everything or _splits(run)):
        return reading
    told = record.everything and run.grouping.dimensions  # by the row of all of them
    here = reading.key in record.first and not reading.missing and not told
    return replace(reading, depth=Depth.SCREEN if here else Depth.FULL)


def first_columns(run: Run, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The indicators of groups and periods, those at the depth of a screen that the record names first."""
    here = {column.key for column in columns}
    first = [key for key in commands()[run.command].first if key in here][:COLUMNS]
    if not first:
        return columns
    return tuple(replace(one, depth=Depth.SCREEN if one.key in first else Depth.FULL) for one in columns)


def behind(tables: Iterable[Table]) -> Iterator[Table]:
    """Tables that a default screen has no room for: something else was asked for."""
    return (replace(one, depth=max(one.depth, Depth.FULL)) for one in tables)


def beside_first(run: Run, beside: Beside) -> Beside:
    """What a family shows besides, behind the groups, series or list that was asked for."""
    if not (_splits(run) or run.config.question.listar is not None):
        return beside
    return replace(
        beside,
        tables=tuple(behind(beside.tables)),
        charts=tuple(replace(one, depth=Depth.FULL) for one in beside.charts),
    )


def _splits(run: Run) -> bool:
    """Whether groups or a series were asked for."""
    return bool(run.grouping.dimensions or run.shown)
