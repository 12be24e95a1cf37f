"""Find the names of the columns: the first line as full as the table whose cells are not data.

What is above it is titles and filters. A broken line of names just above the first line of data is mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.repair import mend_header, short_header
from carteira_cli.reading.text.shapes import TYPED, ColumnShape, header_like, kind_of, profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.reading.text.split import Marks, Record

LOOK = 40  # full records among which the header may be
HEADERS = 4  # lines a header may have
FILTERS = 3  # lines above the header that may be as full as it
FULL = 0.6  # share of the used columns that a header fills, and of the typed ones that it has words in


@dataclass(frozen=True)
class Header:
    """The lines of names.

    Attributes:
        start: place of the first among the records.
        lines: how many; 0 when the first line is data.
        parts: the cells of each.
    """

    start: int
    lines: int
    parts: tuple[tuple[str, ...], ...]


def blank(record: Record) -> bool:
    """Whether no cell has anything in it."""
    cells = record.cells
    return not (cells and cells[0].strip()) and not "".join(cells).strip()


def columns_of(records: Sequence[Record], width: int) -> tuple[ColumnShape, ...]:
    """How the columns look, from sound lines spread over the file, the first ones passed over."""
    rows = [record.cells for record in records if record.sound and len(record.cells) == width and not blank(record)]
    skipped = min(2 * HEADERS, len(rows) // 2)
    step = max(1, (len(rows) - skipped) // 400)
    return profile(rows[skipped::step], width)


def find_header(
    records: Sequence[Record], marks: Marks, columns: Sequence[ColumnShape], lines: int | None
) -> Header | None:
    """The header of the table, or None when no line has its width."""
    width = len(columns)
    used = sum(column.kinds["empty"] < column.seen for column in columns) or width
    full = [
        place
        for place, record in enumerate(records[: LOOK * 50])
        if len(record.cells) == width and sum(map(filled, record.cells)) >= min(used, max(1, FULL * used))
    ][:LOOK]
    if not full:
        return None
    start = _below_filters(records, full)
    narrow = _narrow_header(records, start, columns)
    if narrow and lines != 0:
        return Header(start - 1, 1, (narrow,))
    likeness = header_like(records[start].cells, columns)
    if 0 <= likeness < FULL:
        start, found = _header_elsewhere(records, marks, columns, full)
        if found:
            return Header(start, 1, (found,))
    if lines is None:
        named = not 0 <= header_like(records[start].cells, columns) < FULL
        lines = _header_lines(records, start, columns) if named else 0
    parts = tuple(tuple(record.cells) for record in records[start : start + max(lines, 1)])
    return Header(start, lines, parts)


def _below_filters(records: Sequence[Record], full: Sequence[int]) -> int:
    """The first full line, or the line of names below it where it is a filter: names have no dates or amounts."""
    first = records[full[0]].cells
    if any(kind_of(cell) in TYPED for cell in first):
        for place in full[1 : FILTERS + 1]:
            cells = records[place].cells
            if all(map(filled, cells)) and not any(kind_of(cell) in TYPED for cell in cells):
                return place
    return full[0]


def _narrow_header(records: Sequence[Record], start: int, columns: Sequence[ColumnShape]) -> tuple[str, ...]:
    """The names just above the first full line when only columns that are always empty lack one."""
    if not start or not records[start - 1].sound:
        return ()
    cells, width = records[start - 1].cells, len(columns)
    if not 1 < len(cells) < width or not all(map(filled, cells)):
        return ()
    if any(column.kinds["empty"] < column.seen for column in columns[len(cells) :]):
        return ()
    names = (*cells, *[""] * (width - len(cells)))
    likeness = header_like(records[start].cells, columns)
    used = sum(column.kinds["empty"] < column.seen for column in columns)
    return names if (len(cells) == used if likeness < 0 else likeness < FULL) else ()


def header_at(records: Sequence[Record], place: int, columns: Sequence[ColumnShape], lines: int | None) -> Header:
    """The header at a place that the caller knows, brought to the width of the table."""
    if lines is None:
        lines = _header_lines(records, place, columns)
    width = len(columns)
    parts = tuple(
        (*record.cells[:width], *[""] * (width - len(record.cells)))
        for record in records[place : place + max(lines, 1)]
    )
    return Header(place, lines, parts)


def _header_elsewhere(
    records: Sequence[Record], marks: Marks, columns: Sequence[ColumnShape], full: Sequence[int]
) -> tuple[int, tuple[str, ...]]:
    """The first full line is data: the header is the broken line above it, or a later line, or there is none."""
    start = full[0]
    if start and not blank(records[start - 1]) and records[start - 1].raw:
        raw, width = records[start - 1].raw, len(columns)
        names = mend_header(raw, marks, width) or short_header(raw, marks, width)
        if names is not None and (not names[-1] or header_like(names, columns) >= FULL):
            return start - 1, tuple(names)
    for place in full[1:]:
        if header_like(records[place].cells, columns) == 1 and all(map(filled, records[place].cells)):
            above = [header_like(records[other].cells, columns) for other in full if other < place]
            if len(above) <= FILTERS:  # a few filters may look like data; a header amid data is a repeated one
                return place, ()
    return start, ()


def _header_lines(records: Sequence[Record], start: int, columns: Sequence[ColumnShape]) -> int:
    first = records[start].cells
    typed = sum(column.kind() in TYPED for column in columns)
    lines = 1
    for record in records[start + 1 : start + HEADERS]:
        cells = record.cells
        names = len(cells) == len(columns) and not any(kind_of(cell) in TYPED for cell in cells)
        again = len(records) > start + HEADERS and cells == first
        if not again and not (names and typed > 1 and header_like(cells, columns) == 1 and mostly(cells)):
            break
        lines += 1
    return lines


def filled(cell: str) -> bool:
    """Whether there is anything in a cell."""
    return bool(cell) and not cell.isspace()


def mostly(cells: Sequence[str]) -> bool:
    """Whether half of the cells have something in them."""
    return sum(map(filled, cells)) * 2 >= len(cells)


def merged(parts: Sequence[Sequence[str]]) -> list[str]:
    """One name a column: the lines of the header joined by a space, empty cells left out."""
    if len(parts) == 1:
        return list(parts[0])
    return [" ".join(part.strip() for part in column if part.strip()) for column in zip(*parts, strict=True)]
