"""Excel: a workbook with a sheet a table, and a last one that says what its numbers mean and come from."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from carteira_cli import __version__
from carteira_cli.render.flat import every_table
from carteira_cli.render.workbook.definitions import TITLE, definitions
from carteira_cli.render.workbook.fitted import indicators, whole_sheets
from carteira_cli.render.workbook.sheet import Pen
from carteira_cli.render.workbook.sheet_chart import chart_table, draw
from carteira_cli.render.workbook.xlsx_text import cut, legible, sheet_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.report import Report, Table

# No clock: the same report is the same bytes on any day. The zip's own entries are of this day, too.
_MADE = datetime(1980, 1, 1, tzinfo=UTC)
_LONGEST_PROPERTY = 255
# A text is a text: never a formula, a link or a number, whatever it looks like.
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render(report: Report) -> bytes:
    """All tables of a report, `detail` ones included, a worksheet each.

    A table's header is the first row of its sheet. Numbers are raw, with a format by their unit; dates are dates,
    flags are booleans, null is an empty cell, everything else is text. A table longer than a sheet goes on in "(2)".
    Pictures are charts beside the numbers that they draw, on sheets of their own.
    """
    from xlsxwriter import Workbook  # weight: xlsxwriter

    buffer = io.BytesIO()
    with Workbook(buffer, _OPTIONS) as book:
        title = cut(legible(report.title), _LONGEST_PROPERTY)
        book.set_properties({"title": title, "author": f"carteira {__version__}", "created": _MADE})
        if report.sections:
            from carteira_cli.render.workbook.handover import write  # weight: for the one report that has sections

            write(report, Pen(book))
        else:
            _write(report, Pen(book))
    return buffer.getvalue()


def _write(report: Report, pen: Pen) -> None:
    """A sheet a table, a sheet a picture, and what they mean."""
    taken = {TITLE.casefold()}
    parts = (part for table in _tables(report) for part in whole_sheets(table))
    written = [pen.write(sheet_name(part.title, part.key, taken), part) for part in parts]
    for chart in report.charts:
        if (numbers := chart_table(chart)) is not None:
            written.append(pen.write(sheet_name(numbers.title, numbers.key, taken), numbers, charted=True))
            draw(pen.book, chart, written[-1])
    pen.write(TITLE, definitions(report, written))


def _tables(report: Report) -> Iterator[Table]:
    for table in every_table(report):
        yield indicators(report) if table.key == "indicadores" and report.readings else table
