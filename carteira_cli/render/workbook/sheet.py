"""One table on one worksheet: numbers as numbers, dates as dates, texts as texts, in a native table with filters."""

from __future__ import annotations

import re
from dataclasses import field
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.render.flat import unit_of
from carteira_cli.render.workbook.sheet_layout import any_wraps, is_long, lines, width
from carteira_cli.render.workbook.sheet_rows import SheetCell, meet, stream
from carteira_cli.render.workbook.xlsx_text import as_written, cut, header, legible
from carteira_cli.report import Kind
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from carteira_cli.render.workbook.sheet_rows import Cells
    from carteira_cli.report import Column, Table

_LINE, _HIGHEST = 15, 409  # points: of a line of text, and the most that a row can have
_PAPER_A4 = 9
HELD = 1_000  # rows of a table up to which xlsxwriter holds its cells
_FIRST_DAY = date(1900, 3, 1)  # Excel counts a day before it that never was: earlier dates stay texts

# The separators of these codes are stand-ins: Excel shows those of the country it is set to.
_MONEY = "[$R$-416] #,##0.00"
CODES = {
    Unit.REAIS: f"{_MONEY};-{_MONEY}",
    Unit.REAIS_PER_MONTH: f'{_MONEY}" /mês";-{_MONEY}" /mês"',
    Unit.FRACTION: "0.0%",
    Unit.POINTS: '0.0" p.p."',  # of a hundred times the number: no code of Excel multiplies but for a per cent
    Unit.DAYS: '#,##0" dias"',
    Unit.MONTHS: '#,##0.0" meses"',
    Unit.TIMES: '#,##0.00" ×"',
    Unit.NUMBER: "#,##0.0000",
}
_PART_OF_A_DAY = '#,##0.0" dias"'
_DATE = "dd/mm/yyyy"
_FLAG = '"sim";"sim";"não"'  # Excel has its own words; others show a bare 1 without it


@dataclass(frozen=True, slots=True)  # there may be a million
class Exact:
    """A number that is written with all its digits: xlsxwriter rounds to 16, and some floats have 17.

    It has what xlsxwriter asks of a number: to be a float, and to be formatted.
    """

    number: float

    def __float__(self) -> float:
        """The nearest float, of a large integer."""
        return float(self.number)

    def __format__(self, spec: str) -> str:
        """Its shortest digits, whatever was asked for."""
        return repr(self.number)


@dataclass(frozen=True)
class Altered:
    """How many texts of a column could not be written as they are."""

    header: str
    cut: int
    made_visible: int


@dataclass(frozen=True)
class Written:
    """A table as it went into a sheet: its name there, the headers of its columns, and the texts that were altered.

    `top` is the row of the headers, from 0.
    """

    name: str
    table: Table
    headers: tuple[str, ...]
    altered: tuple[Altered, ...]
    top: int = 0


@dataclass
class Pen:
    """Writes tables into a workbook of xlsxwriter; equal formats are one format."""

    book: Workbook
    _formats: dict[tuple[tuple[str, object], ...], Format] = field(default_factory=dict)
    _cells: dict[tuple[str, str], Format] = field(default_factory=dict)  # by code and alignment: asked for each cell

    def write(self, name: str, table: Table, *, charted: bool = False) -> Written:
        """A new worksheet of this name with the table: the header in its first row, nothing else around.

        Args:
            name: of the sheet.
            table: what is written.
            charted: whether a chart draws it, which takes what it draws from cells that are held.
        """
        sheet = self.book.add_worksheet(name)
        taken: set[str] = set()
        headers = tuple(header(column.title, column.key, taken) for column in table.columns)
        held = charted or len(table.rows) <= HELD
        columns = [self._column(sheet, place, headers[place], table, held=held) for place in range(len(headers))]
        if headers:
            self._native(sheet, table, headers, name)
            self._sizes(sheet, table, headers)
            if not held:
                cells = partial(self._columns, table)
                stream(sheet, cells, max(last for _, last in columns))
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(_PAPER_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer("&L&A&RPágina &P de &N")
        return Written(name, table, headers, tuple(found for found, _ in columns if found.cut or found.made_visible))

    def put(self, sheet: Worksheet, top: int, table: Table, places: Sequence[int]) -> None:
        """A short table anywhere on a worksheet, without a native one: so many may be on one.

        Args:
            sheet: where.
            top: the row of its header, from 0.
            table: what is written.
            places: its columns to write; others only tell units.
        """
        for to, place in enumerate(places):
            column = table.columns[place]
            sheet.write_string(top, to, legible(column.title), self._heading(number=column.is_number))
            for number, cell in enumerate(self._contents(place, table), start=top + 1):
                if cell is not None:
                    self._put(sheet, number, to, cell)

    def look(self, **properties: object) -> Format:
        """A format, the same for the same properties."""
        return self._format(**properties)

    def _columns(self, table: Table) -> list[Cells]:
        return [self._contents(place, table) for place in range(len(table.columns))]

    def _native(self, sheet: Worksheet, table: Table, headers: tuple[str, ...], name: str) -> None:
        columns = [
            {"header": text, "header_format": self._heading(number=column.is_number)}
            for text, column in zip(headers, table.columns, strict=True)
        ]
        last = max(len(table.rows), 1)  # Excel refuses a table without a row: an empty one has a blank one
        place = _range(0, last, len(headers))
        order = len(self.book.worksheets())
        options = {"columns": columns, "name": _identifier(table.key, order), "style": "Table Style Light 1"}
        # Of a table xlsxwriter remembers every place, so that no other has it: it is told of one row, and then of all.
        sheet.add_table(0, 0, 1, len(headers) - 1, options | {"title": name})
        sheet.tables[-1] |= dict.fromkeys(("range", "a_range", "autofilter"), place)
        sheet.ignore_errors({"number_stored_as_text": _range(1, last, len(headers))})

    @staticmethod
    def _sizes(sheet: Worksheet, table: Table, headers: tuple[str, ...]) -> None:
        """Widths by content; heights too, because not every program finds that of a wrapped text by itself."""
        widths = [width(headers[place], place, table) for place in range(len(headers))]
        for place, characters in enumerate(widths):
            sheet.set_column(place, place, characters)
        rows = (headers, *table.rows) if any_wraps(table, widths) else (headers,)
        for number, row in enumerate(rows):
            needed = lines(row, widths)
            if needed > 1:
                sheet.set_row(number, min(_LINE * needed, _HIGHEST))

    def _column(self, sheet: Worksheet, place: int, title: str, table: Table, *, held: bool) -> tuple[Altered, int]:
        """Write the cells of a column, or only have its texts met; and the last row with a cell."""
        shortened = made_visible = last = 0
        for number, (row, cell) in enumerate(zip(table.rows, self._contents(place, table), strict=True), start=1):
            if cell is None:
                continue
            last = number
            if cell.kind == "text":
                seen = legible(str(row[place]))
                made_visible += seen != row[place]
                shortened += cut(seen) != seen
            if held:
                self._put(sheet, number, place, cell)
            elif cell.kind == "text":
                meet(sheet, str(cell.content))
        return Altered(title, shortened, made_visible), last

    @staticmethod
    def _put(sheet: Worksheet, number: int, place: int, cell: SheetCell) -> None:
        kind, content, look = cell
        if kind == "flag":
            sheet.write_boolean(number, place, content, look)
        elif kind == "number":
            sheet.write_number(number, place, Exact(content), look)
        elif kind == "day":
            sheet.write_datetime(number, place, content, look)
        else:
            sheet.write_string(number, place, content, look)

    def _contents(self, place: int, table: Table) -> Cells:
        """The cells of a column, row by row."""
        column = table.columns[place]
        text = self._text(wrapped=any(is_long(row[place]) for row in table.rows))
        align = "right" if column.is_number else "left"
        for row in table.rows:
            value = row[place]
            if value is None:
                yield None
            elif isinstance(value, str):
                day = _day(value, column)
                if day is not None:
                    yield SheetCell("day", day, self._cell(_DATE, "left"))
                else:
                    yield SheetCell("text", as_written(cut(legible(value))), text)
            elif isinstance(value, bool):
                yield SheetCell("flag", value, self._cell(_FLAG, "left"))
            else:
                unit = unit_of(column, row, table.columns)
                exact = float(Decimal(repr(value)) * 100) if unit is Unit.POINTS else value
                yield SheetCell("number", exact, self._cell(_code(value, column, unit), align))

    def _cell(self, code: str, align: str) -> Format:
        known = self._cells.get((code, align))
        if known is None:
            apart = {"indent": 1} if align == "left" else {}
            known = self._cells[code, align] = self._format(num_format=code, valign="top", align=align, **apart)
        return known

    def _text(self, *, wrapped: bool) -> Format:
        return self._format(valign="top", align="left", indent=1, text_wrap=wrapped)  # apart from a number before it

    def _heading(self, *, number: bool) -> Format:
        # Never to the right: the arrow of the filter covers it.
        place: dict[str, object] = {"align": "center"} if number else {"align": "left", "indent": 1}
        return self._format(bold=True, text_wrap=True, valign="top", bg_color="#DDE5EE", bottom=1, **place)

    def _format(self, **properties: object) -> Format:
        key = tuple(properties.items())
        if key not in self._formats:
            self._formats[key] = self.book.add_format(properties)
        return self._formats[key]


def _identifier(key: str, order: int) -> str:
    """The name by which formulas call a table: a word that is no address of a cell."""
    return f"tabela_{order}_{re.sub(r'[^a-z0-9_]', '_', key.casefold())[:200]}"


def _range(first_row: int, last_row: int, columns: int) -> str:
    from xlsxwriter.utility import xl_range  # weight: xlsxwriter

    found: str = xl_range(first_row, 0, last_row, columns - 1)
    return found


def _day(value: str, column: Column) -> date | None:
    if column.kind is not Kind.DATE:
        return None
    day = date.fromisoformat(value)
    return day if day >= _FIRST_DAY else None


def _code(value: float, column: Column, unit: Unit | None) -> str:
    """How Excel shows a number."""
    if unit is Unit.DAYS and value != int(value):
        return _PART_OF_A_DAY
    if unit is not None:
        code = CODES.get(unit, "#,##0")
        return f"+{code};-{code};{code}" if column.kind is Kind.CHANGE else code
    return "0" if column.kind is Kind.NUMBER else "General"
