"""How to read a text file, decided from samples, so that one reading of the whole is enough."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.reading.left_out import LeftOut, Note
from carteira_cli.reading.text.blocks import LINE, line_too_long, lines_of
from carteira_cli.reading.text.dialect import Forced, Guess, guess, separator_line, unwrap
from carteira_cli.reading.text.header import Header, blank, columns_of, find_header, header_at
from carteira_cli.reading.text.layout import footer_start, is_total, other_table
from carteira_cli.reading.text.names import unique_names
from carteira_cli.reading.text.sample import Sample, take_sample
from carteira_cli.reading.text.shapes import TYPED, kind_of
from carteira_cli.reading.text.split import Marks, Record, split_lines
from carteira_cli.units import number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from carteira_cli.reading.text.encoding import Encoding
    from carteira_cli.reading.text.shapes import ColumnShape

COLUMNS, NAME = 16_384, 32_767  # of a sheet, and characters of a cell in it
_BLANK_END = 1 << 20  # bytes without anything at the end that the scanner may still walk over
_NO_TABLE = "confira se o arquivo é uma tabela, com uma linha por registro"
RECORDS = 1 << 18  # characters of a big file's head that are cut into records
FEW = 3  # lines as wide as the names that show what the columns hold
CORRUPT = 5  # letters encoded twice before it is said


@dataclass(frozen=True)
class TextPlan:
    """How to read a text file.

    Attributes:
        encoding: of its bytes; `encoding.codec` by Python's name.
        marks: separator, quote, escape and line end.
        wrapped: each line stands in quotes as a whole.
        separator_line: its first line is `sep=;`.
        preamble_lines: records above the header.
        header_line: line of the file where the header starts, from 1; None without one.
        header_lines: how many lines of names.
        parts: the cells of each line of the header, as they are; without one, of the first line of data.
        names: one a column and each once: a repeated one has `#2`, a column without name is `coluna 3`.
        columns: how the cells of each column look.
        data_line: line of the file where the data start, from 1; one past the last when there are none.
        footer: totals or remarks stand after the table.
        blank_tail: blank lines, or lines of separators, stand at the end.
        end: where the last line that holds anything ends, in bytes.
        size: of the file, in bytes.
        whole: all of the file was looked at, not samples.
        confidence: how regular the file is so read, from 0 to 1.
        obstacles: why Polars' scanner can't read it as it stands once it is UTF-8; empty when it can.
        notes: what stands above the data, and what the samples show of the text.
    """

    encoding: Encoding
    marks: Marks
    wrapped: bool
    separator_line: bool
    preamble_lines: int
    header_line: int | None
    header_lines: int
    parts: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    columns: tuple[ColumnShape, ...]
    data_line: int
    footer: bool
    blank_tail: bool
    end: int
    size: int
    whole: bool
    confidence: float
    obstacles: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def width(self) -> int:
        """How many columns the table has."""
        return len(self.columns)

    @property
    def direct(self) -> bool:
        """Whether Polars' scanner reads the table as it stands, once it is UTF-8, as far as the samples tell."""
        return not self.obstacles

    @property
    def utf8(self) -> bool:
        """Whether the file is taken for UTF-8, so that it need not be transcoded."""
        return self.encoding.codec == "utf-8"

    @property
    def header_broken(self) -> bool:
        """Whether names may stand over the wrong columns: do not trust them."""
        return any(note.kind == "cabecalho_quebrado" for note in self.notes)


def plan_text(path: Path, forced: Forced | None = None) -> TextPlan:
    r"""Find out how to read a text file.

    Args:
        path: of the file.
        forced: what the caller knows.

    Returns:
        The plan, from about 1 MB at the head, 64 KB at the tail and a few places between.

    Raises:
        DataError: it can't be read, is empty, is no delimited text, or not in the encoding asked for.

    Example:
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp(), "vendas.csv")
        >>> _ = path.write_text("Vendas\n\nCliente;Valor;Valor\nAna;1,50;2,00\nBia;2,50;3,00\n", encoding="utf-8")
        >>> plan = plan_text(path)
        >>> plan.marks.separator, plan.names, plan.header_line, plan.data_line, plan.direct
        (';', ('Cliente', 'Valor', 'Valor#2'), 3, 4, True)
    """
    forced = forced or Forced()
    sample = take_sample(path, forced.encoding)
    if len(sample.head) >= LINE and max(map(len, lines_of(sample.head, sample.line_end))) >= LINE:
        raise line_too_long(path)
    told, said, text = separator_line(sample.head)
    found = guess(text, Forced(forced.separator or said or None, forced.quote, forced.escape))
    if not sample.whole and forced.quote is None and not found.marks.quote:  # one may come later
        found = replace(found, marks=replace(found.marks, quote='"'))
    head = _head_records(text, found, sample, 2 if told else 1)
    if told:
        head.insert(0, Record(1, [told.strip()], told.strip()))
    _refuse_what_is_no_table(head, path)
    pieces = [_piece_records(piece, found) for piece in (*sample.pieces, sample.tail) if piece]
    others = [record for piece in pieces for record in piece]
    header, columns = _header(head, others, found, forced, path)
    ledger = LeftOut()
    _note_what_is_above(head, header, columns, ledger)
    _note_the_text(sample, ledger)
    body = head[header.start + len(header.parts) :] if header.lines else head[header.start :]
    tail = body if sample.whole else pieces[-1]
    scratch = LeftOut()
    footer_start(tail, columns, scratch)
    footer = scratch.counts["rodape"] > 0
    names = header.parts if header.lines else ()
    return TextPlan(
        encoding=sample.encoding,
        marks=found.marks,
        wrapped=found.wrapped,
        separator_line=bool(told),
        preamble_lines=header.start,
        header_line=head[header.start].line if header.lines else None,
        header_lines=header.lines,
        parts=header.parts,
        names=unique_names(names, len(columns)),
        columns=columns,
        data_line=body[0].line if body else head[-1].line + head[-1].span,
        footer=footer,
        blank_tail=sample.end < sample.size or scratch.counts["em_branco"] > 0,
        end=sample.end,
        size=sample.size,
        whole=sample.whole,
        confidence=found.confidence,
        obstacles=tuple(
            _obstacles(found, body, pieces, columns, names, footer=footer, blank_end=sample.size - sample.end)
        ),
        notes=ledger.notes(),
    )


def _head_records(text: str, found: Guess, sample: Sample, first: int) -> list[Record]:
    lines = lines_of(text if sample.whole else text[:RECORDS], found.marks.line_end)
    if not sample.whole and len(text) > RECORDS:
        lines = lines[:-1] or lines
    records = split_lines(_unwrapped(lines, found), found.marks, found.width, first, final=sample.whole)[0]
    # A head that is one endless cell is no record by the rules; whatever it is, a plan needs a first line.
    return records or split_lines(_unwrapped(lines, found), found.marks, found.width, first)[0]


def _refuse_what_is_no_table(head: list[Record], path: Path) -> None:
    """No sheet has so many columns, and none so long a name: reading on would cost more than it could bring.

    Raises:
        DataError: with the line.
    """
    for record in head:
        if len(record.cells) > COLUMNS:
            cells = f"{path}, linha {record.line}: são {number(len(record.cells), 0)} células"
            raise DataError(f"{cells}, e uma planilha tem até {number(COLUMNS, 0)}", _NO_TABLE)
    if head and max(map(len, head[0].cells), default=0) > NAME:
        raise DataError(f"{path}, linha {head[0].line}: há um texto de mais de {number(NAME, 0)} letras", _NO_TABLE)


def _piece_records(text: str, found: Guess) -> list[Record]:
    """Records of a place in the middle of the file; what it may have begun amid a quoted cell is not told."""
    return split_lines(_unwrapped(lines_of(text, found.marks.line_end), found), found.marks, found.width)[0]


def _unwrapped(lines: list[str], found: Guess) -> list[str]:
    return [unwrap(line, '"') for line in lines] if found.wrapped else lines


def _header(
    head: list[Record], others: list[Record], found: Guess, forced: Forced, path: Path
) -> tuple[Header, tuple[ColumnShape, ...]]:
    if forced.header is None:
        everything = [*head, *others]
        columns = columns_of(everything, _width(everything, found))
        header = find_header(head, found.marks, columns, forced.header_lines)
        if header is None:  # no line of the head is as wide as most of the file
            first = (*head[0].cells, *[""] * (len(columns) - len(head[0].cells)))[: len(columns)]
            header = Header(0, 1 if forced.header_lines is None else 0, (first,))
        return header, columns
    line = forced.header
    place = next((at for at, record in enumerate(head) if record.line <= line < record.line + record.span), -1)
    if place < 0:
        raise DataError(f"{path} não tem a linha {line} para o cabeçalho", "confira o número da linha")
    below = [*head[place:], *others]
    width = max(_width(below, found), len(head[place].cells))
    columns = columns_of(below, width)
    return header_at(head, place, columns, forced.header_lines), columns


def _width(records: Sequence[Record], found: Guess) -> int:
    """How many cells the lines of the table have."""
    widths = Counter(len(record.cells) for record in records if not blank(record))
    names = next((record.cells for record in records if not blank(record)), [])
    texts = found.marks.separator == " " and widths[len(names)] >= FEW and 1 < len(names) == min(widths)
    if texts and not any(kind_of(name) in TYPED for name in names):  # a text has blanks; there is a name a column
        return len(names)
    if found.width in widths and widths[found.width] * 2 > sum(widths.values()):
        return found.width
    several = {width: count for width, count in widths.items() if width > 1}
    return max(several, key=lambda width: (several[width], width == found.width)) if several else 1


def _note_what_is_above(
    head: Sequence[Record], header: Header, columns: Sequence[ColumnShape], ledger: LeftOut
) -> None:
    for record in head[: header.start]:
        ledger.add("em_branco" if blank(record) else "preambulo", record)
    first = head[header.start]
    if header.lines and first.cells != list(header.parts[0]):
        # A name may be missing, and which one is not known, unless the columns that lack one are empty as well.
        lacking = any(column.kinds["empty"] < column.seen for column in columns[len(first.cells) :])
        if len(first.cells) < len(columns) and lacking:
            ledger.add("cabecalho_quebrado", first)
        elif len(first.cells) >= len(columns):
            ledger.add("cabecalho_reparado", first)


def _note_the_text(sample: Sample, ledger: LeftOut) -> None:
    if sample.tally.twice >= CORRUPT:
        ledger.count("texto_corrompido", sample.tally.twice, 0, "")


def _obstacles(
    found: Guess,
    body: Sequence[Record],
    pieces: Sequence[Sequence[Record]],
    columns: Sequence[ColumnShape],
    names: Sequence[tuple[str, ...]],
    *,
    footer: bool,
    blank_end: int,
) -> list[str]:
    """Why the scanner would misread the table."""
    last = max((place for place, record in enumerate(body) if not blank(record)), default=-1)
    rows = [*(body if pieces else body[: last + 1]), *(record for piece in pieces for record in piece)]
    first = next((record for record in rows if not blank(record)), None)
    reasons = {
        **_obstacles_of_marks(found, len(columns)),
        "rodape": footer,
        "total_no_inicio": first is not None and is_total(first.cells, columns),
        "cabecalho_repetido": any(tuple(record.cells) in names for record in rows),
        "linhas_em_branco": any(map(blank, rows)),
        "fim_em_branco": blank_end > _BLANK_END,
        "linhas_quebradas": any(not record.sound or "\r" in "".join(record.cells) for record in rows),
    }
    width = len(columns)
    odd = next((place for place, record in enumerate(rows) if len(record.cells) != width and not blank(record)), None)
    if odd is not None:
        table = other_table(rows, odd, width, after_blank=bool(odd) and blank(rows[odd - 1]))
        reasons["outra_tabela" if table else "linhas_quebradas"] = True
    return [reason for reason, holds in reasons.items() if holds]


def _obstacles_of_marks(found: Guess, width: int) -> dict[str, bool]:
    marks = found.marks
    return {
        "separador": len(marks.separator) != 1 or not marks.separator.isascii() or width == 1,
        "aspas": bool(marks.quote) and (marks.backslash or marks.quote not in "\"'"),
        "fim_de_linha": marks.line_end == "\r",
        "linhas_embrulhadas": found.wrapped,
    }
