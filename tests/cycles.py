"""Purchases as (customer, day), random or told, and their days and intervals in plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import polars as pl
from hypothesis import strategies as st

from carteira_cli.days import to_day
from carteira_cli.engines import polars
from carteira_cli.kpis import ciclo

SCHEMA = {"cliente": pl.String, "data": pl.Int32, "valor": pl.Int64, "compra": pl.Boolean, "cancelada": pl.Boolean}
START = to_day(date(2023, 12, 1))  # so that windows in months cross a leap February


def lines_of(purchases):
    """(customer, day) or (customer, day, cents, cancelled) as sales lines."""
    full = [(*row, 100, False)[:4] if len(row) == 2 else row for row in purchases]
    rows = [(c, day, cents, cents > 0 and not void, void) for c, day, cents, void in full]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").lazy()


def bought_days(lines, end, start=None):
    """`ciclo.purchase_days` of lines, by customer."""
    return polars.rows(ciclo.purchase_days(polars.lines(lines), polars, start, end)).collect().sort("cliente")


def tally_of(purchases, end):
    return ciclo.tally(ciclo.intervals(bought_days(lines_of(purchases), end)))


def days_by_customer(purchases, end):
    days = defaultdict(set)
    for customer, day, *_ in purchases:
        if day < end:
            days[customer].add(day)
    return {customer: sorted(found) for customer, found in days.items()}


def intervals_by_hand(purchases, end):
    """(first day, next one or None) of all customers."""
    return [
        (day, following)
        for days in days_by_customer(purchases, end).values()
        for day, following in zip(days, [*days[1:], None], strict=True)
    ]


purchases_strategy = st.lists(
    st.tuples(
        st.sampled_from(("123", "0123", "ana", "Ána", "b")),
        st.one_of(st.integers(0, 420), st.sampled_from((0, 29, 30, 31, 90, 91, 210, 211, 240, 241))).map(START.__add__),
    ),
    max_size=40,
)
