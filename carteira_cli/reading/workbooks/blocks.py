"""Cut a sheet where its table begins anew under other names, so that each part is laid out by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.reading.joined import SPLIT
from carteira_cli.reading.workbooks.grid import SheetRow, words
from carteira_cli.reading.workbooks.layout import SheetHeader, names_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from carteira_cli.reading.left_out import LeftOut
    from carteira_cli.reading.workbooks.grid import Grid

AROUND = 20  # rows above and below a header that are looked at
ALIKE = 2  # rows with a day and a number and of the same types that are data, whatever is under the header
SURE = 3  # known names that make a row of words a header, whatever the others are


@dataclass(frozen=True)
class SheetBlock:
    """Rows of a sheet under one header.

    Attributes:
        grid: them, with the titles right above the header.
        header: its names.
    """

    grid: Grid
    header: SheetHeader


def blocks_of(
    grid: Grid, header: SheetHeader, fits: Callable[[Sequence[str]], float], left_out: LeftOut, shown: str
) -> list[SheetBlock]:
    """The parts of a sheet under headers of their own that serve; one where there is but one.

    Args:
        grid: the sheet.
        header: the one that fits best.
        fits: how well a list of names serves, from 1 on with all that is needed; above 0 for one known name.
        left_out: counts the rows of other tables between them.
        shown: the file's name in messages.

    Raises:
        DataError: rows look like data of the table under a header that does not serve, or above the first.
    """
    reads = _Reads(grid, header, fits)
    found: list[SheetHeader] = []  # those that serve, and those of other tables
    rows = list(grid.rows)
    for place in reads.likely():
        names = names_in(rows[place])
        if names is None or len(names) < 2:  # noqa: PLR2004 - a title
            continue
        if found and _same(names, found[-1].names):
            again = [*rows[place].cells]
            for at, name in found[-1].names.items():
                again[at] = name
            rows[place] = SheetRow(rows[place].line, again)
        elif reads.heads(place, names):
            found.append(SheetHeader(place, names, fits(list(names.values())) if reads.serves(names) else 0.0, 0))
    serving = [one for one in found if one.fits >= 1]
    if not serving:
        return [SheetBlock(grid, header)]
    _check_above(rows, serving[0], shown)
    if len(found) == 1 and serving[0].place == header.place:
        return [SheetBlock(replace(grid, rows=rows), header)]
    return _cut(replace(grid, rows=rows), found, left_out, shown)


def _cut(grid: Grid, found: Sequence[SheetHeader], left_out: LeftOut, shown: str) -> list[SheetBlock]:
    rows, first = grid.rows, next(one for one in found if one.fits >= 1)
    found = [one for one in found if one.place >= first.place]  # what is above is told apart as before
    starts = [0, *(_start(rows, one.place, before.place) for before, one in pairwise(found))]
    blocks: list[SheetBlock] = []
    for one, start, end in zip(found, starts, [*starts[1:], len(rows)], strict=True):
        if one.fits >= 1:
            part = replace(grid, rows=rows[start:end], height=end - start)
            blocks.append(SheetBlock(part, replace(one, place=one.place - start)))
            continue
        data = next((row for row in rows[one.place : end] if _like_data(row)), None)
        if data is not None:
            names = ", ".join(f'"{name}"' for name in one.names.values())
            raise DataError(
                f"{shown}, linha {rows[one.place].line}: começa outro cabeçalho ({names}), sem as colunas"
                f" necessárias, e a linha {data.line} parece ter dados",
                f"se for outra tabela, {SPLIT}; se for a mesma, diga em carteira.toml qual coluna é qual",
            )
        left_out.add("outra_tabela", *rows[start:end])
    blank = grid.height - len(rows)
    blocks[0] = replace(blocks[0], grid=replace(blocks[0].grid, height=blocks[0].grid.height + blank))
    return blocks


class _Reads:
    """Tells rows of names from rows of data."""

    def __init__(self, grid: Grid, header: SheetHeader, fits: Callable[[Sequence[str]], float]) -> None:
        self._rows, self._fits = grid.rows, fits
        self._first = {name.casefold() for name in header.names.values()}
        self._known = lru_cache(maxsize=1 << 14)(lambda name: fits((name,)) > 0)
        under = grid.rows[header.place + 1 : header.place + 1 + AROUND]
        self._figures = any(not isinstance(cell, str) and cell is not None for row in under for cell in row.cells)

    def likely(self) -> list[int]:
        """Places of rows without figures; among rows of words only those that share a name with the header."""
        places, last = [], 0  # last: where the row before had a figure, as the next one will
        for place, row in enumerate(self._rows):
            cells = row.cells
            if cells[last] is not None and cells[last].__class__ is not str:
                continue
            figure = next((at for at, cell in enumerate(cells) if cell is not None and cell.__class__ is not str), None)
            if figure is not None:
                last = figure
                continue
            if self._figures or any(cell is not None and words(cell).casefold() in self._first for cell in cells):
                places.append(place)
        return places

    def serves(self, names: Mapping[int, str]) -> bool:
        """Whether the columns that are needed are there, beyond what a row of words could have by chance."""
        known = self._count(names)
        if known < 2 or (known < SURE and known * 2 < len(names)):  # noqa: PLR2004 - one is by chance
            return False
        return self._fits(list(names.values())) >= 1

    def heads(self, place: int, names: Mapping[int, str]) -> bool:
        """Whether a row of names heads the rows under it, and stands apart from what is above or is mostly known."""
        below = [row for row in self._rows[place + 1 : place + 1 + AROUND] if not self._is_header(row)]
        if any(
            row.cells[at] is not None and words(row.cells[at]) == name for row in below for at, name in names.items()
        ):
            return False
        if self.serves(names):
            return True
        figures = {at for row in below[:1] for at, cell in enumerate(row.cells) if cell is not None and _figure(cell)}
        return (self._count(names) * 2 > len(names) or self._apart(place)) and bool(figures) and figures <= set(names)

    def _is_header(self, row: SheetRow) -> bool:
        names = names_in(row) if all(cell is None or isinstance(cell, str) for cell in row.cells) else None
        return names is not None and self.serves(names)

    def _count(self, names: Mapping[int, str]) -> int:
        return sum(self._known(name) or name.casefold() in self._first for name in names.values())

    def _apart(self, place: int) -> bool:
        if not place:
            return True
        above = self._rows[place - 1]
        return above.line < self._rows[place].line - 1 or _thin(above)


def _figure(cell: object) -> bool:
    return not isinstance(cell, str)


def _thin(row: SheetRow) -> bool:
    return sum(cell is not None for cell in row.cells) == 1


def _same(names: Mapping[int, str], others: Mapping[int, str]) -> bool:
    return names.keys() == others.keys() and all(name.casefold() == others[at].casefold() for at, name in names.items())


def _start(rows: Sequence[SheetRow], place: int, before: int) -> int:
    """The first of the titles right above a header."""
    start = place
    while start - 1 > before and place - start < AROUND and _thin(rows[start - 1]):
        start -= 1
    return start


def _like_data(row: SheetRow) -> bool:
    """Whether a row has a day and a number, as those of data have."""
    numbers = any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in row.cells)
    return numbers and any(isinstance(cell, date) for cell in row.cells)


def _check_above(rows: Sequence[SheetRow], first: SheetHeader, shown: str) -> None:
    """Refuse rows above the first header that are of the same types as those under it, or several as each other.

    Raises:
        DataError: with the first.
    """
    under = next((row for row in rows[first.place + 1 :] if _like_data(row)), None)
    wanted = () if under is None else tuple(type(cell) for cell in under.cells)
    alike: dict[tuple[type, ...], list[int]] = {}
    for row in filter(_like_data, rows[: first.place]):
        alike.setdefault(tuple(type(cell) for cell in row.cells), []).append(row.line)
    data = [numbers[0] for types, numbers in alike.items() if types == wanted or len(numbers) >= ALIKE]
    if data:
        header = rows[first.place].line
        raise DataError(
            f"{shown}, linha {min(data)}: há linhas de dados acima do cabeçalho, que está na linha {header}",
            "ponha o cabeçalho delas acima da primeira, ou separe o arquivo em dois",
        )
