"""Tell tables that stand side by side in a sheet apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.reading.workbooks.grid import used_places

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carteira_cli.reading.left_out import LeftOut
    from carteira_cli.reading.workbooks.grid import Grid, SheetRow
    from carteira_cli.reading.workbooks.layout import SheetHeader


def narrow(grid: Grid, header: SheetHeader, fits: Callable[[Sequence[str]], float], left_out: LeftOut) -> SheetHeader:
    """The header without the tables that stand beside the wanted one.

    They are apart by a column with nothing in it, and end in another row: a table with empty columns in between, as
    reports have, is one.
    """
    rows = grid.rows[header.place + 1 :]
    parts = _parts(rows, header)
    best = max(parts, key=lambda part: fits([header.names[place] for place in part]))
    if len(parts) == 1 or fits([header.names[place] for place in best]) < header.fits:
        return header
    names = dict(header.names)
    for part in parts:
        beside = [row for row in rows if any(row.cells[place] is not None for place in part)]
        ends = {_last(rows, part), _last(rows, best)}
        if part is not best and len(part) > 1 and len(ends) > 1:
            left_out.count("outra_tabela", len(beside), beside[0].line if beside else 1, header.names[part[0]])
            names = {place: name for place, name in names.items() if place not in part}
    return replace(header, names=names)


def _parts(rows: Sequence[SheetRow], header: SheetHeader) -> list[list[int]]:
    """The named columns in runs, apart by a column without name and cells."""
    used = used_places(rows) | set(header.names)
    parts: list[list[int]] = []
    for place in sorted(header.names):
        if parts and all(between in used for between in range(parts[-1][-1], place)):
            parts[-1].append(place)
        else:
            parts.append([place])
    return parts


def _last(rows: Sequence[SheetRow], part: Sequence[int]) -> int:
    """The last row that has half of these columns: a total has fewer."""
    full = (row.line for row in reversed(rows) if sum(row.cells[place] is not None for place in part) * 2 > len(part))
    return next(full, 0)
