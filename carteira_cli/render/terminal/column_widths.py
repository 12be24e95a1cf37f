"""A table laid out by the room there is: each column is told its width, so that nothing is left to be squeezed.

Rich narrows what does not fit, below the width that a number needs, and crops the number. So a table is drawn only
where the widths add up, and in pieces or as paragraphs where they do not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich import box
from rich.cells import cell_len
from rich.table import Table as RichTable
from rich.text import Text

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.report import Column

GAP = 3  # between two columns: a blank, the line of the frame, a blank
EDGES = 1  # what the frame takes beyond a gap a column
WRAPPED_HEADER = 16  # headers of numbers wrap beyond this
LONGEST_TEXT = 70  # texts beyond this are wrapped however much room there is
WRAPPED_TEXT = 26  # texts up to this long are kept on one line
CROPPED_TEXT = (12, 8)  # texts are not cut below the first; below the second not even where it does not suffice
BAR_WIDTH, MIN_BAR = 20, 5
_FIGURE = re.compile(r"\d")
_WORD, _PIECE = re.compile(r"\S+"), re.compile(r"[^/-]*[/-]+|[^/-]+")


@dataclass(frozen=True)
class Room:
    """The width of a column.

    Attributes:
        least: below this a number would break, or a word with digits in it.
        most: beyond this more room does not help.
    """

    least: int
    most: int


def room_of(column: Column, cells: Sequence[Text], crops: int = 0) -> Room:
    """What a column needs: a number never wraps, a text between its words, a header too.

    Args:
        column: which one.
        cells: all that is in it.
        crops: to how many cells its texts may be cut; 0: they may not.
    """
    wide = max((cell.cell_len for cell in cells), default=0)
    header = _longest_word(column.title)
    if column.is_number:
        least = max(wide, header)
        return Room(least, max(least, min(cell_len(column.title), WRAPPED_HEADER)))
    if crops:
        figures = max((cell_len(cell.plain[: _first_figures(cell.plain)]) + 1 for cell in cells), default=0)
        least = max(min(wide, max(crops, figures)), header)
        return Room(least, max(least, min(max(wide, cell_len(column.title)), LONGEST_TEXT)))
    word = max((_longest_word(cell.plain) for cell in cells), default=0)
    least = max(min(max(word, min(wide, WRAPPED_TEXT)), LONGEST_TEXT), header)
    return Room(least, max(least, min(max(wide, cell_len(column.title)), LONGEST_TEXT)))


def _longest_word(text: str) -> int:
    return max((cell_len(word) for word in text.split()), default=0)


def _first_figures(text: str) -> int:
    """Where a text's first word ends, if it has figures, which a cut must leave whole; else 0."""
    first = _WORD.match(text)
    return first.end() if first and _FIGURE.search(first[0]) else 0


def cropped(text: Text, room: int) -> Text:
    """A text on one line of `room` cells, cut with "…" where it is longer; never within a word that has figures."""
    plain = " ".join(text.plain.split())
    if cell_len(plain) <= room:
        return text if plain == text.plain else Text(plain, style=text.style)
    end = next(n for n in range(len(plain), -1, -1) if cell_len(plain[:n]) < room)
    cut = next((word for word in _WORD.finditer(plain) if word.start() < end < word.end()), None)
    if cut and _FIGURE.search(cut[0]):
        end = cut.start()
    kept = plain[:end].rstrip(" ,;:(·-") or plain[: _first_figures(plain)]
    return Text(f"{kept}…", style=text.style)


def broken(text: Text, room: int) -> Text:
    """A text whose words that are longer than a line break behind slashes and hyphens: addresses, amid no number."""
    if text.cell_len <= room:
        return text
    breaks: list[int] = []
    for word in _WORD.finditer(text.plain):
        if cell_len(word[0]) <= room:
            continue
        used = 0
        for piece in _PIECE.finditer(text.plain, *word.span()):
            size = cell_len(piece[0])
            if used and used + size > room:
                breaks.append(piece.start())
                used = 0
            used = (used + size - 1) % room + 1  # a piece that is itself too long goes on over several lines
    return Text("\n").join(text.divide(breaks)) if breaks else text


def taken(widths: Sequence[int]) -> int:
    """How wide a table of columns of these widths is, frame and all."""
    return sum(widths) + GAP * len(widths) - EDGES


def shared_out(rooms: Sequence[Room], width: int, first: Sequence[int] = ()) -> list[int] | None:
    """The width of each column in a table of at most `width`; None where the least of them do not fit.

    What is left over goes to the columns `first`, as much as each can use, then to the others, a character in turn.
    """
    widths = [room.least for room in rooms]
    left = width - taken(widths)
    if left < 0:
        return None
    wanting = [place for place, room in enumerate(rooms) if room.most > room.least]
    for place in first:
        more = min(left, rooms[place].most - widths[place])
        widths[place], left = widths[place] + more, left - more
    while left and wanting:
        for place in wanting[:left]:
            widths[place] += 1
        left -= min(left, len(wanting))
        wanting = [place for place in wanting if widths[place] < rooms[place].most]
    return widths


def pieces(columns: Sequence[Column], rooms: Sequence[Room], width: int) -> list[list[int]]:
    """Which columns stand together: all, if they fit, else the texts in front with as many numbers as fit each time.

    None where even one number does not fit beside the texts, or where there are texts behind the numbers.
    """
    every = list(range(len(columns)))
    if taken([room.least for room in rooms]) <= width:
        return [every]
    front = next((place for place, column in enumerate(columns) if column.is_number), len(every))
    if front in {0, len(every)} or any(not column.is_number for column in columns[front:]):
        return []
    found: list[list[int]] = []
    for place in every[front:]:
        if taken([rooms[n].least for n in (*every[:front], place)]) > width:
            return []
        if not found or taken([rooms[n].least for n in (*found[-1], place)]) > width:
            found.append(every[:front])
        found[-1] = [*found[-1], place]
    return found


def drawn(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Text]],
    widths: Sequence[int],
    bars: Sequence[Text] | None = None,
    bar_width: int = 0,
    *,
    edges: bool = True,
) -> RichTable:
    """A table of columns of given widths, with a column of bars at its end where there is one.

    Args:
        columns: what is in each.
        rows: the cells.
        widths: of the columns.
        bars: of the rows.
        bar_width: how wide the longest may be.
        edges: whether a blank line stands above and below.
    """
    rich = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=edges)
    for column, width in zip(columns, widths, strict=True):
        rich.add_column(
            column.title, justify="right" if column.is_number else "left", width=width, no_wrap=False, overflow="fold"
        )
    if bars is None:
        for cells in rows:
            rich.add_row(*cells)
        return rich
    rich.add_column("", width=bar_width)
    for cells, bar in zip(rows, bars, strict=True):
        rich.add_row(*cells, bar)
    return rich


def bar_room(widths: Sequence[int], width: int) -> int:
    """The width of a column of bars beside others; 0 where there is no room for one."""
    room = width - taken(widths) - GAP
    return min(BAR_WIDTH, room) if room >= MIN_BAR else 0
