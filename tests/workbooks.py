"""Write workbooks of each format from plain rows, for the tests to read back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FORMATS = (".xlsx", ".xls", ".ods")
Rows = list[list[Any]]


def write_book(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write a workbook in the format of its suffix; None is an empty cell."""
    {".xlsx": _xlsx, ".xls": _xls, ".ods": _ods}[path.suffix](path, sheets)
    return path


def _xlsx(path: Path, sheets: dict[str, Rows]) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    day, moment = (book.add_format({"num_format": text}) for text in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss"))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                match value:
                    case None:
                        pass
                    case str():
                        sheet.write_string(number, column, value)
                    case bool():
                        sheet.write_boolean(number, column, value)
                    case date():
                        shown = moment if isinstance(value, datetime) else day
                        sheet.write_datetime(number, column, value, shown)
                    case _:
                        sheet.write_number(number, column, value)
    book.close()


def _xls(path: Path, sheets: dict[str, Rows]) -> None:
    import xlwt

    book = xlwt.Workbook()
    day, moment = (xlwt.easyxf(num_format_str=text) for text in ("DD/MM/YYYY", "DD/MM/YYYY HH:MM:SS"))
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write(number, column, value, moment if isinstance(value, datetime) else day)
                elif value is not None:
                    sheet.write(number, column, value)
    book.save(str(path))


def _ods(path: Path, sheets: dict[str, Rows]) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                match value:
                    case None:
                        cell = TableCell()
                    case bool():
                        cell = TableCell(valuetype="boolean", booleanvalue=str(value).lower())
                    case int() | float():
                        cell = TableCell(valuetype="float", value=value)
                    case date():
                        cell = TableCell(valuetype="date", datevalue=value.isoformat())
                    case _:
                        cell = TableCell(valuetype="string")
                        cell.addElement(P(text=value))
                line.addElement(cell)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    book.save(str(path))
