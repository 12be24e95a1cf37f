"""A worksheet that is read from above: headings, sentences, short tables and charts below each other."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.render.workbook.sheet_chart import SIZE
from carteira_cli.render.workbook.sheet_layout import lines, width
from carteira_cli.render.workbook.xlsx_text import as_written, cut, legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.chart import Chart as XlsxChart
    from xlsxwriter.worksheet import Worksheet

    from carteira_cli.render.workbook.sheet import Pen
    from carteira_cli.report import Table
    from carteira_cli.rows import Cell

_ACCENT, _FAINT = "#005A8C", "#5F6B7A"
TITLE: dict[str, object] = {"bold": True, "font_size": 20, "font_color": _ACCENT}
HEADING: dict[str, object] = {"bold": True, "font_size": 14, "font_color": _ACCENT}
SENTENCE: dict[str, object] = {"font_size": 13, "text_wrap": True, "valign": "top"}
REMARK: dict[str, object] = {"font_color": _FAINT, "text_wrap": True, "valign": "top"}
PLAIN: dict[str, object] = {"text_wrap": True, "valign": "top"}
BOLD: dict[str, object] = {"bold": True}
_PAPER_A4 = 9
_LINE = 15.0  # points of a row of text of usual size
_ROW = 20  # pixels of a row that nobody set
_USUAL = 11  # points of a letter
_UPRIGHT = 180  # characters that are read beside each other on an upright page
_ROOM = 96  # characters that sentences have beside each other, whatever tables take


@dataclass
class Stack:
    """A worksheet that fills from above.

    Attributes:
        pen: what writes into it.
        name: of the sheet.
        sheet: it.
        row: the next free row, from 0.
        columns: how many columns sentences run over.
    """

    pen: Pen
    name: str
    sheet: Worksheet
    columns: int
    row: int = 0
    _widths: dict[int, int] = field(default_factory=dict)

    @classmethod
    def begun(cls, pen: Pen, name: str, tables: Sequence[tuple[Table, Sequence[int]]]) -> Stack:
        """A new sheet whose columns are as wide as those of some tables ask for, of each the places to be written."""
        widths: dict[int, int] = {}
        for table, places in tables:
            for to, place in enumerate(places):
                widths[to] = max(widths.get(to, 0), width(table.columns[place].title, place, table))
        columns = max(len(widths), 4)
        missing = _ROOM - sum(widths.values())
        if missing > 0:  # so that a sentence is no tower
            widths = {to: widths.get(to, 0) + missing // columns for to in range(columns)}
        stack = cls(pen, name, pen.book.add_worksheet(name), columns, 0, widths)
        stack._paper()
        return stack

    def _paper(self) -> None:
        for to, characters in self._widths.items():
            self.sheet.set_column(to, to, characters)
        self.sheet.hide_gridlines(2)
        if sum(self._widths.values()) > _UPRIGHT:
            self.sheet.set_landscape()
        self.sheet.set_paper(_PAPER_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&L&A&RPágina &P de &N")

    def say(self, text: str, look: dict[str, object]) -> None:
        """A text over the columns of the sheet, in as many lines as it takes."""
        shown = as_written(cut(legible(text)))
        if not shown:
            return
        size = look.get("font_size", _USUAL)
        share = (size if isinstance(size, int) else _USUAL) / _USUAL
        room = max(int(sum(self._widths.values()) / share), 1)
        needed = sum(-(-max(len(line), 1) // room) for line in shown.split("\n"))
        self.sheet.merge_range(self.row, 0, self.row, self.columns - 1, "", self.pen.look(**look))
        self.sheet.write_string(self.row, 0, shown, self.pen.look(**look))
        self.sheet.set_row(self.row, min(_LINE * share * needed + 3, 409))
        self.row += 1

    def gap(self) -> None:
        """An empty row."""
        self.row += 1

    def table(self, table: Table, places: Sequence[int]) -> int:
        """A table; returns the row of its header."""
        top = self.row
        self.pen.put(self.sheet, top, table, places)
        widths = [self._widths[to] for to in range(len(places))]
        texts: list[list[Cell]] = [[table.columns[place].title for place in places]]
        texts += [[row[place] for place in places] for row in table.rows]
        for number, row in enumerate(texts):
            needed = lines(row, widths)
            if needed > 1:
                self.sheet.set_row(top + number, min(_LINE * needed, 409))
        self.row += len(table.rows) + 1
        return top

    def picture(self, chart: XlsxChart) -> None:
        """A chart of the spreadsheet's own, and room for it."""
        self.sheet.insert_chart(self.row, 0, chart, {"object_position": 2})
        self.row += -(-SIZE["height"] // _ROW) + 1
