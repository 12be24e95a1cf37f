"""Workbooks of Excel and LibreOffice as grids of typed cells."""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, why
from carteira_cli.sources.inputs.kinds import locked
from carteira_cli.sources.inputs.workspace import size
from carteira_cli.sources.workbooks.grid import Grid, gather, spread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from python_calamine import CalamineWorkbook

    from carteira_cli.sources.inputs.kinds import FileKind

CELLS = 80_000_000  # the engine takes room for the whole rectangle at once: 24 bytes a cell
UNPACKED = 4 << 30  # bytes of all the parts of a workbook
_DIMENSION = re.compile(rb'<dimension\s[^>]*ref="[A-Z]+\d+:([A-Z]+)(\d+)"')
_CELL = re.compile(rb'<c\s[^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_AGAIN = "abra no Excel ou no LibreOffice, salve de novo como .xlsx e repita"


@dataclass(frozen=True)
class BinaryWorkbook:
    """An .xlsx, .xlsm, .xlsb, .xls or .ods."""

    book: CalamineWorkbook
    shown: str
    sheets: tuple[str, ...]

    def grid(self, sheet: str) -> Grid:
        """The cells of a sheet.

        Raises:
            DataError: the sheet is corrupt.
        """
        from python_calamine import SheetVisibleEnum

        visible = {found.name: found.visible == SheetVisibleEnum.Visible for found in self.book.sheets_metadata}
        with _told(self.shown):
            found = self.book.get_sheet_by_name(sheet)
            rows, height = gather(found.iter_rows())  # from the first row of the sheet, but from its first used column
            first = found.start[1] if found.start else 0
            filled = spread(rows, found.merged_cell_ranges or (), first)
        return Grid(sheet, rows, height, first, visible.get(sheet, True), filled)


def open_workbook(path: Path, kind: FileKind, shown: str) -> BinaryWorkbook:
    """Open a workbook.

    Args:
        path: of the file.
        kind: xlsx, xlsb, xls or ods.
        shown: its name in messages.

    Raises:
        DataError: it is protected by a password, corrupt, or unpacks to too much.
    """
    from python_calamine import SheetTypeEnum, load_workbook

    with _told(shown):
        if kind != "xls":
            _check_size(path, shown, sized=kind == "xlsx")
        book = load_workbook(str(path))
        kinds = {found.name: found.typ for found in book.sheets_metadata}
    sheets = tuple(name for name in book.sheet_names if kinds.get(name) == SheetTypeEnum.WorkSheet)
    return BinaryWorkbook(book, shown, sheets)


@contextmanager
def _told(shown: str) -> Iterator[None]:
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError as error:
        raise locked(shown) from error
    except (CalamineError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise DataError(f"{shown} é uma planilha cortada ou corrompida", _AGAIN) from error
    except OSError as error:
        raise DataError(f"{shown}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error


def _check_size(path: Path, shown: str, *, sized: bool) -> None:
    """Refuse what would take all the memory: a bomb, or a cell lost in the last row and column."""
    with zipfile.ZipFile(path) as archive:
        whole = sum(member.file_size for member in archive.infolist())
        if whole > UNPACKED:
            raise DataError(f"{shown} descompactado tem {size(whole)}, mais do que cabe numa planilha", _AGAIN)
        for name in archive.namelist():
            if sized and re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                columns, rows = _extent(archive, name)
                if columns * rows > CELLS:
                    raise DataError(
                        f"{shown}: uma planilha vai até a linha {rows} e a coluna {columns}, quase toda vazia",
                        "apague no Excel as linhas e colunas depois da tabela, salve e repita",
                    )


def _extent(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """The last column and row of a sheet: as it says, or as its cells say when it does not or says too little."""
    with archive.open(name) as stream:
        head = stream.read(1 << 14)
        said = _DIMENSION.search(head)
        if said and _column(said[1]) * int(said[2]) <= CELLS:
            return _column(said[1]), int(said[2])
        columns = rows = 0
        text = head
        while text:
            for cell in _CELL.finditer(text):
                columns, rows = max(columns, _column(cell[1])), max(rows, int(cell[2]))
            block = stream.read(1 << 20)
            text = text[-200:] + block if block else b""
    return columns, rows


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
