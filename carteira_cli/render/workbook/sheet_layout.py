"""How wide the columns and how high the rows of a worksheet are, in characters and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.flat import unit_of
from carteira_cli.render.shown import cell as shown_cell
from carteira_cli.report import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.report import Table
    from carteira_cli.rows import Cell

NARROWEST, WIDEST = 8, 48  # characters of a column; texts beyond wrap, no number is
_WIDEST_HEADER = 20  # beyond it a header wraps
_FILTER = 4  # room for the arrow of the filter
_MARGIN = 3  # around a text
_HUGE = 1e20  # beyond it Excel shows no digits anyway
_DATE = _FLAG = 10  # 31/12/2024, VERDADEIRO


def is_long(value: Cell) -> bool:
    """Whether a cell is a text that needs more than a line."""
    return isinstance(value, str) and (len(value) > WIDEST or "\n" in value)


def width(header: str, place: int, table: Table) -> int:
    """Characters of a column: its widest cell or the words of its header, within bounds; a number always fits."""
    word = max(map(len, header.split()), default=0)
    heading = max(min(len(header), _WIDEST_HEADER), min(word, WIDEST)) + _FILTER
    longest = min(max(_lengths(place, table), default=0), WIDEST)
    return max(NARROWEST, heading, longest + _MARGIN)


def lines(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """How many lines a row of texts takes in columns of these widths, or its headers."""
    return max(
        (_wrapped(cell, room) for cell, room in zip(row, widths, strict=True) if isinstance(cell, str)), default=1
    )


def any_wraps(table: Table, widths: Sequence[int]) -> bool:
    """Whether some text takes more than a line: of most tables none does, and so no row is high."""
    return any(
        isinstance(cell, str) and not _fits(cell, room)
        for row in table.rows
        for cell, room in zip(row, widths, strict=True)
    )


def _fits(text: str, room: int) -> bool:
    return len(text) <= room - _MARGIN and "\n" not in text


def _wrapped(text: str, room: int) -> int:
    if _fits(text, room):
        return 1
    return sum(1 + max(len(line) - 1, 0) // (room - _FILTER) for line in text.split("\n"))


def _lengths(place: int, table: Table) -> Iterator[int]:
    """Lengths of cells as they are shown, in no order: of numbers of one unit only the extremes are looked at."""
    column = table.columns[place]
    cells = [row[place] for row in table.rows]
    if column.is_number and column.kind not in {Kind.VALUE, Kind.CHANGE}:
        numbers = [cell for cell in cells if isinstance(cell, int | float)]
        extremes = (min(numbers), max(numbers)) if numbers else ()
        yield from (len(shown_cell(max(-_HUGE, min(cell, _HUGE)), column)) + 2 for cell in extremes)  # 2: ",5 dias"
    elif column.is_number:
        yield from (len(shown_cell(row[place], column, unit_of(column, row, table.columns))) for row in table.rows)
    elif column.kind is Kind.DATE:
        yield _DATE
    elif column.kind is Kind.FLAG:
        yield _FLAG
    else:
        yield from (len(line) for cell in cells if cell is not None for line in str(cell).split("\n"))
