"""Mend one broken line: of all the ways to read it, the one whose cells look most like their columns.

Each reading costs something for the slip it supposes (a quote too many, a separator too few, another separator) plus
how surprising its cells would be where it puts them. A clear winner mends the line; a close race leaves it doubtful.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.split import HIDDEN_QUOTE, Marks, split_line, split_tolerantly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.reading.text.shapes import ColumnShape

OTHER_SEPARATORS = (";", ",", "\t", "|", " ")
LONGEST = 20_000  # characters of a line worth mending
PLACES = 40  # quotes of a line that are tried
WORK = 60_000  # steps of one alignment
CLEAR = 1.5  # how much cheaper the winner must be than the next, to be sure
STRAY, INSERTED, OTHER, IGNORED, EXTRA, JOINED, CUT, SHORT = 2.0, 3.0, 4.0, 5.0, 2.0, 3.0, 3.0, 3.0
_CUTS = re.compile(
    r"(?<=[a-záàâãéêíóôõúç)!?.])(?=[A-ZÁÀÂÃÉÊÍÓÔÕÚÇ])|(?<=\d)(?=\D)|(?<=\D)(?=\d)|(?=https?://)|(?=R?\$)"
)


@dataclass(frozen=True)
class Mended:
    """A reading of a broken line.

    Attributes:
        cells: as many as the table has columns; None for those that the line lacks.
        sure: no other reading comes close.
    """

    cells: tuple[str | None, ...]
    sure: bool


def mend(raw: str, marks: Marks, columns: Sequence[ColumnShape]) -> Mended | None:
    """The best reading of a line of another width than the table, or None when none fits."""
    if len(raw) > LONGEST:
        return None
    readings: dict[tuple[str | None, ...], float] = {}
    for cells, cost, separator in _readings(raw, marks):
        for fitted, more in _fitted(cells, separator, columns):
            total = cost + more
            if total < readings.get(fitted, float("inf")):
                readings[fitted] = total
    if not readings:
        return None
    ranked = sorted(readings.items(), key=lambda item: item[1])
    sure = len(ranked) == 1 or ranked[1][1] - ranked[0][1] >= CLEAR
    return Mended(ranked[0][0], sure)


def work_of(raw: str, marks: Marks, width: int) -> int:
    """About how much work mending a line is: it is what bounds mending, for the clock would make results differ."""
    quotes = min(raw.count(marks.quote), PLACES) if marks.quote else 0
    cells = raw.count(marks.separator) + 1 if marks.separator else 1
    cuts = 2 if cells == width - 1 else 0
    return min(len(raw), LONGEST) * (1 + cuts + 3 * quotes) + 20 * width * (1 + max(0, cells - width)) * (1 + quotes)


def mend_header(raw: str, marks: Marks, width: int) -> list[str] | None:
    """The names of a broken header line: only by a reading that needs no columns to be judged by."""
    if len(raw) > LONGEST:
        return None
    readings = list(_readings(raw, marks))
    for cells, _, _ in sorted(readings, key=lambda reading: reading[1]):
        if len(cells) == width and all(cells) and len(set(cells)) == width:
            return cells
    for cells, _, _ in readings:
        filled = [cell for cell in cells if cell.strip()]
        if len(cells) == width + 1 and len(filled) == width:
            return filled
    return _names_cut(readings[0][0], width)


def short_header(raw: str, marks: Marks, width: int) -> list[str] | None:
    """The names of a header line that lacks one or two, filled up at its end: who lacks a name is not known."""
    cells = split_tolerantly(raw, marks)
    if 2 < len(cells) < width <= len(cells) + 2 and all(cell.strip() for cell in cells):  # noqa: PLR2004
        return [*cells, *[""] * (width - len(cells))]
    return None


def _names_cut(cells: list[str], width: int) -> list[str] | None:
    if len(cells) != width - 1:
        return None
    cuts = [(place, found.start()) for place, cell in enumerate(cells) for found in _CUTS.finditer(cell)]
    if len(cuts) != 1:
        return None
    place, at = cuts[0]
    return [*cells[:place], cells[place][:at], cells[place][at:], *cells[place + 1 :]]


def _readings(raw: str, marks: Marks) -> Iterator[tuple[list[str], float, str]]:
    """Ways to cut the line, with the cost of what each supposes and the separator it goes by."""
    yield split_tolerantly(raw, marks), 0.0, marks.separator
    separator, quote = marks.separator, marks.quote
    if quote and quote in raw:
        places = [at for at, character in enumerate(raw) if character == quote][:PLACES]
        for at in places:
            hidden = raw[:at] + HIDDEN_QUOTE + raw[at + 1 :]
            yield [cell.replace(HIDDEN_QUOTE, quote) for cell in split_tolerantly(hidden, marks)], STRAY, separator
        for at in sorted({place for found in places for place in (found, found + 1)}):
            cells = split_line(raw[:at] + separator + raw[at:], marks)
            if cells is not None:
                yield cells, INSERTED, separator
        yield raw.split(separator), IGNORED, separator
        if raw.startswith(quote) and raw.endswith(quote) and len(raw) > 1:
            yield split_tolerantly(raw[1:-1].replace(quote * 2, quote), marks), OTHER, separator
    for other in OTHER_SEPARATORS:
        if other != separator and other in raw:
            marks_here = Marks(other, quote, marks.backslash, marks.line_end)
            cells = split_line(raw, marks_here) or split_tolerantly(raw, marks_here)
            yield cells, OTHER + (other == " "), other


def _fitted(
    cells: list[str], separator: str, columns: Sequence[ColumnShape]
) -> Iterator[tuple[tuple[str | None, ...], float]]:
    """The cells of a reading brought to the width of the table, with what that costs."""
    width = len(columns)
    if len(cells) == width:
        yield tuple(cells), sum(column.cost(cell) for column, cell in zip(columns, cells, strict=True))
    elif len(cells) > width:
        if width * len(cells) * (len(cells) - width + 1) <= WORK:
            yield from _folded(cells, separator, columns)
    else:
        lacking = sum(column.cost("") for column in columns[len(cells) :])
        present = sum(column.cost(cell) for column, cell in zip(columns, cells, strict=False))
        yield (*cells, *[None] * (width - len(cells))), SHORT + present + lacking
        if len(cells) == width - 1:
            yield from _cut_in_two(cells, columns)


def _cut_in_two(cells: list[str], columns: Sequence[ColumnShape]) -> Iterator[tuple[tuple[str | None, ...], float]]:
    """One cell too few: each place where one of them could have been two."""
    before = [0.0]
    for column, cell in zip(columns, cells, strict=False):
        before.append(before[-1] + column.cost(cell))
    after = [0.0]
    for column, cell in zip(reversed(columns), reversed(cells), strict=False):
        after.append(after[-1] + column.cost(cell))
    for place, cell in enumerate(cells):
        cuts = {0, len(cell), *(found.start() for found in _CUTS.finditer(cell[:500]))}
        if len(cell) <= PLACES:
            cuts.update(range(len(cell)))
        rest = before[place] + after[len(cells) - 1 - place]
        for at in sorted(cuts):
            left, right = cell[:at], cell[at:]
            more = columns[place].cost(left) + columns[place + 1].cost(right) + CUT
            yield (*cells[:place], left, right, *cells[place + 1 :]), rest + more


def _folded(
    cells: list[str], separator: str, columns: Sequence[ColumnShape]
) -> Iterator[tuple[tuple[str | None, ...], float]]:
    """Too many cells: the cheapest way to leave out empty ones and to join neighbours."""
    spare = len(cells) - len(columns)
    joined = JOINED if separator != " " else 0.1  # spaces are in any text
    # best[done] for the columns so far: (cost, cells taken so far → the row they make)
    best: dict[int, tuple[float, tuple[str, ...]]] = {0: (0.0, ())}
    for skipped in range(min(spare, len(cells))):
        if cells[skipped].strip():
            break
        best[skipped + 1] = (EXTRA * (skipped + 1), ())
    for column in columns:
        following: dict[int, tuple[float, tuple[str, ...]]] = {}
        for done, (cost, row) in best.items():
            for end in range(done + 1, min(len(cells), done + 1 + spare) + 1):
                text = separator.join(cells[done:end])
                total = cost + column.cost(text) + joined * (end - done - 1)
                _keep(following, end, total, (*row, text))
                if end < len(cells) and not cells[end].strip():
                    _keep(following, end + 1, total + EXTRA, (*row, text))
        best = following
    if len(cells) in best:
        cost, row = best[len(cells)]
        yield row, cost


def _keep(best: dict[int, tuple[float, tuple[str, ...]]], done: int, cost: float, row: tuple[str, ...]) -> None:
    if done not in best or cost < best[done][0]:
        best[done] = (cost, row)
