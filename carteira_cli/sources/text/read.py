"""Read any delimited text file as a table of text, and say what was understood and what was left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carteira_cli.sources.text.dialect import Forced, Guess, guess, separator_line, unwrap_all
from carteira_cli.sources.text.encoding import read_text
from carteira_cli.sources.text.header import Header, blank, columns_of, find_header, merged
from carteira_cli.sources.text.layout import Ledger, Mark, Note, rows_under
from carteira_cli.sources.text.split import Record, split_text

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Dialect:
    """How a file was understood.

    Attributes:
        encoding: codec, by Python's name.
        byte_order_mark: whether the file starts with one.
        separator: between cells; "" in a file of one column.
        quote: around cells; "" when none.
        escape: what precedes a quote inside a quoted cell: the quote itself, a backslash, or "" without quotes.
        line_end: CRLF, LF or CR.
        wrapped: each line stands in quotes as a whole.
        preamble_lines: records before the header.
        header_lines: lines of names; 0 when the table starts with data.
        footer_lines: records left out after the table.
        confidence: how regular the file is so read, from 0 to 1.
    """

    encoding: str
    byte_order_mark: bool
    separator: str
    quote: str
    escape: str
    line_end: str
    wrapped: bool
    preamble_lines: int
    header_lines: int
    footer_lines: int
    confidence: float


@dataclass(frozen=True)
class TableText:
    """A table as text.

    Attributes:
        header: the first line of the table. Its names, as they are, repeated ones included; those of several lines
            joined by a space. When `dialect.header_lines` is 0 it is the first line of data, for that is what a table
            without names starts with: `names` and `records` tell the two apart.
        rows: the lines under it, each with as many cells; None for a cell that the line lacks.
        dialect: how the file was understood.
        notes: what was left out or changed, counted.
        marked: the rows that were not read by the rules.
        parts: the cells of each line of the header.
    """

    header: list[str]
    rows: list[tuple[str | None, ...]]
    dialect: Dialect
    notes: tuple[Note, ...]
    marked: tuple[Mark, ...]
    parts: tuple[tuple[str, ...], ...]

    @property
    def names(self) -> list[str] | None:
        """Names of the columns; None when the file has none. A name that only repeats over lines comes once."""
        if not self.dialect.header_lines:
            return None
        columns = zip(*self.parts, strict=True)
        return [" ".join(dict.fromkeys(part.strip() for part in column if part.strip())) for column in columns]

    @property
    def records(self) -> list[tuple[str | None, ...]]:
        """All lines of data."""
        return self.rows if self.dialect.header_lines else [tuple(self.header), *self.rows]


def read_table(
    path: Path,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    quote: str | None = None,
    escape: str | None = None,
    header_lines: int | None = None,
) -> TableText:
    r"""Read a delimited text file, with whatever it is not told found out.

    Args:
        path: of the file.
        encoding: a codec of Python.
        separator: between cells.
        quote: around cells, "" for none.
        escape: the quote itself (doubled) or a backslash.
        header_lines: how many lines of names; 0 for none.

    Returns:
        The table as text; no value is converted.

    Raises:
        DataError: the file can't be read, is empty, or is not text.

    Example:
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp(), "vendas.csv")
        >>> _ = path.write_bytes("Relatório\n\nCliente;Valor\nAção;1,50\nTotal;1,50\n".encode("cp1252"))
        >>> table = read_table(path)
        >>> table.header, table.rows, table.dialect.encoding
        (['Cliente', 'Valor'], [('Ação', '1,50')], 'cp1252')
    """
    decoded = read_text(path, encoding)
    told, said, text = separator_line(decoded.text)
    found = guess(text, Forced(separator or said or None, quote, escape))
    if found.wrapped:
        text = unwrap_all(text, found.marks)
    records = split_text(text, found.marks, found.width)
    if told:
        records = [
            Record(1, [told.strip()], told.strip()),
            *(record._replace(line=record.line + 1) for record in records),
        ]
    ledger = Ledger()
    width = _width(records, found)
    columns = columns_of(records, width)
    header = find_header(records, found.marks, columns, header_lines) or Header(0, 0, (tuple(records[0].cells),))
    body = rows_under(records, header, columns, found.marks, ledger)
    kept = _kept_columns(header, body.rows)
    if kept < width:
        ledger.add("coluna_vazia", records[header.start], width - kept)
    parts = tuple(part[:kept] for part in header.parts)
    marks = found.marks
    dialect = Dialect(
        decoded.encoding,
        decoded.mark,
        marks.separator,
        marks.quote,
        "\\" if marks.backslash else marks.quote,
        marks.line_end,
        found.wrapped,
        header.start,
        header.lines,
        ledger.counts["rodape"],
        found.confidence,
    )
    rows = body.rows if kept == width else [row[:kept] for row in body.rows]
    return TableText(merged(parts), rows, dialect, ledger.notes(), tuple(body.marks), parts)


def _width(records: list[Record], found: Guess) -> int:
    """How many cells the lines of the table have, over the whole file."""
    widths = Counter(len(record.cells) for record in records if not blank(record))
    if found.width in widths and widths[found.width] * 2 > sum(widths.values()):
        return found.width
    several = {width: count for width, count in widths.items() if width > 1}
    return max(several, key=lambda width: (several[width], width == found.width)) if several else 1


def _kept_columns(header: Header, rows: list[tuple[str | None, ...]]) -> int:
    """How many columns are left without those at the right end that have neither name nor value."""
    kept = len(header.parts[0])
    while header.lines and kept > 1 and not any(part[kept - 1].strip() for part in header.parts):
        if any((row[kept - 1] or "").strip() for row in rows):
            break
        kept -= 1
    return kept
