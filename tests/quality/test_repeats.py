"""Orders that are there twice, against plain Python."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.quality.repeats import EXTRA_CENTS, TIMES, twin_orders
from carteira_cli.quality.staged_names import AMOUNT, CUSTOMER, DAY, ORDER, PLACE, PLACE_LIST

LINES = st.lists(
    st.tuples(
        st.sampled_from("AB"), st.sampled_from(["1", "2", "3", "4", None]), st.integers(0, 2), st.integers(-1, 3)
    ),
    max_size=14,
)


def plainly(lines) -> dict:
    """(customer, day, total) → how many orders of one day have that total, and the first place of each, by number."""
    orders = {}
    for place, (customer, order, day, cents) in enumerate(lines):
        if order is not None:
            orders.setdefault((customer, order), []).append((day, cents, place))
    found = {}
    for (customer, _), rows in sorted(orders.items()):
        days, total = {day for day, _, _ in rows}, sum(cents for _, cents, _ in rows)
        if len(days) == 1 and total > 0:
            found.setdefault((customer, days.pop(), total), []).append(rows[0][2])
    return {key: (len(places), places) for key, places in found.items() if len(places) > 1}


@given(LINES)
def test_twin_orders_are_those_that_plain_python_finds(lines):
    schema = {CUSTOMER: pl.String, ORDER: pl.String, DAY: pl.Int32, AMOUNT: pl.Int64}
    frame = pl.DataFrame(lines, schema, orient="row").with_row_index(PLACE).with_columns(pl.col(PLACE).cast(pl.Int64))
    found = {(row[CUSTOMER], row[DAY], row[AMOUNT]): row for row in twin_orders(frame).iter_rows(named=True)}
    assert {key: (row[TIMES], row[PLACE_LIST]) for key, row in found.items()} == plainly(lines)
    assert all(row[EXTRA_CENTS] == (row[TIMES] - 1) * key[2] for key, row in found.items())
