"""Find the table in a sheet: the row of names that fits best, the rows under it, and what is none of it.

Nothing is left out without a `Note` that counts it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.left_out import FOOTER, REMARK, TABLE, TOTAL
from carteira_cli.reading.workbooks.grid import used_places, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from carteira_cli.reading.left_out import LeftOut
    from carteira_cli.reading.workbooks.grid import Grid, SheetRow

LOOK = 200  # rows in which the names may be, and rows under them that are looked at
WORDS = 0.6  # share of a header's cells that are words; the others may be years and months
TYPED = 0.9  # share of a column that makes its kind
REPEATED = 0.3  # share of a header's cells that come again right under them: then it is data


@dataclass(frozen=True)
class SheetHeader:
    """A row that may hold the names of the columns.

    Attributes:
        place: among the rows of the grid.
        names: place in the row → name.
        fits: how well the wanted table's columns are among them.
        size: cells under the names, in the rows looked at.
    """

    place: int
    names: Mapping[int, str]
    fits: float
    size: int


def find_header(grid: Grid, fits: Callable[[Sequence[str]], float] | None) -> SheetHeader | None:
    """The row of names that fits best; of several the one with most under it; of equals the first."""
    best: SheetHeader | None = None
    seen = set()
    for place in _likely(grid.rows):
        names = names_in(grid.rows[place])
        if names is None or tuple(names.items()) in seen:  # a header that comes again on each page
            continue
        seen.add(tuple(names.items()))
        under = grid.rows[place + 1 : place + 1 + LOOK]
        score = fits(list(names.values())) if fits else 0.0
        if score <= 0 and _repeats(names, under):
            continue
        size = sum(row.cells[at] is not None for row in under for at in names)
        header = SheetHeader(place, names, max(score, 0.0), size)
        if best is None or (header.fits, header.size) > (best.fits, best.size):
            best = header
    return best


def _likely(rows: Sequence[SheetRow]) -> Iterator[int]:
    """Places where names may be: near the top, and after blank rows."""
    after_gap = 0
    for place, row in enumerate(rows):
        gap = place > 0 and row.line > rows[place - 1].line + 1
        after_gap = 0 if gap else after_gap + 1
        if place < LOOK or after_gap <= 1:
            yield place


def names_in(row: SheetRow) -> dict[int, str] | None:
    """Place in the row → name; None where it is no row of names."""
    filled = {place: words(cell) for place, cell in enumerate(row.cells) if cell is not None}
    worded = sum(isinstance(row.cells[place], str) and any(map(str.isalpha, text)) for place, text in filled.items())
    if not filled or worded < WORDS * len(filled) or is_total(row):
        return None
    return filled


def _repeats(names: dict[int, str], under: Sequence[SheetRow]) -> bool:
    """Whether words of this row come again under it, as those of data do."""
    data = [row for row in under if any(words(row.cells[place]) != name for place, name in names.items())]
    again = sum(any(row.cells[place] == name for row in data) for place, name in names.items())
    return again > REPEATED * len(names)


def rows_under(grid: Grid, header: SheetHeader, left_out: LeftOut) -> list[SheetRow]:
    """The rows of the table; all others of the sheet are counted."""
    _count_above(grid.rows[: header.place], left_out)
    blank = next((number for number, row in enumerate(grid.rows, start=1) if row.line != number), len(grid.rows) + 1)
    left_out.count("em_branco", grid.height - len(grid.rows), blank, "")
    body = grid.rows[header.place + 1 :]
    nearest = next(_chunks(body), [])  # further down other tables may come
    always, typed = _habits(nearest[:LOOK] if len(nearest) >= TABLE else body[:LOOK], header)
    kept: list[SheetRow] = []
    first = min(header.names)
    ours = True
    for number, chunk in enumerate(_chunks(body)):
        again = next((place for place, row in enumerate(chunk) if _is_header(row, header)), None)
        if number and again is None and (not ours or _starts_other(chunk, header, typed)):
            ours = False
            left_out.add("outra_tabela", *chunk)
            continue
        if not ours and again is not None:
            left_out.add("outra_tabela", *chunk[:again])
            chunk = chunk[again:]  # noqa: PLW2901 - the rest of it is the table's again
        ours = True
        for row in chunk:
            if row.cells[first] is None and all(row.cells[place] is None for place in header.names):
                left_out.add("fora_da_tabela", row)
            elif again is not None and _is_header(row, header):
                left_out.add("cabecalho_repetido", row)
            elif _is_sum(row, always, first=not kept):
                left_out.add("rodape", row)
            else:
                kept.append(row)
    end = _footer_start(kept, header, always)
    left_out.add("rodape", *kept[end:])
    return kept[:end]


def _count_above(rows: Sequence[SheetRow], left_out: LeftOut) -> None:
    for chunk in _chunks(rows):
        table = sum(sum(cell is not None for cell in row.cells) > 1 for row in chunk) >= TABLE
        named = any(names_in(row) and len(names_in(row) or ()) > 1 for row in chunk[:2])
        left_out.add("outra_tabela" if table and named and _has_figures(chunk[1:]) else "preambulo", *chunk)


def _has_figures(rows: Sequence[SheetRow]) -> bool:
    return any(cell is not None and not isinstance(cell, str) for row in rows for cell in row.cells)


def _chunks(rows: Sequence[SheetRow]) -> Iterator[Sequence[SheetRow]]:
    """Runs of rows without a blank one between them."""
    start = 0
    for place in range(1, len(rows) + 1):
        if place == len(rows) or rows[place].line > rows[place - 1].line + 1:
            yield rows[start:place]
            start = place


def _habits(rows: Sequence[SheetRow], header: SheetHeader) -> tuple[set[int], set[int]]:
    """Columns that nearly always have something, and those that nearly always have a number or a day."""
    always, typed = set(), set()
    for place in header.names:
        cells = [row.cells[place] for row in rows if row.cells[place] is not None]
        figures = sum(not isinstance(cell, str) for cell in cells)
        if len(cells) >= min(TYPED * len(rows), max(len(rows) - 1, 1)):  # of few rows one may be a total
            always.add(place)
        if cells and figures >= TYPED * len(cells):
            typed.add(place)
    return always, typed


def _is_header(row: SheetRow, header: SheetHeader) -> bool:
    first, name = next(iter(header.names.items()))
    if row.cells[first] is None or words(row.cells[first]) != name:  # nearly every row ends here
        return False
    return all(row.cells[place] is not None and words(row.cells[place]) == text for place, text in header.names.items())


def _starts_other(chunk: Sequence[SheetRow], header: SheetHeader, typed: set[int]) -> bool:
    """Whether rows after a blank one start with names that stand where the table has numbers or days."""
    for row in chunk[:TABLE]:
        names = names_in(row)
        if names and len(names) > 1 and any(isinstance(row.cells[place], str) for place in typed & set(names)):
            return all(any(map(str.isalpha, name)) for place, name in names.items() if place in typed)
        if names and not set(names) & set(header.names):
            return True
    return False


def is_total(row: SheetRow) -> bool:
    """Whether the first words of a row say that it is a total."""
    first = row.cells[0]
    if first is None:
        first = next((cell for cell in row.cells if cell is not None), None)
    return isinstance(first, str) and TOTAL.fullmatch(first) is not None


def _is_sum(row: SheetRow, always: set[int], *, first: bool) -> bool:
    """Whether a row is a total: it says so and lacks what all rows have; or is the first, and has but sums."""
    total = is_total(row)
    if not total and not first:
        return False
    missing = sum(row.cells[place] is None for place in always)
    if total:
        return missing > 0 or not always
    numbers = all(isinstance(cell, int | float) for cell in row.cells if cell is not None)
    return numbers and missing * 2 >= len(always) > 1


def _footer_start(rows: Sequence[SheetRow], header: SheetHeader, always: set[int]) -> int:
    """Where the totals and remarks at the end begin."""
    last = len(rows)
    for place in range(len(rows) - 1, max(len(rows) - 1 - FOOTER, -1), -1):
        row = rows[place]
        cells = [cell for cell in row.cells if cell is not None]
        first = cells[0] if isinstance(cells[0], str) else ""
        missing = sum(row.cells[at] is None for at in always)
        alone = len(cells) == 1 and len(header.names) > 2 and missing > 0  # noqa: PLR2004 - of two one may be empty
        sums = len(always) > 1 and missing * 2 >= len(always) and all(isinstance(cell, int | float) for cell in cells)
        if not (alone or sums or (missing and (is_total(row) or REMARK.match(first)))):
            break
        last = place
    return last


def column_names(grid: Grid, header: SheetHeader, rows: Sequence[SheetRow], left_out: LeftOut) -> dict[int, str]:
    """Place in the row → name of each column, no name twice; a column without name or cells is left out.

    One without a name is called after its place in the sheet (A is 1); one whose name was there already gets a
    number: "Nome#2".
    """
    used = used_places(rows)
    first, last = min(header.names), max(header.names)
    beside = set(found) - set(header.names) if (found := names_in(grid.rows[header.place])) else set()
    names: dict[int, str] = {}
    taken = set(header.names.values())
    for place in range(len(grid.rows[header.place].cells)):
        name = header.names.get(place)
        if name is None and (place not in used or place in beside):
            left_out.count("coluna_vazia", int(first < place < last), grid.rows[header.place].line, "")
            continue
        name = name or f"coluna {grid.first_column + place + 1}"
        number, unique = 1, name
        while unique in names.values() or (number > 1 and unique in taken):
            number += 1
            unique = f"{name}#{number}"
        names[place] = unique
    return names
