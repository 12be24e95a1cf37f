"""Tables of HTML and of Excel's old XML as grids: what many ERPs save under the name of .xls.

Both are read as a browser would, forgivingly and without entities of their own, by the parser of the standard library.
"""

from __future__ import annotations

import codecs
import html
import re
from dataclasses import field
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, why
from carteira_cli.reading.workbooks.extent import COLUMNS, FEW, ROWS, SPARSE
from carteira_cli.reading.workbooks.grid import Grid, SheetRow, gather, spread

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from carteira_cli.reading.workbooks.grid import Cell, Merge

SPANS = 1024  # cells over several rows at a time: no report has as many
_DECLARED = re.compile(r"<[!?][^>]*(?:>|\Z)")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CODE = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1|\Z)", re.DOTALL | re.IGNORECASE)
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SILENT = ("script", "style", "head", "title", "template")
_BREAKS = ("br", "p", "div", "li")


@dataclass(frozen=True)
class _Span:
    """Columns that a cell above covers, up to a row."""

    left: int
    right: int
    bottom: int


@dataclass
class _Table:
    """A table while it is read: the cells with something in them, where the next one goes, and what is merged."""

    name: str
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)  # row → column → cell, from 0
    merges: list[Merge] = field(default_factory=list)
    spans: list[_Span] = field(default_factory=list)  # of the rows above, from left to right
    fresh: list[_Span] = field(default_factory=list)  # of this row
    number: int = -1  # of the row
    place: int = 0  # of the next cell
    passed: int = 0  # spans on the way to it

    def row(self, index: int | None) -> None:
        """Start a row; one with an index comes after blank ones."""
        self.number = max(self.number + 1, min(index or 0, ROWS) - 1)
        if self.spans or self.fresh:
            still = (span for span in (*self.spans, *self.fresh) if span.bottom >= self.number)
            self.spans = sorted(still, key=lambda span: span.left)[:SPANS]
            self.fresh = []
        self.place = self.passed = 0

    def put(self, value: Cell, across: int, down: int, index: int | None) -> None:
        """Add a cell to the current row, in the next free place or in that of its index."""
        self.number = max(self.number, 0)
        self.place = max(self.place, min(index or 0, COLUMNS) - 1)
        while self.passed < len(self.spans) and self.spans[self.passed].left <= self.place:
            self.place = max(self.place, self.spans[self.passed].right + 1)
            self.passed += 1
        place = self.place
        if place >= COLUMNS:
            return
        across, down = min(max(across, 1), COLUMNS - place), min(max(down, 1), ROWS)
        if down > 1:
            bottom = self.number + down - 1
            self.fresh.append(_Span(place, place + across - 1, bottom))
            self.merges.append(((self.number, place), (bottom, place + across - 1)))
        if value is not None:
            self.rows.setdefault(self.number, {})[place] = value
        self.place = place + across


@dataclass(frozen=True)
class MarkupWorkbook:
    """The tables of a page, each as a sheet; `cut` where it ends within one, and others may have come after it."""

    sheets: tuple[str, ...]
    tables: Mapping[str, _Table]
    shown: str
    cut: bool = False

    def grid(self, sheet: str) -> Grid:
        """The cells of a table.

        Raises:
            DataError: a few cells far away make it larger than what is in it.
        """
        table = self.tables[sheet]
        width = max((max(cells) + 1 for cells in table.rows.values()), default=0)
        filled = sum(map(len, table.rows.values()))
        if len(table.rows) * width > max(FEW, SPARSE * filled):
            raise DataError(
                f"{self.shown}: uma tabela vai até a coluna {width}, quase toda vazia",
                "apague as colunas depois da tabela, salve e repita",
            )
        numbers = sorted(table.rows)
        kept, _ = gather([table.rows[number].get(place) for place in range(width)] for number in numbers)
        rows = [SheetRow(numbers[row.line - 1] + 1, row.cells) for row in kept]
        return Grid(sheet, rows, table.number + 1, filled=spread(rows, table.merges, 0), cut=self.cut)


class _Reader(HTMLParser):
    """Collects the tables; one inside a cell of another stands for itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.cells: list[_Cell | None] = []  # the open cell of each open table
        self.silent = 0
        self.sheet = ""
        self.books = 0  # workbooks in XML that are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag, given = tag.removeprefix("ss:"), {name.removeprefix("ss:"): value or "" for name, value in attrs}
        match tag:
            case "workbook":
                self.books += 1
            case "worksheet":
                self.sheet = given.get("name", "")
            case "table":
                table = _Table(self.sheet or given.get("id", ""))
                self.tables.append(table)
                self.open.append(table)
                self.cells.append(None)
            case "tr" | "row" if self.open:
                self._end_cell()
                self.open[-1].row(_number(given.get("index")))
            case "td" | "th" | "cell" if self.open:
                self._end_cell()
                self.cells[-1] = _Cell(given)
            case "data" if self.open and (cell := self.cells[-1]):
                cell.type = given.get("type", "")
            case _ if tag in _SILENT:
                self.silent += 1
            case _ if tag in _BREAKS:
                self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        match tag.removeprefix("ss:"):
            case "workbook":
                self.books -= 1
            case "table" if self.open:
                self._end_cell()
                self.open.pop()
                self.cells.pop()
            case "td" | "th" | "tr" | "cell" | "row" if self.open:
                self._end_cell()
            case name if name in _SILENT:
                self.silent = max(0, self.silent - 1)

    def handle_data(self, data: str) -> None:
        if self.cells and not self.silent and (cell := self.cells[-1]):
            cell.texts.append(data)

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data[len("CDATA[") :])

    def close(self) -> None:
        super().close()
        while self.open:
            self.handle_endtag("table")

    def _end_cell(self) -> None:
        cell = self.cells[-1]
        if cell is not None:
            self.cells[-1] = None
            across = _number(cell.given.get("colspan")) or 1 + (_number(cell.given.get("mergeacross")) or 0)
            down = _number(cell.given.get("rowspan")) or 1 + (_number(cell.given.get("mergedown")) or 0)
            self.open[-1].put(cell.value(), across, down, _number(cell.given.get("index")))


@dataclass
class _Cell:
    """A cell while it is read."""

    given: dict[str, str]
    texts: list[str] = field(default_factory=list)
    type: str = ""

    def value(self) -> Cell:
        """Text, or what the type or Excel's `x:num` says it is."""
        text = " ".join("".join(self.texts).split())
        exact = self.given.get("x:num") or (text if self.type == "Number" else "")
        try:
            if exact:
                return float(exact)
            if self.type == "DateTime":
                return datetime.fromisoformat(text)
        except ValueError:
            return text or None
        if self.type == "Boolean" and text in ("0", "1"):
            return text == "1"
        return None if self.type == "Error" else text or None


def open_markup(path: Path, shown: str) -> MarkupWorkbook:
    """Read the tables of an HTML page, or of an Excel workbook in XML.

    Raises:
        DataError: it can't be read, no table has two rows, or the XML is cut.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{shown}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    reader = _Reader()
    try:
        reader.feed(_plain(_decode(content)))
        cut = bool(reader.open)
        reader.close()
    except AssertionError as error:  # how the parser says that it does not know what to do
        raise DataError(f"{shown} é uma página HTML corrompida", "exporte de novo, como CSV ou .xlsx") from error
    if reader.books > 0:
        raise DataError(f"{shown} está cortado: o XML do Excel acaba antes de </Workbook>", "exporte ou copie de novo")
    tables = _with_rows(reader.tables)
    if not tables:
        raise DataError(
            f"{shown} é uma página HTML sem tabela de dados (talvez a tela de login do sistema)",
            "entre no sistema, exporte de novo e confira se o arquivo abre no Excel",
        )
    return MarkupWorkbook(tuple(tables), tables, shown, cut)


def _with_rows(found: list[_Table]) -> dict[str, _Table]:
    """Name → table, of those with two rows or more."""
    tables: dict[str, _Table] = {}
    for table in found:
        if len(table.rows) > 1:
            name = table.name or f"tabela {len(tables) + 1}"
            tables[name if name not in tables else f"{name}#{len(tables) + 1}"] = table
    return tables


def _plain(text: str) -> str:
    """A page without comments, declarations and programs, in time that grows with its length.

    The parser looks for the end of each from where it begins: many that have none would take for ever.
    """
    text = _CDATA.sub(lambda found: html.escape(found[1]), text) if "<![CDATA[" in text else text
    text = _DECLARED.sub("", _CODE.sub("", _COMMENT.sub("", text)))
    end = text.rfind(">") + 1
    return text[:end] + text[end:].replace("<", " ")


def _decode(content: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return content.removeprefix(mark).decode(encoding, errors="replace")
    if content[:64].count(0) > 16:  # noqa: PLR2004 - every other byte of Latin text in UTF-16
        return content.decode("utf-16-be" if content[:1] == b"\0" else "utf-16-le", errors="replace")
    try:
        return content.decode("utf-8")  # before what the page says of itself: ERPs declare one and write another
    except UnicodeDecodeError:
        said = _CHARSET.search(content[:4096])
    name = said[1].decode("ascii", errors="replace").lower() if said else ""
    try:
        return content.decode(name if name not in ("", "utf-8", "utf8", "iso-8859-1") else "cp1252", errors="replace")
    except LookupError:
        return content.decode("cp1252", errors="replace")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else None  # noqa: PLR2004
