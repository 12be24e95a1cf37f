"""A sheet as its cells: the rows that have something in them, with the numbers people know them by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Merge = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column), from 0, as in the sheet

# Text that may be an amount: repeating it down a merged block would count it more than once.
_AMOUNT = re.compile(r"\s*[-(]?\s*(?:R\$|US\$|\$)?\s*-?\d[\d.\s]*(?:[.,]\d+)?\s*%?\)?-?\s*")


@dataclass(frozen=True)
class Row:
    """A row that is not blank.

    Attributes:
        number: in the sheet, from 1.
        cells: from the grid's first column on; None where there is nothing.
    """

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet.

    Attributes:
        sheet: its name.
        rows: those that are not blank, all as wide.
        height: rows from the first of the sheet to the last that is used or formatted.
        first_column: of the sheet (A is 0) in which the cells of the rows start.
        visible: whether the sheet is shown.
        filled: (row number, place in the row) of the cells that a merge spreads down from the one above.
    """

    sheet: str
    rows: list[Row]
    height: int
    first_column: int = 0
    visible: bool = True
    filled: frozenset[tuple[int, int]] = field(default_factory=frozenset)


class Workbook(Protocol):
    """Sheets by name."""

    @property
    def sheets(self) -> Sequence[str]:
        """Names of those that have cells, in their order."""
        ...

    def grid(self, sheet: str) -> Grid:
        """The cells of a sheet."""
        ...


def gather(lines: Iterable[Sequence[Cell]]) -> tuple[list[Row], int]:
    """The rows that are not blank, and how many there were."""
    rows, number = [], 0
    for number, cells in enumerate(lines, start=1):
        kept = [None if cell.__class__ is str and not cell.strip() else cell for cell in cells]
        if any(kept) or any(cell is not None for cell in kept):  # zero and False are false too
            rows.append(Row(number, kept))
    return rows, number


def spread(rows: Sequence[Row], merges: Iterable[Merge], first_column: int) -> frozenset[tuple[int, int]]:
    """Write words and days of cells merged downwards into each row that they cover, in place.

    A merged cell says the same of all its rows. Not so an amount: an order's total merged over its items is one
    total, and stays in the first row alone. Merges over several columns are titles, and stay as they are.

    Returns:
        (row number, place) of the cells written.
    """
    places = {row.number: row for row in rows}
    written = set()
    for (top, left), (bottom, right) in merges:
        place = left - first_column
        if left != right or top == bottom or place < 0 or top + 1 not in places:
            continue
        value = places[top + 1].cells[place]
        if not _same_for_all(value):
            continue
        for number in range(top + 2, bottom + 2):
            row = places.get(number)
            if row is not None and row.cells[place] is None:
                row.cells[place] = value
                written.add((number, place))
    return frozenset(written)


def _same_for_all(value: Cell) -> bool:
    if isinstance(value, str):
        return value.strip().isdigit() or not _AMOUNT.fullmatch(value)
    return isinstance(value, date)
