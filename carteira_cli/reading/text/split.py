"""Cut text into records, line by line: what is sound goes fast, what is not is set aside for repair.

A quote that opens and does not close may hold a line break, or be a slip. It is followed into the next lines only as
long as the whole has as many cells as the table, and none of those lines is a record of its own: so a stray quote
costs one line, never the rest of the file.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, NamedTuple

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.blocks import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence

CELL = 1 << 20  # characters of a quoted cell of several lines; a longer one is taken for a stray quote
CSV_LIMIT = 100_000  # the csv module refuses longer fields
HIDDEN_QUOTE, HIDDEN_BACKSLASH = "\U000f0001", "\U000f0002"  # private use: in no export


@dataclass(frozen=True)
class Marks:
    """What separates and quotes.

    Attributes:
        separator: between cells, one character or several; "" in a file of one column.
        quote: around cells, "" when none.
        backslash: a quote inside a cell is written with a backslash before it, not twice.
        line_end: between lines.
    """

    separator: str
    quote: str
    backslash: bool
    line_end: str


class Record(NamedTuple):
    """A line of the file, or several joined by a quoted cell.

    Attributes:
        line: where it starts, from 1, as an editor counts.
        cells: what is in it.
        raw: its text, kept only where it is not sound.
        sound: it was read by the rules.
        suspect: not sound only because a quote stands amid the text of a cell, as where a separator was lost.
        span: lines of the file that it takes; 0 for what follows a lone CR within a line.
    """

    line: int
    cells: list[str]
    raw: str = ""
    sound: bool = True
    suspect: bool = False
    span: int = 1

    @property
    def shown(self) -> str:
        """Its text, for people."""
        return self.raw or " | ".join(self.cells)


def split_line(line: str, marks: Marks) -> list[str] | None:
    """The cells of a line by the rules, or None where it breaks them."""
    if not marks.separator:
        return _split_by_hand(line, marks)
    if not marks.quote or marks.quote not in line:
        return line.split(marks.separator)
    if marks.backslash:
        line = hide_escapes(line, marks.quote)
        cells = _split_by_hand(line, marks)
        return None if cells is None else [show_escapes(cell, marks.quote) for cell in cells]
    if len(marks.separator) == 1 and len(line) < CSV_LIMIT:
        try:
            return next(csv.reader([line], delimiter=marks.separator, quotechar=marks.quote, strict=True))
        except (csv.Error, StopIteration):
            return None
    return _split_by_hand(line, marks)


def hide_escapes(line: str, quote: str) -> str:
    """Put a placeholder for each escaped character, so that the remaining quotes are all marks."""
    return line.replace("\\\\", HIDDEN_BACKSLASH).replace("\\" + quote, HIDDEN_QUOTE)


def show_escapes(cell: str, quote: str) -> str:
    """Undo `hide_escapes`, without the backslashes."""
    return cell.replace(HIDDEN_QUOTE, quote).replace(HIDDEN_BACKSLASH, "\\")


def _split_by_hand(line: str, marks: Marks) -> list[str] | None:
    """As the csv module in strict mode, for separators of any length and cells of any size."""
    cells: list[str] = []
    at, separator, quote = 0, marks.separator, marks.quote
    while True:
        if quote and line.startswith(quote, at):
            end = closing(line, quote, at + 1)
            if end < 0:
                return None
            cells.append(line[at + 1 : end].replace(quote * 2, quote))
            at = end + 1
            if at == len(line):
                return cells
            if not separator or not line.startswith(separator, at):
                return None
        else:
            end = line.find(separator, at) if separator else -1
            cells.append(line[at:] if end < 0 else line[at:end])
            if "\n" in cells[-1] or "\r" in cells[-1]:
                return None
            if end < 0:
                return cells
            at = end
        at += len(separator)


def closing(line: str, quote: str, at: int) -> int:
    """Where the quoted cell whose content starts at `at` closes, doubled quotes passed over; -1 when it does not."""
    while (at := line.find(quote, at)) >= 0 and line.startswith(quote, at + 1):
        at += 2
    return at


def split_tolerantly(line: str, marks: Marks) -> list[str]:
    """The cells of a line that breaks the rules: a quote closes only before a separator or at the end of the line."""
    separator, quote = marks.separator, marks.quote
    if not separator:
        return [line]
    body = hide_escapes(line, quote) if marks.backslash and quote else line
    cells: list[str] = []
    at = 0
    hopeless = False  # a quote did not close before: none after it will
    while True:
        end = -1
        if quote and not hopeless and body.startswith(quote, at):
            end = _closing_tolerantly(body, quote, separator, at + 1)
            hopeless = end < 0
        if end >= 0:
            cells.append(body[at + 1 : end].replace(quote * 2, quote))
            end += 1
        else:
            end = body.find(separator, at)
            end = len(body) if end < 0 else end
            cells.append(body[at:end])
        if end >= len(body):
            return [show_escapes(cell, quote) for cell in cells] if marks.backslash and quote else cells
        at = end + len(separator)


def _closing_tolerantly(line: str, quote: str, separator: str, at: int) -> int:
    while (at := line.find(quote, at)) >= 0:
        after = at + 1
        if after == len(line) or line.startswith(separator, after):
            return at
        if line.startswith(quote, after):
            if after + 1 == len(line) or line.startswith(separator, after + 1):
                return after  # `6"",`: an inner quote that nobody doubled, then the closing one
            after += 1
        at = after
    return -1


def line_end_of(text: str) -> str:
    """What ends the lines of a text: CRLF, LF or CR."""
    both = text.count("\r\n")
    line_feeds, returns = text.count("\n") - both, text.count("\r") - both
    if both and both * 4 >= max(
        line_feeds, returns
    ):  # notes inside cells may have more line feeds than there are lines
        return "\r\n"
    return "\n" if line_feeds >= returns else "\r"


def split_text(text: str, marks: Marks, width: int) -> list[Record]:
    """All records of a text; `width` is how many cells a line of the table has."""
    return split_lines(lines_of(text, marks.line_end), marks, width)[0]


def split_lines(
    lines: Sequence[str], marks: Marks, width: int, first: int = 1, *, final: bool = True
) -> tuple[list[Record], int]:
    """The records of some lines.

    Args:
        lines: as `lines_of` cuts them.
        marks: what separates and quotes.
        width: how many cells a line of the table has.
        first: number of the first line in the file.
        final: no line follows. Else a quoted cell that is still open at the end is left for a later call.

    Returns:
        The records, and how many of the lines they took.
    """
    separator, quote = marks.separator, marks.quote
    other = "\n" if marks.line_end == "\r" else "\r"
    amid = re.compile(rf"\w{quote}\w|[.!?]{quote}\w") if quote and separator and not marks.backslash else None
    records: list[Record] = []
    place = 0
    while place < len(lines):
        line, number = lines[place], first + place
        place += 1
        if other == "\r" and line.endswith("\r"):
            line = line[:-1]
        breaks = other in line
        if separator and not breaks and (not quote or quote not in line):
            plain = line.split(separator)
            records.append(Record(number, plain) if len(plain) == width else Record(number, plain, line))
            continue
        cells = None if breaks and (not quote or quote not in line) else split_line(line, marks)
        taken = 0
        if cells is None and quote and is_open(line, marks):
            cells, taken = _joined(lines, place - 1, marks, width)
            if taken < 0 and not final:
                return records, place - 1
        if cells is None and breaks:
            records += _parted(line, marks, width, number)
        elif cells is None:
            records.append(Record(number, split_tolerantly(line, marks), line, sound=False))
        elif len(cells) == width and amid is not None and amid.search(line):
            records.append(Record(number, cells, line, sound=False, suspect=True, span=1 + taken))
        else:
            records.append(Record(number, cells, line if len(cells) != width else "", span=1 + taken))
        place += max(taken, 0)
    return records, place


def _parted(line: str, marks: Marks, width: int, number: int) -> list[Record]:
    """The records of a line with other line ends in it."""
    records: list[Record] = []
    for part in line.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        cells = split_line(part, marks)
        sound = cells is not None
        cells = cells if cells is not None else split_tolerantly(part, marks)
        raw = "" if sound and len(cells) == width else part
        records.append(Record(number, cells, raw, sound=sound, span=not records))
    return records


def is_open(line: str, marks: Marks) -> bool:
    """Whether a quote of a line is left open."""
    body = hide_escapes(line, marks.quote) if marks.backslash else line
    return body.count(marks.quote) % 2 == 1


def _joined(lines: Sequence[str], place: int, marks: Marks, width: int) -> tuple[list[str] | None, int]:
    """A record that goes on in the next lines: its cells and how many more lines it took; -1 when lines ran out."""
    size = len(lines[place])
    for position in range(place + 1, len(lines)):
        following = lines[position]
        size += len(following)
        if size > CELL:
            return None, 0
        if is_open(following, marks):
            end = "\r" if marks.line_end == "\r" else "\n"
            text = end.join(lines[place : position + 1])
            cells = split_line(text[:-1] if end == "\n" and text.endswith("\r") else text, marks)
            return (cells, position - place) if cells is not None and len(cells) == width else (None, 0)
        if width > 1 and following.count(marks.separator) >= width - 1:
            whole = split_line(following.removesuffix("\r"), marks)
            if whole is not None and len(whole) == width:
                return None, 0
    return None, -1
