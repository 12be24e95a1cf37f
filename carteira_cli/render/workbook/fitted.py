"""Tables as they go into sheets: the indicators for people, a long table in as many pieces as it takes sheets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.render.flat import readings_table
from carteira_cli.render.shown import calculation
from carteira_cli.report import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.report import Report

MOST_ROWS = 1_048_575  # of a sheet, its header apart


def indicators(report: Report) -> Table:
    """The indicators with their names and calculations; the other columns are those of the flat formats."""
    flat = readings_table(report)
    key, *numbers = flat.columns
    columns = (Column("titulo", "Título"), *numbers, Column("calculo", "Cálculo"), key)
    known = (reading for reading in report.readings if reading.missing is None)
    rows = tuple(
        (reading.title, *cells, calculation(reading, exact=True), name)
        for reading, (name, *cells) in zip(known, flat.rows, strict=True)
    )
    return replace(flat, columns=columns, rows=rows)


def whole_sheets(table: Table) -> Iterator[Table]:
    """A table in pieces that fit in a sheet; one at least."""
    for start in range(0, max(len(table.rows), 1), MOST_ROWS):
        yield replace(table, rows=table.rows[start : start + MOST_ROWS])
