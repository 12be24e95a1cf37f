"""Find the lines where a table begins anew under other names: exports glued together, an export whose columns changed.

What the names mean is the caller's to say, with `fits`. A header that comes again as it was begins nothing.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, NamedTuple

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.headings import SEPARATING, Heading, Reads, cells_of
from carteira_cli.reading.text.names import clean_name
from carteira_cli.reading.text.shapes import TYPED, kind_of
from carteira_cli.reading.text.sound import WHITE
from carteira_cli.reading.text.word_lines import lines_of_file, lines_of_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from carteira_cli.reading.text.plan import TextPlan
    from carteira_cli.reading.text.shapes import ColumnShape

AROUND = 20  # lines above and below a header that are looked at
SIMILAR = 2  # lines that show what a table has in its columns
_SORTS = {"date": "days", "datetime": "days", "number": "numbers", "money": "numbers"}
FIGURES = frozenset(_SORTS.values())


@dataclass
class Section:
    """Lines of a file under one header.

    Attributes:
        first: its first line in the file, from 1: titles right above the header are its own.
        header: line of its header.
        heading: its names.
        texts: key of each of its lines of names → text; None where it was not met.
        again: line → text of the header that it repeats, but for case, quotes or a byte order mark.
    """

    first: int
    header: int
    heading: Heading
    texts: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    again: dict[int, str] = field(default_factory=dict)


class _Found(NamedTuple):
    """A line that may be a header."""

    line: int
    text: str
    heading: Heading


def find_sections(
    path: Path, plan: TextPlan, fits: Callable[[Sequence[str]], float], until: int | None = None
) -> list[Section]:
    """The parts of a file under headers of their own, in order; the first may have lines of another table above it.

    Args:
        path: of the file.
        plan: how the file looked as one table.
        fits: how well a list of names serves, from 1 on with all that is needed; above 0 for one known name.
        until: line before which to look; None for all of the file.

    Raises:
        DataError: the file can't be read.
    """
    reads = Reads(plan, fits)
    own = _own_header(plan, reads, fits)
    found: list[_Found] = []
    of_words = own is not None and not any(_has_figures(column) for column in plan.columns)
    names = sorted({clean_name([cell]).casefold() for part in plan.parts for cell in part} - {""}) if of_words else []
    for line, text, apart in lines_of_words(path, plan, until, names):
        heading = reads.read(text)
        if heading and not (own and own.header <= line < own.header + plan.header_lines):
            fills = own is not None and not of_words and _fills(heading, plan)
            if heading.serves or heading.key in reads.first_keys or apart or heading.mostly_known or fills:
                found.append(_Found(line, text, heading))
        elif heading and own:
            if plan.header_lines == 1 and heading.serves:  # as it is, not as wide as most of the file
                own.heading, own.texts = heading, {}
            own.texts[heading.key] = text
    before: tuple[str, ...] = ()
    changes = []
    for each in found:
        changes += [each.line] if each.heading.key != before else []
        before = each.heading.key
    headers = {each.line for each in found if each.heading.serves}
    headers |= set(range(own.header, own.header + plan.header_lines)) if own else set()
    return _cut(found, own, _Around(path, plan, changes, headers))


def serving(sections: Sequence[Section]) -> list[Section]:
    """Those whose header has all that is needed."""
    return [section for section in sections if section.heading.serves]


def _own_header(plan: TextPlan, reads: Reads, fits: Callable[[Sequence[str]], float]) -> Section | None:
    """The part under the header that the plan found, if it serves."""
    score = fits(plan.names) if plan.header_line is not None else 0.0
    if plan.header_line is None or score < 1:
        return None
    heading = Heading(plan.marks.separator, plan.names, score, len(plan.names))
    return Section(plan.header_line, plan.header_line, heading, texts=dict.fromkeys(reads.first_keys))


def _has_figures(column: ColumnShape) -> bool:
    """Whether a quarter of the cells are dates or amounts: the cells of other blocks are no part of what it is."""
    return sum(column.kinds[kind] for kind in TYPED) * 4 >= column.seen > 0


def _fills(heading: Heading, plan: TextPlan) -> bool:
    """Whether a line of words has one, and each another, in every column of the table."""
    names = {name.casefold() for name in heading.names if any(map(str.isalpha, name))}
    return heading.separator == plan.marks.separator and len(names) == len(heading.names) == plan.width > 2  # noqa: PLR2004


def _cut(found: Sequence[_Found], own: Section | None, around: _Around) -> list[Section]:
    """The sections that the lines of names begin."""
    sections: list[Section] = []
    waiting = own
    for line, text, heading in found:
        if waiting and waiting.header < line:
            sections.append(waiting)
            waiting = None
        if sections and heading.key in sections[-1].texts:
            first = sections[-1].texts[heading.key]
            if first is not None and first != text:
                sections[-1].again[line] = first
        elif around.heads(line, heading):
            sections.append(Section(around.start(line, heading), line, heading, {heading.key: text}))
    return [*sections, waiting] if waiting else sections


class _Around:
    """The lines around those that may be headers."""

    def __init__(self, path: Path, plan: TextPlan, places: Iterable[int], headers: set[int]) -> None:
        self._lines: dict[int, str] = {}
        self._headers = headers
        wanted = sorted(places)
        number = 1
        for lines in lines_of_file(path, plan) if wanted else ():
            end = number + len(lines)
            for header in wanted:
                low, high = max(number, header - AROUND), min(end, header + AROUND + 1)
                if low < high:
                    self._lines |= zip(range(low, high), lines.slice(low - number, high - low).to_list(), strict=True)
            number = end

    def heads(self, line: int, heading: Heading) -> bool:
        """Whether a line of names heads the lines under it: they have no such words, and figures where it has words.

        Names that do not serve must also stand apart from what is above, be mostly known, or have other cells below.
        """
        below = [cells for cells in self._below(line, heading) if cells]
        if any(
            cell and clean_name([cell]) == name and len(cells) == len(heading.names)
            for cells in below
            for cell, name in zip(cells, heading.names, strict=False)
            if name
        ):
            return False
        if heading.serves:
            return True
        apart = heading.mostly_known or self._apart(line, heading) or self._changes(line, heading, below)
        return apart and any(_under(cells, heading.names) for cells in below[:2])

    def _changes(self, line: int, heading: Heading, below: Sequence[Sequence[str]]) -> bool:
        """Whether lines of names, with words where all lines above have days and numbers, are of another table.

        The lines below have figures in other columns, or not a word of theirs is in the same column above.
        """
        width = len(heading.names)
        numbers = [number for number in range(line - AROUND, line) if number not in self._headers]
        rows = [cells_of(self._lines.get(number, "").rstrip("\r"), heading.separator) for number in numbers]
        above = [_sorts([row[place] for row in rows if len(row) == width]) for place in range(width)]
        under = [row for row in below if len(row) == width][:SIMILAR]
        if len([row for row in rows if len(row) == width]) < SIMILAR or not under or not _typed(above):
            return False
        other = [any(_misplaced(cell, sorts) for cell, sorts in zip(row, above, strict=True)) for row in under]
        if all(other):
            return True
        words = [place for place, sorts in enumerate(above) if not sorts & FIGURES]
        return bool(words) and not any(
            row[place].strip() in {one[place].strip() for one in rows if len(one) == width}
            for row in below
            if len(row) == width
            for place in words
        )

    def start(self, line: int, heading: Heading) -> int:
        """The first line of the titles and blanks right above a header."""
        first = line
        while first > 1 and line - first < AROUND and first - 1 in self._lines:
            if not self._thin(self._lines[first - 1], heading):
                break
            first -= 1
        return first

    def _below(self, line: int, heading: Heading) -> Iterator[list[str]]:
        for number in range(line + 1, line + AROUND + 1):
            text = self._lines.get(number, "").rstrip("\r")
            if text.strip(WHITE + "-=") and number not in self._headers:
                yield cells_of(text, heading.separator)

    def _apart(self, line: int, heading: Heading) -> bool:
        above = self._lines.get(line - 1, "")
        return line > 1 and self._thin(above, heading)

    def _thin(self, text: str, heading: Heading) -> bool:
        """Whether a line has nothing in it, or but a title."""
        bare = text.strip(WHITE + "\ufeff-=")
        for separator in dict.fromkeys((heading.separator, *SEPARATING)):
            cells = [cell for cell in cells_of(bare, separator) if cell.strip(WHITE + '"')]
            most = max(1, len(heading.names) // 3) + (separator != heading.separator)
            if len(cells) > most or sum(kind_of(cell) in TYPED for cell in cells) > 1:
                return False
        return True


def _sorts(cells: Sequence[str]) -> set[str]:
    """What the cells of a column are: days, numbers, words."""
    kinds = {kind_of(cell) for cell in cells} - {"empty"}
    return {_SORTS.get(kind, "words") for kind in kinds}


def _typed(columns: Sequence[set[str]]) -> bool:
    """Whether some column has nothing but days, and another nothing but numbers."""
    return {"days"} in columns and {"numbers"} in columns


def _misplaced(cell: str, above: set[str]) -> bool:
    """Whether a cell is a figure below words, or anything else below figures."""
    sorts = _sorts([cell])
    return bool(sorts and above) and len(above) == 1 and sorts != above


def _under(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a line is as wide as the names above it, and has figures only where there is a name."""
    figures = [bool(name) for cell, name in zip(cells, names, strict=False) if kind_of(cell) in TYPED]
    return len(cells) == len(names) and bool(figures) and all(figures)
