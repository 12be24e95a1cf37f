"""Cut text into records, line by line: what is sound goes fast, what is not is set aside for repair.

A quote that opens and does not close may hold a line break, or be a slip. It is followed into the next lines only as
long as the whole has as many cells as the table, and none of those lines is a record of its own: so a stray quote
costs one line, never the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

LINES_IN_A_CELL = 100  # a cell of more lines is taken for a stray quote
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
    """

    line: int
    cells: list[str]
    raw: str = ""
    sound: bool = True
    suspect: bool = False


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
    lines = text.split(marks.line_end)
    if lines and not lines[-1]:
        lines.pop()
    others = [end for end in ("\n", "\r") if end not in marks.line_end or len(marks.line_end) > 1]
    if not any(end in text for end in others) or (
        marks.line_end == "\r\n" and text.count("\n") == text.count("\r") == text.count("\r\n")
    ):
        others = []
    separator, quote = marks.separator, marks.quote
    amid = re.compile(rf"\w{quote}\w|[.!?]{quote}\w") if quote and separator and not marks.backslash else None
    queue, records, number = deque(lines), [], 1
    while queue:
        line = queue.popleft()
        if separator and not others and (not quote or quote not in line):
            plain = line.split(separator)
            records.append(Record(number, plain) if len(plain) == width else Record(number, plain, line))
            number += 1
            continue
        breaks = bool(others) and any(end in line for end in others)
        cells = None if breaks and quote not in line else split_line(line, marks)
        taken = 0
        if cells is None and quote and _is_open(line, marks):
            cells, taken = _joined(line, queue, marks, width)
        if cells is None and breaks:
            queue.extendleft(reversed(line.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
            continue
        start, number = number, number + 1 + taken + (line.count("\n") or line.count("\r") if breaks else 0)
        for _ in range(taken):
            queue.popleft()
        if cells is not None and len(cells) == width and amid is not None and amid.search(line):
            records.append(Record(start, cells, line, sound=False, suspect=True))
        elif cells is None:
            records.append(Record(start, split_tolerantly(line, marks), line, sound=False))
        else:
            records.append(Record(start, cells, line if len(cells) != width else ""))
    return records


def _is_open(line: str, marks: Marks) -> bool:
    body = hide_escapes(line, marks.quote) if marks.backslash else line
    return body.count(marks.quote) % 2 == 1


def _joined(line: str, queue: deque[str], marks: Marks, width: int) -> tuple[list[str] | None, int]:
    """A record that goes on in the next lines: its cells and how many lines it took."""
    parts, size = [line], len(line)
    for position in range(min(LINES_IN_A_CELL, len(queue))):
        following = queue[position]
        parts.append(following)
        size += len(following)
        if _is_open(following, marks):
            cells = split_line(marks.line_end.join(parts), marks)
            return (cells, position + 1) if cells is not None and len(cells) == width else (None, 0)
        whole = split_line(following, marks)
        if width > 1 and whole is not None and len(whole) == width:
            return None, 0
        if size > CSV_LIMIT:
            break
    return None, 0
