"""Columns of typed cells as Polars series: native where all cells agree, else text that can't be mistaken."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.reading.workbooks.grid import Cell

EXACT = 10**15  # Excel keeps 15 digits: of a whole number this large the last ones are not what was typed
LARGEST = 2**63
_NATIVE: dict[type, type[pl.DataType]] = {str: pl.String, bool: pl.Boolean, date: pl.Date, time: pl.Time}


def to_series(name: str, cells: Sequence[Cell]) -> pl.Series:
    """A column in the one type of its cells: Boolean, Int64, Float64, Date, Datetime, Time or String.

    Numbers without decimals are Int64, days among moments are their midnights. Where the types differ the column is
    text, with each cell written so that it reads in one way only (see `as_text`).
    """
    kinds = frozenset(map(type, cells)) - {type(None)}
    if not kinds:
        return pl.Series(name, cells, pl.String)
    if kinds <= {int, float}:
        return _numbers(name, cast("Sequence[int | float | None]", cells), kinds)
    if kinds <= {date, datetime} and datetime in kinds:
        moments = [_moment(cell) if isinstance(cell, date) else None for cell in cells]
        return pl.Series(name, moments, pl.Datetime("us"))
    if len(kinds) == 1 and (native := _NATIVE.get(next(iter(kinds)))):
        return pl.Series(name, cells, native)
    return pl.Series(name, [None if cell is None else as_text(cell) for cell in cells], pl.String)


def _numbers(name: str, cells: Sequence[int | float | None], kinds: frozenset[type]) -> pl.Series:
    if int in kinds:
        if all(cell is None or (-LARGEST < cell < LARGEST and cell == int(cell)) for cell in cells):
            return pl.Series(name, [None if cell is None else int(cell) for cell in cells], pl.Int64)
        return pl.Series(name, cells, pl.Float64, strict=False)
    floats = pl.Series(name, cells, pl.Float64)
    whole = (floats > -LARGEST) & (floats < LARGEST) & (floats == floats.floor())  # no infinity, nothing that is none
    return floats.cast(pl.Int64) if whole.all() else floats


def _moment(cell: date) -> datetime:
    return cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 - as written


def as_text(cell: Cell) -> str:
    """A cell of a mixed column as text.

    A number has a decimal point and never three decimals, which could pass for thousands: 1.234 is "1.2340". It has
    the 15 digits that Excel keeps, and no exponent. A day is 2026-01-31, a moment 2026-01-31 10:30:00.

    Example:
        >>> as_text(1.234), as_text(1234.0), as_text(1e20), as_text(0.1 + 0.2), as_text(True)
        ('1.2340', '1234', '100000000000000000000', '0.3', 'VERDADEIRO')
    """
    match cell:
        case bool():
            return "VERDADEIRO" if cell else "FALSO"
        case int() | float():
            return _number(cell)
        case datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return cell.isoformat()
        case _:
            return "" if cell is None else str(cell)


def _number(cell: float) -> str:
    if float(cell).is_integer():
        return str(int(cell))
    text = format(Decimal(format(cell, ".15g")), "f")
    decimals = len(text.partition(".")[2])
    return text + "0" if decimals == 3 else text  # noqa: PLR2004 - as many as thousands are apart


def inexact(cells: Sequence[Cell]) -> list[int]:
    """Places of whole numbers too long for a cell to keep them exactly."""
    kinds = set(map(type, cells)) - {type(None)}
    if kinds.isdisjoint({int, float}):
        return []
    if kinds == {float} and not (abs(pl.Series(cells, dtype=pl.Float64)) >= EXACT).any():  # and so no number at all
        return []
    return [
        place
        for place, cell in enumerate(cells)
        if isinstance(cell, int | float) and not -EXACT < cell < EXACT and float(cell).is_integer()
    ]
