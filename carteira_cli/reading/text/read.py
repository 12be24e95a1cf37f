"""Read any delimited text file as a table of text, and say what was understood and what was left out."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.aligned import SEPARATOR, find_ruler, straighten
from carteira_cli.reading.text.dialect import Forced
from carteira_cli.reading.text.header import merged
from carteira_cli.reading.text.headings import ALIGNED
from carteira_cli.reading.text.plan import plan_text
from carteira_cli.reading.text.stream import Reader

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    from carteira_cli.reading.left_out import Note
    from carteira_cli.reading.text.batch import Batch
    from carteira_cli.reading.text.plan import TextPlan


@dataclass(frozen=True)
class Mark:
    """A row that was not read by the rules.

    Attributes:
        row: its place among the rows, from 0.
        line: where it starts in the file, from 1.
        kind: reparada, duvidosa, curta or quebrada.
        raw: its text in the file.
    """

    row: int
    line: int
    kind: str
    raw: str


@dataclass(frozen=True)
class Dialect:
    """How a file was understood.

    Attributes:
        encoding: codec, by Python's name.
        byte_order_mark: whether the file starts with one.
        separator: between cells; "" in a file of one column, two blanks where runs of blanks align the columns.
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

    header: Sequence[str]
    rows: Sequence[tuple[str | None, ...]]
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
    def records(self) -> Sequence[tuple[str | None, ...]]:
        """All lines of data."""
        return self.rows if self.dialect.header_lines else [tuple(self.header), *self.rows]


def read_table(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    separator: str | None = None,
    quote: str | None = None,
    escape: str | None = None,
    header_lines: int | None = None,
) -> TableText:
    r"""Read a delimited text file, with whatever it is not told found out.

    Args:
        path: of the file, as text or as any object that stands for a path.
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
    forced = Forced(separator, quote, escape, encoding, header_lines=header_lines)
    file = Path(path)
    plan = plan_text(file, forced)
    ruler = find_ruler(file, plan) if separator is None else None
    if ruler is None:
        return _read(file, plan)
    with tempfile.TemporaryDirectory() as folder:
        straight = Path(folder, "alinhado.txt")
        straighten(file, plan, ruler, straight)
        told = replace(forced, separator=SEPARATOR, quote="", encoding="utf-8")
        table = _read(straight, plan_text(straight, told))
    dialect = replace(
        table.dialect,
        separator=ALIGNED,
        line_end=plan.marks.line_end,
        encoding=plan.encoding.codec,
        byte_order_mark=plan.encoding.mark > 0,
    )
    return replace(table, dialect=dialect)


def _read(path: Path, plan: TextPlan) -> TableText:
    reader = Reader(path, plan)
    rows: list[tuple[str | None, ...]] = []
    marked: list[Mark] = []
    for batch in reader.batches():
        for line, cells, kind, raw in _in_order(batch):
            if kind:
                marked.append(Mark(len(rows), line, kind, raw))
            rows.append(cells)
    parts = plan.parts
    if not plan.header_lines and rows:  # the first line stands for the header
        parts, rows = (tuple(cell or "" for cell in rows[0]),), rows[1:]
        marked = [Mark(mark.row - 1, mark.line, mark.kind, mark.raw) for mark in marked if mark.row]
    kept = kept_columns(plan, rows)
    if kept < plan.width:
        line = plan.header_line or 1
        reader.ledger.count("coluna_vazia", plan.width - kept, line, plan.marks.separator.join(plan.parts[0]))
    parts = tuple(part[:kept] for part in parts)
    rows = rows if kept == plan.width else [row[:kept] for row in rows]
    notes = reader.ledger.notes()
    return TableText(merged(parts), rows, _dialect(plan, reader.ledger.counts["rodape"]), notes, tuple(marked), parts)


def _in_order(batch: Batch) -> Iterator[tuple[int, tuple[str | None, ...], str, str]]:
    """The rows of a batch in the order of the file: line, cells, kind, raw text."""
    slow = iter(batch.slow)
    row = next(slow, None)
    for *cells, line in batch.sound.fill_null("").iter_rows():
        while row is not None and row.line < line:
            yield row.line, row.cells, row.kind, row.raw
            row = next(slow, None)
        yield line, tuple(cells), "", ""
    while row is not None:
        yield row.line, row.cells, row.kind, row.raw
        row = next(slow, None)


def _dialect(plan: TextPlan, footer_lines: int) -> Dialect:
    marks = plan.marks
    return Dialect(
        plan.encoding.codec,
        plan.encoding.mark > 0,
        marks.separator,
        marks.quote,
        "\\" if marks.backslash else marks.quote,
        marks.line_end,
        plan.wrapped,
        plan.preamble_lines,
        plan.header_lines,
        footer_lines,
        plan.confidence,
    )


def kept_columns(plan: TextPlan, rows: list[tuple[str | None, ...]]) -> int:
    """How many columns are left without those at the right end that have neither name nor value."""
    kept = plan.width
    while plan.header_lines and kept > 1 and not any(part[kept - 1].strip() for part in plan.parts):
        if any((row[kept - 1] or "").strip() for row in rows):
            break
        kept -= 1
    return kept
