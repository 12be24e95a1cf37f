"""Workbooks of Excel and LibreOffice as grids of typed cells."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from python_calamine import CalamineError, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, is_panic, why
from carteira_cli.reading.inputs.kinds import ZIP_ERRORS, locked
from carteira_cli.reading.workbooks.extent import check_archive, probe
from carteira_cli.reading.workbooks.grid import Grid, gather, spread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from python_calamine import CalamineWorkbook

    from carteira_cli.reading.inputs.kinds import FileKind

UNPACKED = 512 << 20  # bytes of all the parts of a workbook, where nobody says more
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
        visible = {found.name: found.visible == SheetVisibleEnum.Visible for found in self.book.sheets_metadata}
        with _told(self.shown):
            found = self.book.get_sheet_by_name(sheet)
            rows, height = gather(found.iter_rows())  # from the first row of the sheet, but from its first used column
            first = found.start[1] if found.start else 0
            filled = spread(rows, found.merged_cell_ranges or (), first)
        return Grid(sheet, rows, height, first, visible.get(sheet, True), filled)


def open_workbook(path: Path, kind: FileKind, shown: str, limit: int = UNPACKED) -> BinaryWorkbook:
    """Open a workbook.

    Args:
        path: of the file.
        kind: xlsx, xlsb, xls or ods.
        shown: its name in messages.
        limit: bytes that its parts may unpack to.

    Raises:
        DataError: it is protected by a password, corrupt, or unpacks to too much.
    """
    with _told(shown):
        if kind != "xls":
            check_archive(path, shown, sized=kind == "xlsx", limit=limit)
        if kind in ("xls", "xlsb"):
            probe(path, shown)
        book = load_workbook(str(path))
        kinds = {found.name: found.typ for found in book.sheets_metadata}
    sheets = tuple(name for name in book.sheet_names if kinds.get(name) == SheetTypeEnum.WorkSheet)
    return BinaryWorkbook(book, shown, sheets)


@contextmanager
def _told(shown: str) -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise locked(shown) from error
    except ZIP_ERRORS as error:
        raise DataError(f"{shown} é uma planilha cortada ou corrompida", _AGAIN) from error
    except CalamineError as error:
        raise DataError(f"{shown} é uma planilha cortada ou corrompida", _AGAIN) from error
    except OSError as error:
        raise DataError(f"{shown}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    except BaseException as error:
        if not is_panic(error):
            raise
        raise DataError(f"{shown} é uma planilha cortada ou corrompida", _AGAIN) from error
