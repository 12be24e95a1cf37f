"""Text in columns that runs of blanks align, as mainframes and terminals print it: cut by position, never by the runs.

So a cell may be empty, and a name may have blanks in it. Where the columns are is read off the lines of data: no line
has anything between two columns. A line of dashes under the names says it as well.
"""

from __future__ import annotations

import re
from dataclasses import field
from itertools import pairwise
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.blocks import lines_of, text_blocks
from carteira_cli.reading.text.encoding import ByteTally
from carteira_cli.reading.text.sample import take_sample
from carteira_cli.reading.text.shapes import TYPED, kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from carteira_cli.reading.text.plan import TextPlan

SEPARATOR = "\x1f"  # between the cells of what is written: in no report
LOOK = 1500  # lines that the columns are read off
ROWS = 3  # lines of data that columns can be read off
MANY = 25  # from so many lines on, a few may stand across the columns
NOISE = 0.04
MOSTLY = 0.8
PAIR = 2  # cells that decimal commas cut a line of one amount into
TITLES = 12  # lines above the names that come again on each page
_RUN = re.compile(r"\S {2,}\S")
_RULE = re.compile(r"[\s|+]*[-=_]{2,}(?:[\s|+]+[-=_]+)*[\s|+]*")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Ruler:
    """Where the columns of a text are.

    Attributes:
        cuts: where each column but the first begins, in characters.
        figures: of each column, whether it holds dates or numbers.
        names: line of names, its blanks as one → its cells.
        titles: lines that stand above the names, their numbers as 0: they come again on each page.
        words: every word is a cell: the columns are not where they were, but all lines have as many.
    """

    cuts: tuple[int, ...]
    figures: tuple[bool, ...]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: frozenset[str] = frozenset()
    words: bool = False

    def cells(self, line: str) -> list[str]:
        """The cells of a line, one a column; [] for one that is none of the table."""
        bare = line.expandtabs().rstrip()
        key = " ".join(bare.split())
        if key in self.names:
            return list(self.names[key])
        if not key or _RULE.fullmatch(bare) or _DIGITS.sub("0", key) in self.titles:
            return []
        if self.words:
            return bare.split()
        edges = [0]
        for place, cut in enumerate(self.cuts, start=1):
            edges.append(max(edges[-1], self._edge(bare, cut, place)))
        edges.append(max(len(bare), edges[-1]))
        return [bare[start:end].strip() for start, end in pairwise(edges)]

    def _edge(self, line: str, cut: int, place: int) -> int:
        """Where a column begins in a line: aside of a word that reaches over the cut."""
        if cut >= len(line) or line[cut] == " " or line[cut - 1] == " ":
            return cut
        start, end = line.rfind(" ", 0, cut) + 1, line.find(" ", cut)
        end = len(line) if end < 0 else end
        return start if self.figures[place] and kind_of(line[start:end]) in TYPED else end


def find_ruler(path: Path, plan: TextPlan) -> Ruler | None:
    """The columns of a text that no mark separates; None where one does, or nothing is aligned.

    Args:
        path: of the file.
        plan: how it looked as delimited text.

    Raises:
        DataError: it can't be read.
    """
    mark = plan.marks.separator
    if mark not in ("", " ") and (
        mark not in ",:." or not (plan.width <= PAIR or any("  " in cell for cell in plan.parts[0]))
    ):
        return None
    head = take_sample(path, plan.encoding.codec if plan.encoding.forced else None).head
    lines = [line.expandtabs().rstrip() for line in lines_of(head, plan.marks.line_end)[:LOOK]]
    rows = [place for place, line in enumerate(lines) if _is_row(line)]
    filled = sum(bool(line.strip()) for line in lines)
    if len(rows) < ROWS or len(rows) * 2 < filled or _separates(plan, [lines[place] for place in rows]):
        return None
    return _ruler(lines, _of_one_layout(lines, rows))


def straighten(path: Path, plan: TextPlan, ruler: Ruler, target: Path) -> int:
    """Write an aligned text with a mark between its cells, each line in its place.

    Args:
        path: of the file.
        plan: how it looked as delimited text: its encoding and lines count.
        ruler: where its columns are.
        target: file to write, in UTF-8.

    Returns:
        How many titles of pages were left blank.

    Raises:
        DataError: the file can't be read.
    """
    titles = 0
    with target.open("w", encoding="utf-8", newline="\n", errors="replace") as file:
        for text in text_blocks(path, plan.encoding, plan.marks.line_end, ByteTally(), plan.end):
            for line in lines_of(text, plan.marks.line_end):
                cells = ruler.cells(line.replace(SEPARATOR, " ").replace("\f", "").rstrip("\r\x1a"))
                titles += not cells and any(map(str.isalnum, line))
                file.write(SEPARATOR.join(cells) + "\n")
    return titles


def _is_row(line: str) -> bool:
    """Whether a line may be one of data: several words, a figure among them, and blanks that align them."""
    words = line.split()
    if len(words) < 2 or not any(kind_of(word) in TYPED for word in words):  # noqa: PLR2004 - one word is no table
        return False
    return _RUN.search(line) is not None or all(kind_of(word) != "text" for word in words)


def _separates(plan: TextPlan, rows: Sequence[str]) -> bool:
    """Whether the mark that was found separates cells: one that stands amid figures alone is theirs."""
    mark = plan.marks.separator
    if sum(_RUN.search(row) is not None for row in rows) < MOSTLY * len(rows):
        return True
    if not mark.strip():
        return any('"' in row for row in rows)
    amid = sum(len(re.findall(rf"(?<=\d){re.escape(mark)}(?=\d)", row)) for row in rows)
    return amid < (1 - NOISE) * sum(row.count(mark) for row in rows)


def _of_one_layout(lines: Sequence[str], rows: list[int]) -> list[int]:
    """The rows without those that have their date elsewhere than most: titles have dates as well."""
    starts: dict[int, list[int]] = {}
    for place in rows:
        found = next(
            (one for one in re.finditer(r"\S+", lines[place]) if kind_of(one[0]) in ("date", "datetime")), None
        )
        starts.setdefault(-1 if found is None else found.start(), []).append(place)
    most = max(starts.values(), key=len)
    return most if len(most) * 2 > len(rows) else rows


def _ruler(lines: Sequence[str], rows: list[int]) -> Ruler | None:
    texts = [lines[place] for place in rows]
    columns = _split_pairs(_columns_of(texts), texts)
    above = [place for place in range(rows[0]) if lines[place].strip() and not _RULE.fullmatch(lines[place])]
    ruled = next((line for line in lines[: rows[0]] if _RULE.fullmatch(line) and len(line.split()) > 1), None)
    if ruled is not None:
        spans = [found.span() for found in re.finditer(r"[-=_]+", ruled)]
        crossed = sum(any(row[end:start].strip() for (_, end), (start, _) in pairwise(spans)) for row in texts)
        columns = spans if crossed <= NOISE * len(texts) else columns
    header = above[-1] if above and not any(kind_of(word) in TYPED for word in lines[above[-1]].split()) else None
    names: tuple[str, ...] = ()
    if header is not None:
        columns, names = _named(lines[header], columns)
    if len(columns) < 2:  # noqa: PLR2004 - one column is no table
        return None
    figures = tuple(_has_figures(texts, start, end) for start, end in columns)
    if not any(figures):
        return None
    if header is None and ruled is None and _shifting(texts, columns):
        return Ruler((), figures, words=True)
    cuts = tuple((end + start + 1) // 2 for (_, end), (start, _) in pairwise(columns))
    titles = above[:-1][-TITLES:] if names else []
    return Ruler(
        cuts,
        figures,
        {" ".join(lines[header].split()): names} if header is not None and names else {},
        frozenset(_DIGITS.sub("0", " ".join(lines[place].split())) for place in titles),
    )


def _shifting(rows: Sequence[str], columns: Sequence[tuple[int, int]]) -> bool:
    """Whether cells that hold figures alone stand now here, now there, while all lines have as many."""
    counts = {len(row.split()) for row in rows}
    several = [row[start:end].split() for row in rows for start, end in columns]
    figures = all(kind_of(word) != "text" for words in several if len(words) > 1 for word in words)
    return len(counts) == 1 and counts.pop() > len(columns) and figures


def _columns_of(rows: Sequence[str]) -> list[tuple[int, int]]:
    """Where something stands: (start, end) of each stretch, those with one blank between them apart as well."""
    width = max(map(len, rows))
    counts = [0] * width
    for row in rows:
        for place, character in enumerate(row):
            counts[place] += character != " "
    most = NOISE * len(rows) if len(rows) >= MANY else 0
    marks = "".join("x" if count > most else " " for count in counts)
    return [found.span() for found in re.finditer("x+", marks)]


def _split_pairs(columns: list[tuple[int, int]], rows: Sequence[str]) -> list[tuple[int, int]]:
    """The stretches one blank apart joined, but where both hold figures: the words of names align by chance."""
    joined: list[tuple[int, int]] = []
    for start, end in columns:
        before = joined[-1] if joined else None
        near = before is not None and start - before[1] < 2  # noqa: PLR2004 - a run is two blanks
        if before is not None and near and not (_typed(rows, *before) and _typed(rows, start, end)):
            joined[-1] = before[0], end
        else:
            joined.append((start, end))
    return joined


def _typed(rows: Sequence[str], start: int, end: int) -> bool:
    cells = [cell for row in rows if (cell := row[start:end].strip())]
    return bool(cells) and all(kind_of(cell) not in ("text", "empty") for cell in cells)


def _has_figures(rows: Sequence[str], start: int, end: int) -> bool:
    cells = [cell for row in rows if (cell := row[start:end].strip())]
    return sum(kind_of(cell) in TYPED for cell in cells) > MOSTLY * len(cells) if cells else False


def _named(line: str, columns: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], tuple[str, ...]]:
    """The columns with their names; one that is named and empty so far is put in its place.

    Names in the order of the columns where there are as many; else each goes to the column that it stands over.
    """
    found = [(one.start(), one.end(), one[0]) for one in re.finditer(r"\S+(?: \S+)*", line)]
    if len(found) != len(columns):
        words = [(one.start(), one.end(), one[0]) for one in re.finditer(r"\S+", line)]
        found = words if len(words) == len(columns) else found
    if len(found) == len(columns):
        return columns, tuple(name for _, _, name in found)
    names: dict[tuple[int, int], list[str]] = {column: [] for column in columns}
    for start, end, name in found:
        over = max(columns, key=lambda column: min(end, column[1]) - max(start, column[0]))
        if min(end, over[1]) > max(start, over[0]):
            names[over].append(name)
        else:
            names[start, end] = [name]
    placed = sorted(names)
    return placed, tuple(" ".join(names[column]) for column in placed)
