"""Take the rows of the table from the records of a file: under its header, before the totals, other tables left out.

Nothing is left out without a `Note` that counts it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from carteira_cli.sources.text.header import blank, filled, mostly
from carteira_cli.sources.text.repair import OTHER_SEPARATORS, mend
from carteira_cli.sources.text.shapes import TYPED, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.sources.text.header import Header
    from carteira_cli.sources.text.shapes import Column
    from carteira_cli.sources.text.split import Marks, Record

SAME = 0.6  # share of the lines of another table that are as wide as its first
FOOTER = 8  # records at the end that may be totals and remarks
TABLE = 3  # lines of another width in a row that may be another table
COPY = 0.8  # share of the lines under a repeated header that repeat lines above it: the table once more
MENDABLE = 5_000  # lines; beyond them the file is not broken here and there
_FOOTER = re.compile(
    r"\W*(?:(?:sub)?tota(?:l|is)|total geral|soma|m[ée]dia|registros|quantidade de|gerado (?:em|por)|emitido (?:em|por)"
    r"|impresso|p[áa]gina|fim d[oe]|fonte|footnote|observa[çc][ãõo]|obs\b|\* )",
    re.IGNORECASE,
)

_TOTAL = re.compile(r"\W*(?:sub)?tota(?:l|is)(?: geral)?(?:\s*:.*)?\W*", re.IGNORECASE)


@dataclass(frozen=True)
class Note:
    """Something left out or changed.

    Attributes:
        kind: preambulo, rodape, em_branco, cabecalho_repetido, cabecalho_reparado, cabecalho_quebrado (names may stand
            over the wrong columns: do not trust them), outra_tabela, coluna_vazia; or, of lines that are among the
            rows, reparada, duvidosa, curta, quebrada.
        count: how many lines (columns for coluna_vazia).
        line: of the first, from 1.
        sample: its text.
    """

    kind: str
    count: int
    line: int
    sample: str


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


@dataclass
class Ledger:
    """Counts what is left out while a table is laid out."""

    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, kind: str, record: Record, count: int = 1) -> None:
        """Count a record left out."""
        self.counts[kind] += count
        if kind not in self.first:
            self.first[kind] = record.line, (record.raw or " | ".join(record.cells))[:200]

    def notes(self) -> tuple[Note, ...]:
        """What was counted, in the order of the file."""
        return tuple(
            Note(kind, self.counts[kind], line, sample)
            for kind, (line, sample) in sorted(self.first.items(), key=lambda item: (item[1][0], item[0]))
        )


@dataclass(frozen=True)
class Body:
    """The rows under the header.

    Attributes:
        rows: the cells of each, as many as the header has names.
        marks: those that were not read by the rules.
    """

    rows: list[tuple[str | None, ...]]
    marks: list[Mark]


def rows_under(
    records: Sequence[Record], header: Header, columns: Sequence[Column], marks: Marks, ledger: Ledger
) -> Body:
    """The rows of the table: other tables, repeated headers, totals and blanks are left out and counted."""
    for record in records[: header.start]:
        ledger.add("em_branco" if blank(record) else "preambulo", record)
    first = records[header.start]
    if header.lines and first.cells != list(header.parts[0]):  # a name may be missing, and which one is not known
        ledger.add("cabecalho_quebrado" if len(first.cells) < len(columns) else "cabecalho_reparado", first)
    body = records[header.start + len(header.parts) :]
    end = _footer_start(body, columns, ledger)
    rows: list[tuple[str | None, ...]] = []
    odd: list[Mark] = []
    width = len(columns)
    for record in _of_the_table(body[:end], header, columns, ledger):
        if record.sound and len(record.cells) == width:
            rows.append(tuple(record.cells))
            continue
        cells, kind = _fit(record, marks, columns, mending=len(odd) < MENDABLE)
        if list(cells) != record.cells or not record.suspect:
            odd.append(Mark(len(rows), record.line, kind, record.raw))
            ledger.add(kind, record)
        rows.append(cells)
    return Body(rows, odd)


def _fit(
    record: Record, marks: Marks, columns: Sequence[Column], *, mending: bool
) -> tuple[tuple[str | None, ...], str]:
    width = len(columns)
    best = mend(record.raw, marks, columns) if mending and marks.separator else None
    if best is None and len(record.cells) == width:
        return tuple(record.cells), "reparada"  # only its quotes were amiss
    if best is None:
        cells: list[str | None] = [*record.cells, *[None] * (width - len(record.cells))]
        return tuple(cells), "quebrada"
    if None in best.cells:
        return best.cells, "curta"
    return best.cells, "reparada" if best.sure else "duvidosa"


def _of_the_table(
    body: Sequence[Record], header: Header, columns: Sequence[Column], ledger: Ledger
) -> Iterator[Record]:
    """The records of the first table, without blanks, repeated headers, and other tables."""
    names = list(header.parts[0]) if header.lines else None
    place = 0
    while place < len(body):
        record = body[place]
        place += 1
        if blank(record):
            ledger.add("em_branco", record)
        elif names is not None and record.cells == names:
            ledger.add("cabecalho_repetido", record)
            if _copy_from(body, place):
                _leave_out(body[place:], ledger)
                return
        elif len(record.cells) != len(columns) and (end := _other_table(body, place - 1, len(columns))):
            _leave_out(body[place - 1 : end], ledger)
            place = end
        elif place <= 1 and _is_total(record.cells, columns):
            ledger.add("rodape", record)
        else:
            yield record


def _leave_out(records: Sequence[Record], ledger: Ledger) -> None:
    for record in records:
        ledger.add("em_branco" if blank(record) else "outra_tabela", record)


def _copy_from(body: Sequence[Record], place: int) -> bool:
    """Whether the lines from `place` on repeat those before."""
    after = [tuple(record.cells) for record in body[place:] if not blank(record)]
    if len(after) < TABLE:
        return False
    before = {tuple(record.cells) for record in body[: place - 1]}
    return sum(cells in before for cells in after) >= COPY * len(after)


def _other_table(body: Sequence[Record], place: int, width: int) -> int:
    """Where the table of another width that starts at `place` ends; 0 when none does.

    Lines that merely have a cell too many do not make a table: it starts with a line of names, or after a blank one.
    """
    first = body[place]
    names = all(kind_of(cell) in ("text", "code", "empty") for cell in first.cells) and mostly(first.cells)
    if len(first.cells) < 2 or not (names or (place and blank(body[place - 1]))):  # noqa: PLR2004
        return 0
    end, same, lines = place, 0, 0
    while end < len(body) and len(body[end].cells) != width:
        if not blank(body[end]):
            lines += 1
            same += len(body[end].cells) == len(first.cells)
        end += 1
    return end if lines >= TABLE and same > SAME * lines else 0


def _footer_start(body: Sequence[Record], columns: Sequence[Column], ledger: Ledger) -> int:
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


def _is_footer(record: Record, columns: Sequence[Column]) -> bool:
    if _is_total(record.cells, columns):
        return True
    if len(columns) < 3 or sum(map(filled, record.cells)) > 1:  # noqa: PLR2004 - of two columns one may well be empty
        return False
    if len(record.cells) == 1:
        return not _cut_otherwise(record.cells[0], columns)
    return _misfit(record.cells, columns)


def _cut_otherwise(line: str, columns: Sequence[Column]) -> bool:
    """Whether a line without the file's separator could be a line of the table with another one."""
    for separator in OTHER_SEPARATORS:
        cells = line.split(separator)
        if len(cells) > 1 and kind_of(cells[0]) == columns[0].kind() != "text":
            return True
        if len(cells) == len(columns) and separator != " " and not _misfit(cells, columns):
            return True
    return False


def _is_total(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    word = next((cell for cell in cells[:3] if filled(cell)), "")
    if _TOTAL.fullmatch(word):
        return True
    return _FOOTER.match(word) is not None and (len(cells) < len(columns) or _misfit(cells, columns))


def _misfit(cells: Sequence[str], columns: Sequence[Column]) -> bool:
    """Whether a cell lacks, or is of another kind, where its column nearly always has a date, a number or the like."""
    return any(
        kind_of(cell) != column.kind()
        for cell, column in zip(cells, columns, strict=False)
        if column.kind() in TYPED and column.kinds[column.kind()] >= 0.9 * column.seen
    )
