"""Take the rows of the table from the records of a file: under its header, before the totals, other tables left out.

Nothing is left out without a `Note` that counts it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.left_out import FOOTER, REMARK, TABLE, TOTAL, LeftOut
from carteira_cli.reading.text.header import blank, filled, mostly
from carteira_cli.reading.text.repair import OTHER_SEPARATORS, mend, work_of
from carteira_cli.reading.text.shapes import TYPED, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from carteira_cli.reading.text.shapes import ColumnShape
    from carteira_cli.reading.text.split import Marks, Record

SAME = 0.6  # share of the lines of another table that are as wide as its first
EFFORT = 10_000_000  # about ten seconds' work spent on mending a file; the lines after that are set apart as they are
FEW_SEEN = 5  # cells for each word from which on a column has few
SAFE = "reparada"


class TextRow(NamedTuple):
    """A row that took the slow way.

    Attributes:
        line: where it starts in the file, from 1.
        cells: as many as the table has columns; None for those that the line lacks.
        kind: "" when sound, else reparada, duvidosa, curta or quebrada.
        found: how many cells its line has.
        raw: its text in the file, where it is not sound.
    """

    line: int
    cells: tuple[str | None, ...]
    kind: str
    found: int
    raw: str


NUL = "\0"


@dataclass
class Layout:
    """Tells rows from what else stands in a file, a stretch of records at a time.

    Attributes:
        marks: what separates and quotes.
        columns: how the columns look.
        names: the lines of the header, () without one.
        ledger: counts what is left out.
        started: a row came already.
        after_blank: the record before was blank.
        other: width of the other table that the records before belong to, 0 when to none.
        effort: work left for mending.
        copied: whether the lines under a repeated header repeat the whole table, by the line of that header.
        stopped: such a copy began.
    """

    marks: Marks
    columns: Sequence[ColumnShape]
    names: tuple[tuple[str, ...], ...]
    ledger: LeftOut
    copied: Callable[[int], bool] = lambda _: False
    started: bool = False
    after_blank: bool = False
    other: int = 0
    effort: int = EFFORT
    stopped: bool = False

    def take(self, records: Sequence[Record], *, final: bool = False) -> list[TextRow]:
        """The rows among some records; with `final`, they are the last of the file."""
        end = footer_start(records, self.columns, self.ledger) if final and not self.stopped else len(records)
        return [self._row(record) for record in self._of_the_table(records[:end])]

    def _row(self, record: Record) -> TextRow:
        width = len(self.columns)
        if any(NUL in cell for cell in record.cells if cell):  # what it stood for can't be told
            self.ledger.add("quebrada", record)
            there = tuple([*record.cells, *[None] * width][:width])
            raw = record.raw or self.marks.separator.join(record.cells)
            return TextRow(record.line, there, "quebrada", len(record.cells), raw)
        if record.sound and len(record.cells) == width:
            return TextRow(record.line, tuple(record.cells), "", width, "")
        cells, kind = self._fit(record)
        if record.suspect and list(cells) == record.cells:
            return TextRow(record.line, cells, "", width, "")
        self.ledger.add(kind, record)
        return TextRow(record.line, cells, kind, len(record.cells), record.raw)

    def _fit(self, record: Record) -> tuple[tuple[str | None, ...], str]:
        width = len(self.columns)
        best = None
        words = len(record.cells) == 1 and not any(map(str.isdigit, record.raw))  # a title: no day or number to find
        if self.marks.separator and self.effort > 0 and not (words and any(c.kind() in TYPED for c in self.columns)):
            self.effort -= work_of(record.raw, self.marks, width)
            best = mend(record.raw, self.marks, self.columns)
        if best is None and len(record.cells) == width:
            return tuple(record.cells), SAFE  # only its quotes were amiss
        if best is None:
            cells: list[str | None] = [*record.cells, *[None] * (width - len(record.cells))]
            rest = [self.marks.separator.join(record.cells[width - 1 :])] if len(cells) > width else cells[width - 1 :]
            return (*cells[: width - 1], *rest), "quebrada"
        if None in best.cells:
            return best.cells, "curta"
        sure = best.sure and not self._guessed(record.raw, best.cells)
        return best.cells, SAFE if sure else "duvidosa"

    def _guessed(self, raw: str, cells: tuple[str | None, ...]) -> bool:
        """Whether a reading, however likely, rests on a number or date that was put together or cut apart.

        `5,90` between commas is one amount or two cells, and `2024-01-3112.50` is cut in one place or another: what
        it adds up to must not be a guess. So of a column of few words: `Cancelado;obs` is no status of its own.
        """
        texts = [cell or "" for cell in cells]
        marks = {";", ",", "\t", "|", self.marks.separator[:1]}
        used = sum(raw.count(mark) - sum(text.count(mark) for text in texts) for mark in marks)
        if used < len(cells) - 1:
            return True
        return any(
            self.marks.separator in text and (column.kind() in TYPED or _of_few(column))
            for text, column in zip(texts, self.columns, strict=True)
        )

    def _of_the_table(self, records: Sequence[Record]) -> Iterator[Record]:
        """The records of the table, without blanks, repeated headers, and other tables."""
        place, width = 0, len(self.columns)
        while place < len(records):
            record = records[place]
            place += 1
            size = len(record.cells)
            if blank(record):
                self.ledger.add("em_branco", record)
                self.after_blank = True
                continue
            after_blank, self.after_blank = self.after_blank, False
            if self.stopped or (size != width and size == self.other):
                self.ledger.add("outra_tabela", record)
            elif size == width and tuple(record.cells) in self.names:
                self.other = 0
                self.ledger.add("cabecalho_repetido", record)
                self.stopped = self.copied(record.line)
            elif size != width and (end := other_table(records, place - 1, width, after_blank=after_blank)):
                self.leave_out(records[place - 1 : end])
                self.other = size if end == len(records) else 0
                place = end
            elif not self.started and is_total(record.cells, self.columns):
                self.started = True
                self.ledger.add("rodape", record)
            else:
                self.started, self.other = True, 0
                yield record

    def leave_out(self, records: Sequence[Record]) -> None:
        """Count the records of another table."""
        for record in records:
            self.after_blank = blank(record)
            self.ledger.add("em_branco" if self.after_blank else "outra_tabela", record)


def _of_few(column: ColumnShape) -> bool:
    """Whether the cells of a column are a few words over and over: a status, a channel."""
    return column.seen >= FEW_SEEN and len(column.starts) * FEW_SEEN <= column.seen


def other_table(records: Sequence[Record], place: int, width: int, *, after_blank: bool) -> int:
    """Where the table of another width that starts at `place` ends; 0 when none does.

    Lines that merely have a cell too many do not make a table: it starts with a line of names, or after a blank one.
    """
    first = records[place]
    names = all(kind_of(cell) in ("text", "code", "empty") for cell in first.cells) and mostly(first.cells)
    if len(first.cells) < 2 or not (names or after_blank):  # noqa: PLR2004
        return 0
    end, same, lines = place, 0, 0
    while end < len(records) and len(records[end].cells) != width:
        if not blank(records[end]):
            lines += 1
            same += len(records[end].cells) == len(first.cells)
        end += 1
    return end if lines >= TABLE and same > SAME * lines else 0


def footer_start(body: Sequence[Record], columns: Sequence[ColumnShape], ledger: LeftOut) -> int:
    """Where totals and remarks at the end begin; they and the blank tail are counted."""
    end = len(body)
    while end and blank(body[end - 1]):
        end -= 1
    last = end
    for place in range(end - 1, max(end - 1 - FOOTER, 0), -1):
        record = body[place]
        if blank(record):
            continue
        if not _is_footer(record, columns):
            break
        last = place
    for record in body[last:]:
        ledger.add("em_branco" if blank(record) else "rodape", record)
    return last


def _is_footer(record: Record, columns: Sequence[ColumnShape]) -> bool:
    if is_total(record.cells, columns):
        return True
    if len(columns) < 3 or sum(map(filled, record.cells)) > 1:  # noqa: PLR2004 - of two columns one may well be empty
        return False
    if len(record.cells) == 1:
        return not _cut_otherwise(record.cells[0], columns)
    return _misfit(record.cells, columns)


def _cut_otherwise(line: str, columns: Sequence[ColumnShape]) -> bool:
    """Whether a line without the file's separator could be a line of the table with another one."""
    for separator in OTHER_SEPARATORS:
        cells = line.split(separator)
        if len(cells) > 1 and kind_of(cells[0]) == columns[0].kind() != "text":
            return True
        if len(cells) == len(columns) and separator != " " and not _misfit(cells, columns):
            return True
    return False


def is_total(cells: Sequence[str], columns: Sequence[ColumnShape]) -> bool:
    """Whether a line is a total rather than a row."""
    word = next((cell for cell in cells[:3] if filled(cell)), "")
    if TOTAL.fullmatch(word):
        return True
    return REMARK.match(word) is not None and (len(cells) < len(columns) or _misfit(cells, columns))


def _misfit(cells: Sequence[str], columns: Sequence[ColumnShape]) -> bool:
    """Whether a cell lacks, or is of another kind, where its column nearly always has a date, a number or the like."""
    return any(
        kind_of(cell) != column.kind()
        for cell, column in zip(cells, columns, strict=False)
        if column.kind() in TYPED and column.kinds[column.kind()] >= 0.9 * column.seen
    )
