"""A sheet as its cells: the rows that have something in them, with the numbers people know them by."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Merge = tuple[tuple[int, int], tuple[int, int]]  # first and last (row, column), from 0, as in the sheet

# Text that may be an amount: repeating it down a merged block would count it more than once.
_AMOUNT = re.compile(r"\s*[-(]?\s*(?:R\$|US\$|\$)?\s*-?\d[\d.\s]*(?:[.,]\d+)?\s*%?\)?-?\s*")


def words(cell: Cell) -> str:
    """A cell as a name or a sample: in one line, whole numbers without decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


@dataclass(slots=True)
class SheetRow:
    """A row that is not blank; `spread` writes into its cells, and nobody else does.

    Attributes:
        line: of the sheet, from 1.
        cells: from the grid's first column on; None where there is nothing.
    """

    line: int
    cells: list[Cell]

    @property
    def shown(self) -> str:
        """Its text, for people."""
        return " | ".join(words(cell) for cell in self.cells if cell is not None)


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
        cut: whether the file ends before it says that the table does.
    """

    sheet: str
    rows: Sequence[SheetRow]
    height: int
    first_column: int = 0
    visible: bool = True
    filled: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    cut: bool = False


class Workbook(Protocol):
    """Sheets by name."""

    @property
    def sheets(self) -> Sequence[str]:
        """Names of those that have cells, in their order."""
        ...

    def grid(self, sheet: str) -> Grid:
        """The cells of a sheet."""
        ...


def gather(lines: Iterable[Sequence[Cell]]) -> tuple[list[SheetRow], int]:
    """The rows that are not blank, and how many there were.

    Column by column, all of a length: one that has something everywhere, as most do, is told without a step a cell.
    """
    kept: list[list[Cell]] = list(map(list, lines))
    filled: list[bool] = [False] * len(kept)
    for place, column in enumerate(zip(*kept, strict=True)):
        kinds = set(map(type, column))
        if kinds.isdisjoint({str, type(None)}) or (kinds == {str} and all(map(str.strip, column))):
            filled = [True] * len(kept)
            continue
        for at, cell in enumerate(column):
            if cell.__class__ is str and not cell.strip():
                kept[at][place] = None
            elif cell is not None:
                filled[at] = True
    return [SheetRow(number, cells) for number, cells in enumerate(kept, start=1) if filled[number - 1]], len(kept)


def used_places(rows: Sequence[SheetRow]) -> set[int]:
    """Places in which some row has something."""
    width = len(rows[0].cells) if rows else 0
    return {place for place in range(width) if any(row.cells[place] is not None for row in rows)}


def spread(rows: Sequence[SheetRow], merges: Iterable[Merge], first_column: int) -> frozenset[tuple[int, int]]:
    """Write words and days of cells merged downwards into each row that they cover, in place.

    A merged cell says the same of all its rows. Not so an amount: an order's total merged over its items is one
    total, and stays in the first row alone. Merges over several columns are titles, and stay as they are.

    Returns:
        (row number, place) of the cells written.
    """
    numbers = [row.line for row in rows]
    written = set()
    reached: dict[int, int] = {}  # place → the row after the last merge: those that lie over each other cost no more
    for (top, left), (bottom, right) in sorted(merges):
        place, at = left - first_column, bisect_left(numbers, top + 1)
        if left != right or top == bottom or place < 0 or at == len(rows) or numbers[at] != top + 1:
            continue
        if place >= len(rows[at].cells) or not _same_for_all(value := rows[at].cells[place]):
            continue
        end = bisect_right(numbers, bottom + 1)
        for row in rows[max(at + 1, reached.get(place, 0)) : end]:
            if row.cells[place] is None:
                row.cells[place] = value
                written.add((row.line, place))
        reached[place] = max(end, reached.get(place, 0))
    return frozenset(written)


def _same_for_all(value: Cell) -> bool:
    if isinstance(value, str):
        return value.strip().isdigit() or not _AMOUNT.fullmatch(value)
    return isinstance(value, date)
