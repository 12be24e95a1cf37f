"""CSV and its kin: one table with a header, a row a line, in a few dialects. An empty cell is "n/d"."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.neutral import harmless
from carteira_cli.render.flat import main_table
from carteira_cli.render.format import Format
from carteira_cli.rows import once

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report
    from carteira_cli.rows import Cell


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


_COMMAS, _TABS = CsvDialect(), CsvDialect(separator="\t")
_BRAZIL = CsvDialect(separator=";", comma=True, mark=True)  # as Excel in Brazil opens it with a double click


def _render(dialect: CsvDialect, report: Report) -> bytes:
    """The main table of a report; UTF-8, LF.

    Texts that a spreadsheet would run as a formula get an apostrophe in front; numbers are never texts.
    """
    table = main_table(report)
    buffer = io.BytesIO()
    text = io.TextIOWrapper(buffer, "utf-8-sig" if dialect.mark else "utf-8", newline="")  # bytes as they come
    writer = csv.writer(text, delimiter=dialect.separator, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    writer.writerows([_cell(cell, dialect) for cell in row] for row in once(table.rows))
    text.flush()
    return buffer.getvalue()


def _csv_under(report: Report, config: Config) -> bytes:
    return _render(_BRAZIL if config.results.csv_brasil else _COMMAS, report)


def _cell(cell: Cell, dialect: CsvDialect) -> str | int | float | None:
    if isinstance(cell, bool):
        return ("sim" if cell else "não") if dialect.comma else str(cell).lower()
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, float) and dialect.comma:
        return f"{Decimal(repr(cell)):f}".replace(".", ",")
    return cell


FORMATS = (
    Format("csv", 40, partial(_render, _COMMAS), (".csv",), under=_csv_under, machines=True, one_table=True),
    Format("csv-brasil", 50, partial(_render, _BRAZIL), machines=True, one_table=True),
    Format("tsv", 60, partial(_render, _TABS), (".tsv",), machines=True, one_table=True),
)
