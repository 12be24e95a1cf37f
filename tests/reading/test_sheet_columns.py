"""What is asked of a sheet's columns at once is what every cell would have answered."""

from __future__ import annotations

import re
from datetime import date, datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.reading.workbooks.extent import _PLACE
from carteira_cli.reading.workbooks.grid import gather, used_places
from carteira_cli.reading.workbooks.typed_columns import inexact, to_series

CELLS = st.sampled_from(
    [None, "", " ", "\t\n", "\xa0", "a", " a", 0, 0.0, False, True, 1.5, 7, date(2024, 1, 2), datetime(2024, 1, 2, 3)]  # noqa: DTZ001 - as a sheet has it
)
FLOATS = st.one_of(
    st.none(),
    st.floats(),
    st.integers(-(10**16), 10**16).map(float),
    st.sampled_from([float(1 << 63), -float(1 << 63), 1e15, -1e15, -0.0]),
)


@given(st.integers(0, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=12)))
def test_rows_are_gathered_as_cell_by_cell(lines):
    rows, height = gather(lines)
    plain = [[None if isinstance(cell, str) and not cell.strip() else cell for cell in row] for row in lines]
    kept = [(number, row) for number, row in enumerate(plain, start=1) if any(cell is not None for cell in row)]
    assert [(row.line, [(type(cell), cell) for cell in row.cells]) for row in rows] == [
        (number, [(type(cell), cell) for cell in row]) for number, row in kept
    ]
    assert height == len(lines)
    assert used_places(rows) == {place for _, row in kept for place, cell in enumerate(row) if cell is not None}


@given(st.lists(FLOATS, min_size=1, max_size=8))
def test_a_column_of_floats_is_whole_only_where_each_is(cells):
    found = to_series("c", cells)
    known = [cell for cell in cells if cell is not None]
    whole = all(abs(cell) < 1 << 63 and cell == int(cell) for cell in known)
    assert found.dtype == (pl.String if not known else pl.Int64 if whole else pl.Float64)
    if known and whole:
        assert found.to_list() == [None if cell is None else int(cell) for cell in cells]
    assert inexact(cells) == [
        at for at, cell in enumerate(cells) if cell is not None and abs(cell) >= 10**15 and cell.is_integer()
    ]


@given(st.text(alphabet="r =\"'\n\tAzZ019c<>/x", max_size=60).map(str.encode))
def test_every_place_is_found_however_it_is_spelled(xml):
    plain = re.findall(rb"""\sr\s*=\s*["']\s*([A-Za-z]*\d+)["']""", xml)
    assert _PLACE.findall(xml) == plain
