"""The rows of a long table, written into its worksheet as they are asked for.

xlsxwriter keeps every cell of a sheet until the workbook is closed, and its own way to keep none has no native tables.
So of a long table it is told how far the sheet goes, and has the rows from here, as the same XML that it would write.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import RowInfo, Worksheet

_BLOCK = 16  # rows that say together from which column to which they go
_EPOCH = date(1899, 12, 30)  # Excel's day 0, as it counts from March 1900 on
_POINTS = 0.75  # of a pixel


class SheetCell(NamedTuple):
    """A cell that has something in it: a number, a flag, a day or a text, and how it looks."""

    kind: Literal["number", "flag", "day", "text"]
    content: Any
    look: Format


Cells = Iterator[SheetCell | None]


def meet(sheet: Worksheet, text: str) -> None:
    """Count a cell that holds a text, which the workbook has once for all of them."""
    texts = sheet.str_table
    if text not in texts.string_table:
        texts.string_table[text] = texts.unique_count
        texts.unique_count += 1
    texts.count += 1


def stream(sheet: Worksheet, columns: Callable[[], Sequence[Cells]], last: int) -> None:
    """Have the rows under the header written when the workbook is closed.

    Args:
        sheet: with its header and its heights, and no other cell; all texts were met.
        columns: the cells of each, from the first row on; asked for when they are written.
        last: the last row that has a cell, from 0, the header's.
    """
    sheet.dim_rowmax = max(last, sheet.dim_rowmax)
    numbers: Mapping[str, int] = sheet.str_table.string_table  # which it gives up before it asks for rows
    letters = [_letters(place) for place in range(sheet.dim_colmax + 1)]

    def rows() -> Iterator[list[str]]:
        header = sorted(sheet.table[0].items())
        yield [_xml(letters[place], 1, cell.format, cell.string, ' t="s"') for place, cell in header]
        for number, row in enumerate(zip(*columns(), strict=True), start=2):
            yield [_cell(cell, letters[place], number, numbers) for place, cell in enumerate(row)]

    def write() -> None:
        every, number = rows(), 0
        while block := list(islice(every, _BLOCK)):
            sheet.fh.write(_block(block, number, sheet.row_info))
            number += _BLOCK

    sheet._write_rows = write  # noqa: SLF001 - the one place where it asks for them


def _block(block: Sequence[Sequence[str]], first: int, heights: Mapping[int, RowInfo]) -> str:
    """Rows as XML, of which each says where all of them begin and end."""
    places = [place for row in block for place, cell in enumerate(row) if cell]
    spans = f' spans="{min(places) + 1}:{max(places) + 1}"' if places else ""
    text = []
    for number, row in enumerate(block, start=first):
        high = heights.get(number)
        height = f' ht="{high.height * _POINTS:.16g}" customHeight="1"' if high is not None else ""
        if cells := "".join(row):
            text.append(f'<row r="{number + 1}"{spans}{height}>{cells}</row>')
    return "".join(text)


def _cell(cell: SheetCell | None, letters: str, number: int, texts: Mapping[str, int]) -> str:
    if cell is None:
        return ""
    kind, content, look = cell
    if kind == "text":
        return _xml(letters, number, look, texts[content], ' t="s"')
    if kind == "flag":
        return _xml(letters, number, look, int(content), ' t="b"')
    if kind == "day":
        return _xml(letters, number, look, (content - _EPOCH).days, "")
    if not isfinite(content):  # as xlsxwriter does: no program opens a sheet with one
        raise TypeError(f"{letters}{number}: {content} is no number that a cell can hold")
    return _xml(letters, number, look, repr(content), "")


def _xml(letters: str, number: int, look: Format, content: object, kind: str) -> str:
    index = look.xf_index
    if index is None:
        index = look._get_xf_index()  # noqa: SLF001 - formats are numbered in the order in which cells are written
    return f'<c r="{letters}{number}" s="{index}"{kind}><v>{content}</v></c>'


def _letters(place: int) -> str:
    from xlsxwriter.utility import xl_col_to_name  # weight: xlsxwriter

    name: str = xl_col_to_name(place)
    return name
