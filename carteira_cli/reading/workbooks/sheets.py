"""Read the table in a workbook: the sheet and the rows that fit, with native types where a column has one."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, did_you_mean
from carteira_cli.names import first_of, fold
from carteira_cli.reading.inputs.kinds import WORKBOOKS, refusal, what_is
from carteira_cli.reading.joined import BlockHeading, align
from carteira_cli.reading.left_out import LeftOut
from carteira_cli.reading.workbooks.blocks import SheetBlock, blocks_of
from carteira_cli.reading.workbooks.layout import (
    SheetHeader,
    column_names,
    find_header,
    rows_under,
)
from carteira_cli.reading.workbooks.markup import open_markup
from carteira_cli.reading.workbooks.side_by_side import narrow
from carteira_cli.reading.workbooks.typed_columns import inexact, to_series
from carteira_cli.reading.workbooks.workbook import UNPACKED, open_workbook
from carteira_cli.units import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from carteira_cli.reading.left_out import Note
    from carteira_cli.reading.wanted import Roles
    from carteira_cli.reading.workbooks.grid import Cell, Grid, SheetRow, Workbook

SHEETS = 1_000  # of a workbook that are looked through
SHEET_NAME = 31  # letters, as Excel allows them; the tables of a page may have longer names
SHEET_OPTION = "--planilha"


@dataclass(frozen=True)
class SheetTable:
    """The table of a sheet.

    Attributes:
        frame: its records; the columns have the sheet's names, each once ("Nome", "Nome#2", "coluna 3").
        first_row: the sheet's row of the first record, from 1; of the row after the header when there is none.
        rows: the sheet's row of each record, UInt32.
        sheet: its name; of an HTML page "tabela 1" and so on.
        sheets: names of all.
        header_row: the sheet's row with the names, from 1.
        header_rows: the same of each part that has names of its own.
        notes: what was left out or changed, counted.
    """

    frame: pl.DataFrame
    first_row: int
    rows: pl.Series
    sheet: str
    sheets: tuple[str, ...]
    header_row: int
    notes: tuple[Note, ...]
    header_rows: tuple[int, ...]


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage meanwhile: each would go through millions of cells, none of which is part of a circle."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@_uncollected()
def read_sheet(
    path: Path,
    *,
    sheet: str | None = None,
    fits: Callable[[Sequence[str]], float] | None = None,
    roles: Callable[[Sequence[str]], Roles] | None = None,
    shown: str | None = None,
    limit: int = UNPACKED,
) -> SheetTable:
    """Read the table of an .xlsx, .xlsm, .xlsb, .xls or .ods, or of an HTML page or XML saved as one.

    Args:
        path: of the file.
        sheet: its name; None to take the one that fits best.
        fits: how well a list of names fits what is wanted; 0 for not at all. None to take the fullest table.
        roles: which column of a header is which, to bring together the parts of a table whose names change on the way;
            None to look for one header only.
        shown: the file's name in messages; the path when None.
        limit: bytes that a workbook may unpack to.

    Raises:
        DataError: the file is no workbook, is protected by a password or corrupt; has no sheet of that name, or no
            table; or parts of a table that can't be brought together.
    """
    name = shown or str(path)
    book = _open(path, name, limit)
    wanted = (_named(book.sheets, sheet, name),) if sheet is not None else tuple(book.sheets)
    if len(wanted) > SHEETS:
        raise DataError(
            f"{name} tem {number(len(wanted), 0)} planilhas, mais do que se procura ({number(SHEETS, 0)})",
            f"diga qual delas com {SHEET_OPTION}",
        )
    best: tuple[Grid, SheetHeader] | None = None
    others: dict[str, SheetHeader] = {}
    for title in wanted:
        grid = book.grid(title)
        header = find_header(grid, fits)
        if header is None:
            continue
        others[title] = header
        if best is None or _rank(grid, header) > _rank(*best):
            best = grid, header
    if best is None:
        where = f' na planilha "{wanted[0]}"' if len(wanted) == 1 else ""
        raise DataError(
            f"{name}: não há uma linha com nomes de colunas{where}", "confira se a exportação terminou e tem dados"
        )
    grid, header = best
    left_out = LeftOut()
    blocks = blocks_of(grid, header, fits, left_out, name) if fits and roles else [SheetBlock(grid, header)]
    laid = [_laid(block, fits, left_out) for block in blocks]
    _count_sheets(grid.sheet, others, left_out)
    columns = _columns(laid, roles, name)
    return _table(grid, tuple(book.sheets), laid, columns, left_out)


def _open(path: Path, name: str, limit: int) -> Workbook:
    kind = what_is(path)
    if kind not in WORKBOOKS:
        raise refusal(kind, name) or DataError(f"{name} não é uma planilha", "passe um .xlsx, .xls ou .ods")
    if kind in ("html", "excel_xml"):
        return open_markup(path, name)
    return open_workbook(path, kind, name, limit)


def _named(sheets: Sequence[str], wanted: str, name: str) -> str:
    exact = [title for title in sheets if title == wanted]
    close = exact or [title for title in sheets if fold(title) == fold(wanted)]
    if len(close) != 1:
        raise DataError(f'{name} não tem a planilha "{wanted}"', did_you_mean(wanted, sheets))
    return close[0]


def _rank(grid: Grid, header: SheetHeader) -> tuple[float, bool, int]:
    return header.fits, grid.visible, header.size


@dataclass(frozen=True)
class _Laid:
    """The rows of a part, and place in the row → name of each column."""

    header_row: int
    rows: Sequence[SheetRow]
    names: Mapping[int, str]


def _laid(block: SheetBlock, fits: Callable[[Sequence[str]], float] | None, left_out: LeftOut) -> _Laid:
    grid, header = block.grid, block.header
    if fits is not None and header.fits > 0:
        header = narrow(grid, header, fits, left_out)
    rows = rows_under(grid, header, left_out)
    names = column_names(grid, header, rows, left_out)
    _count_filled(grid, rows, names, left_out)
    return _Laid(grid.rows[header.place].line, rows, names)


def _columns(
    laid: Sequence[_Laid], roles: Callable[[Sequence[str]], Roles] | None, shown: str
) -> dict[str, list[Cell]]:
    """Name → cells of each column of all parts."""
    if len(laid) == 1 or roles is None:
        return {name: [row.cells[place] for row in laid[0].rows] for place, name in laid[0].names.items()}
    aligned = align([BlockHeading(part.header_row, tuple(part.names.values())) for part in laid], roles, shown)
    columns: dict[str, list[Cell]] = {name: [] for name in aligned.names}
    for part, place in zip(laid, aligned.places, strict=True):
        at = {name: place for place, name in part.names.items()}
        for name, cells in columns.items():
            column = at[place[name]] if name in place else None
            cells += [None if column is None else row.cells[column] for row in part.rows]
    return columns


def _table(
    grid: Grid, sheets: tuple[str, ...], laid: Sequence[_Laid], columns: dict[str, list[Cell]], left_out: LeftOut
) -> SheetTable:
    numbers = [row.line for part in laid for row in part.rows]
    if grid.cut:
        left_out.count("cortada", len(numbers), numbers[-1] if numbers else 0, "")
    series = []
    for name, cells in columns.items():
        series.append(to_series(name, cells))
        long = inexact(cells)
        if long:
            left_out.count("codigo_longo", len(long), numbers[long[0]], f"{name}: {cells[long[0]]:.0f}")
    headers = tuple(part.header_row for part in laid)
    return SheetTable(
        pl.DataFrame(series),
        numbers[0] if numbers else headers[0] + 1,
        pl.Series("linha", numbers, pl.UInt32),
        grid.sheet,
        sheets,
        headers[0],
        left_out.notes(),
        headers,
    )


def _count_sheets(chosen: str, others: dict[str, SheetHeader], left_out: LeftOut) -> None:
    ours = set(others[chosen].names.values())
    left: dict[str, list[str]] = {"planilha_igual": [], "outra_planilha": []}
    for title, other in others.items():
        if title != chosen:
            left["planilha_igual" if set(other.names.values()) == ours else "outra_planilha"].append(title)
    for kind, titles in left.items():
        left_out.count(kind, len(titles), 0, first_of([title[:SHEET_NAME] for title in titles]))


def _count_filled(grid: Grid, rows: Sequence[SheetRow], names: dict[int, str], left_out: LeftOut) -> None:
    if not grid.filled:
        return
    ours = {row.line for row in rows}
    filled = sorted(cell for cell in grid.filled if cell[0] in ours and cell[1] in names)
    if filled:
        left_out.count("mesclada", len(filled), filled[0][0], names[filled[0][1]])
