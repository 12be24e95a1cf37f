"""Tables of HTML and of Excel's old XML as grids: what many ERPs save under the name of .xls.

Both are read as a browser would, forgivingly and without entities of their own, by the parser of the standard library.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, why
from carteira_cli.sources.workbooks.grid import Grid, gather, spread

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.sources.workbooks.grid import Cell, Merge

COLUMNS = 16_384  # of a sheet: no span or index leads farther
ROWS = 1_048_576
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_SILENT = ("script", "style", "head", "title", "template")
_BREAKS = ("br", "p", "div", "li")


@dataclass
class _Table:
    """A table while it is read: rows of cells, where the next one goes, and what is merged."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)  # places that a cell above or beside it covers

    def row(self, index: int | None) -> None:
        """Start a row; one with an index comes after blank ones."""
        while index is not None and len(self.rows) + 1 < min(index, ROWS):
            self.rows.append([])
        self.rows.append([])

    def put(self, value: Cell, across: int, down: int, index: int | None) -> None:
        """Add a cell to the current row, in the next free place or in that of its index."""
        if not self.rows:
            self.rows.append([])
        cells, number = self.rows[-1], len(self.rows) - 1
        if index is not None:
            cells.extend([None] * (min(index, COLUMNS) - 1 - len(cells)))
        while (number, len(cells)) in self.taken:
            cells.append(None)
        place = len(cells)
        across, down = min(max(across, 1), COLUMNS - place), min(max(down, 1), ROWS)
        if across > 1 or down > 1:
            self.merges.append(((number, place), (number + down - 1, place + across - 1)))
            span = range(place, place + across)
            self.taken.update((number + step, column) for step in range(1, min(down, 5_000)) for column in span)
        cells.extend([value, *[None] * (across - 1)])


@dataclass(frozen=True)
class MarkupWorkbook:
    """The tables of a page, each as a sheet."""

    sheets: tuple[str, ...]
    tables: dict[str, _Table]

    def grid(self, sheet: str) -> Grid:
        """The cells of a table."""
        table = self.tables[sheet]
        width = max(map(len, table.rows), default=0)
        rows, height = gather([*cells, *[None] * (width - len(cells))] for cells in table.rows)
        return Grid(sheet, rows, height, filled=spread(rows, table.merges, 0))


class _Reader(HTMLParser):
    """Collects the tables; one inside a cell of another stands for itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.cells: list[_Cell | None] = []  # the open cell of each open table
        self.silent = 0
        self.sheet = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag, given = tag.removeprefix("ss:"), {name.removeprefix("ss:"): value or "" for name, value in attrs}
        match tag:
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
        DataError: it can't be read, or no table has two rows.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{shown}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    reader = _Reader()
    reader.feed(_decode(content))
    reader.close()
    tables: dict[str, _Table] = {}
    for table in reader.tables:
        if sum(any(cell is not None for cell in cells) for cells in table.rows) > 1:
            name = table.name or f"tabela {len(tables) + 1}"
            tables[name if name not in tables else f"{name}#{len(tables) + 1}"] = table
    if not tables:
        raise DataError(
            f"{shown} é uma página HTML sem tabela de dados (talvez a tela de login do sistema)",
            "entre no sistema, exporte de novo e confira se o arquivo abre no Excel",
        )
    return MarkupWorkbook(tuple(tables), tables)


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
