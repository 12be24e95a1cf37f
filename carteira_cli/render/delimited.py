"""CSV and its kin: one table with a header, a row a line, in a few dialects. An empty cell is "n/d"."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from carteira_cli.neutral import harmless
from carteira_cli.render.flat import main_table

if TYPE_CHECKING:
    from carteira_cli.report import Cell, Report


@dataclass(frozen=True)
class CsvDialect:
    """How cells are written.

    Attributes:
        separator: between cells.
        comma: whether numbers have a decimal comma, as Brazilian spreadsheets read them.
        mark: whether the file begins with a byte order mark, without which Excel takes it for Windows-1252.
    """

    separator: str = ","
    comma: bool = False
    mark: bool = False


DIALECTS = {
    "csv": CsvDialect(),
    "tsv": CsvDialect(separator="\t"),
    "csv-brasil": CsvDialect(separator=";", comma=True, mark=True),  # as Excel in Brazil opens it with a double click
}


def render(report: Report, name: str) -> bytes:
    """The main table of a report in one of `DIALECTS`; UTF-8, LF.

    Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers are never texts.
    """
    dialect = DIALECTS[name]
    table = main_table(report)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=dialect.separator, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([_cell(cell, dialect) for cell in row] for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig" if dialect.mark else "utf-8")


def _cell(cell: Cell, dialect: CsvDialect) -> str | int | float | None:
    if isinstance(cell, bool):
        return ("sim" if cell else "não") if dialect.comma else str(cell).lower()
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, float) and dialect.comma:
        return f"{Decimal(repr(cell)):f}".replace(".", ",")
    return cell
