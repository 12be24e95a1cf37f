"""Find the dialect of delimited text: each plausible one reads the sample, the most regular and typed reading wins.

A reading scores by how many of its lines have the same number of cells, more cells counting for more, times how many
cells look like something: a date, an amount, a document. It is the measure of consistency of van den Burg, Nazábal and
Sutton ("Wrangling messy CSV files by detecting row and type patterns", 2019), with shares squared so that a few broken
lines do not weigh, and with the types that Brazilian exports hold.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.blocks import lines_of
from carteira_cli.reading.text.shapes import kind_of
from carteira_cli.reading.text.split import Marks, Record, line_end_of, split_line, split_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.reading.hints import Hints

SEPARATORS = (";", ",", "\t", "|", ", ", "; ", "||", "\t\t", " | ", "::", "~", "^", "\x1f", " ", ":")
HANDICAP = {" ": 0.7, ":": 0.5, "~": 0.9, "^": 0.9}  # they are in texts and times as well
SAMPLE = 1 << 17
SCORED = 150  # records whose cells are looked at
SHORT, TITLED = 12, 3  # lines of a file of which titles may be the most, and columns that its table has at least
SINGLE = 0.1  # below this score no separator convinces: the file is one column
WORTH = {"empty": 0.3, "text": 0.5, "code": 0.8}  # what a cell of these kinds says for a reading; others say 1
_SEP_LINE = re.compile(r"\s*\"?sep=([^\r\n\"]{1,3})\"?[;,\t]*\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Guess:
    """The marks that read a sample best.

    Attributes:
        marks: separator, quote, escape and line end.
        width: how many cells most lines have.
        wrapped: each line stands in quotes as a whole.
        confidence: how regular the reading is, from 0 to 1.
    """

    marks: Marks
    width: int
    wrapped: bool
    confidence: float


@dataclass(frozen=True)
class Forced:
    """What the caller knows and need not be guessed; None leaves it open.

    Attributes:
        separator: between cells.
        quote: around cells, "" for none.
        escape: a backslash, or "" (or the quote itself) for doubled quotes.
        encoding: a codec of Python.
        header: line of the file where the header starts, from 1.
        header_lines: how many lines of names; 0 for none.
    """

    separator: str | None = None
    quote: str | None = None
    escape: str | None = None
    encoding: str | None = None
    header: int | None = None
    header_lines: int | None = None

    @classmethod
    def by(cls, hints: Hints) -> Forced:
        """What people say of a text."""
        return cls(
            hints.separator,
            hints.quote,
            hints.escape,
            hints.encoding,
            header=hints.header or None,
            header_lines=0 if hints.header == 0 else None,
        )


def separator_line(text: str) -> tuple[str, str, str]:
    """A first line `sep=;`, as Excel reads it: (that line with its end, separator, rest of the text)."""
    line_end = line_end_of(text[:SAMPLE])
    first = text[:200].split(line_end, 1)[0]
    found = _SEP_LINE.fullmatch(first)
    if not found:
        return "", "", text
    taken = len(first) + len(line_end)
    return text[:taken], found[1], text[taken:]


def unwrap(line: str, quote: str) -> str:
    """A line that stands in quotes as a whole, without them."""
    body = line.rstrip("\r")
    if len(body) > 1 and body.startswith(quote) and body.endswith(quote):
        return body[1:-1].replace(quote * 2, quote)
    return line


def guess(text: str, forced: Forced) -> Guess:
    """The dialect of a text, from as much of it as `SAMPLE`."""
    line_end = line_end_of(text[: SAMPLE * 4])
    sample = _sample(text, line_end)
    plain = _best(sample, line_end, forced)
    lines = [line for line in lines_of(sample, line_end) if line.strip()]
    if sum(len(line) > 2 and line[0] == line.rstrip("\r")[-1] == '"' for line in lines) > 0.8 * len(lines):  # noqa: PLR2004
        inner = _best(line_end[-1].join(unwrap(line, '"') for line in lines), line_end, forced)
        if inner.width > 1 and inner.confidence > plain.confidence and _all_single(lines, inner.marks):
            return Guess(inner.marks, inner.width, wrapped=True, confidence=inner.confidence)
    return plain


def _all_single(lines: Sequence[str], marks: Marks) -> bool:
    quoted = Marks(marks.separator, '"', backslash=False, line_end=marks.line_end)
    return all(cells is None or len(cells) == 1 for cells in (split_line(line, quoted) for line in lines[:SCORED]))


def _sample(text: str, line_end: str) -> str:
    if len(text) <= SAMPLE:
        return text
    cut = text.rfind(line_end, 0, SAMPLE)
    return text[: cut + len(line_end)] if cut > 0 else text[:SAMPLE]


def _best(sample: str, line_end: str, forced: Forced) -> Guess:
    best, best_score = None, 0.0
    for marks in _candidates(sample, line_end, forced):
        width, score, regular = _score(sample, marks)
        if width > 1 and score > best_score * (1 + 1e-9):
            best, best_score = Guess(marks, width, wrapped=False, confidence=regular), score
    if best is not None and (best_score >= SINGLE or forced.separator):
        return best
    quote = forced.quote if forced.quote is not None else ('"' if '"' in sample else "")
    separator = forced.separator or ""
    backslash = forced.escape == "\\"
    return Guess(Marks(separator, quote, backslash=backslash, line_end=line_end), 1, wrapped=False, confidence=0.5)


def _candidates(sample: str, line_end: str, forced: Forced) -> Iterator[Marks]:
    separators = [forced.separator] if forced.separator else [mark for mark in SEPARATORS if mark in sample]
    for separator in separators:
        for quote in [forced.quote] if forced.quote is not None else _quotes(sample, separator):
            yield Marks(separator, quote, backslash=forced.escape == "\\", line_end=line_end)
            if forced.escape is None and quote and "\\" + quote in sample:
                yield Marks(separator, quote, backslash=True, line_end=line_end)


def _quotes(sample: str, separator: str) -> list[str]:
    """Characters that stand at both edges of some cell; none comes last, for it explains least."""
    edge = re.escape(separator)
    found = [
        quote
        for quote in ('"', "'")
        if quote in sample
        and re.search(rf"(?:^|[\r\n]|{edge}){quote}", sample)
        and re.search(rf"{quote}(?:$|[\r\n]|{edge})", sample)
    ]
    return found or ['"' if '"' in sample else ""]


def _score(sample: str, marks: Marks) -> tuple[int, float, float]:
    """How many cells most lines have, the score of this reading, and the regular share of its lines."""
    alone = _filled(split_text(sample, marks, -1))
    counts = Counter(len(record.cells) for record in alone)
    if not counts:
        return 0, 0.0, 0.0
    width = max(counts, key=lambda size: (counts[size] * (size - 1) / size, size))
    likely = _scored(sample, marks, width)
    first = len(alone[0].cells)
    if not marks.quote or first in (1, width):
        return likely
    # Cells of several lines are cut in the first reading: the names, which are in one line, may know better.
    return max(likely, _scored(sample, marks, first), key=lambda reading: reading[1])


def _scored(sample: str, marks: Marks, width: int) -> tuple[int, float, float]:
    records = _filled(split_text(sample, marks, width if marks.quote else -1))
    records, titled = _without_titles(records, width)
    widths = Counter(len(record.cells) for record in records)
    total = len(records)
    slips = sum(not record.sound for record in records) / total
    pattern = sum((count / total) ** 2 * (size - 1) / size for size, count in widths.items()) * (1 - slips / 2)
    regular = widths[width] / total * (1 - slips / 2)
    return width, pattern * titled * _worth(records, width, marks) * HANDICAP.get(marks.separator, 1.0), regular


def _without_titles(records: list[Record], width: int) -> tuple[list[Record], float]:
    """A short file without the titles above its table, which may be most of it, and what share of the score is left."""
    if len(records) > SHORT or width < TITLED:
        return records, 1.0
    start = next((place for place, record in enumerate(records) if len(record.cells) == width), 0)
    return records[start:], 1 - start / len(records) / 2


def _filled(records: list[Record]) -> list[Record]:
    return [record for record in records if "".join(record.cells).strip()]


def _worth(records: list[Record], width: int, marks: Marks) -> float:
    worth, seen = 0.0, 0
    others = re.compile("[" + ";\t|".replace(marks.separator, "") + "]")
    for record in islice((record for record in records if len(record.cells) == width), SCORED):
        for cell in record.cells:
            kind = kind_of(cell)
            value = WORTH.get(kind, 1.0)
            if kind == "text" and others.search(cell):
                value /= 2
            if cell[:1].isspace() or cell[-1:].isspace() or cell[:1] in ('"', "'") or cell[-1:] == '"':
                value /= 2
            worth += value
        seen += len(record.cells)
    return worth / seen if seen else 0.0
