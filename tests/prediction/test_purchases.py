"""Histories as they were known on any day, against plain Python."""

from __future__ import annotations

from itertools import pairwise
from math import log

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.models.season import SeasonClock
from carteira_cli.prediction.purchases import LOG_ONE, Purchases

FEBRUARY = SeasonClock((1000, 3000, *(1000,) * 10))  # days of February last three times as long
START = 18_262  # 2020-01-01

# (customer, days after the start, cents, whether she bought)
lines = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 70), st.integers(1, 500), st.booleans()), min_size=1, max_size=25
)


def frame(rows) -> Purchases:
    """As `purchases_of` leaves them: a row a customer and day, of those who ever bought."""
    by_day: dict[tuple[int, int], tuple[bool, int]] = {}
    for customer, day, cents, bought in rows:
        did, sum_ = by_day.get((customer, day), (False, 0))
        by_day[customer, day] = did or bought, sum_ + (cents if bought else -cents)
    buyers = sorted({customer for (customer, _), (did, _) in by_day.items() if did})
    told = sorted((buyers.index(c), START + day, *what) for (c, day), what in by_day.items() if c in buyers)
    columns = {"linha": pl.UInt32, "data": pl.Int32, "compra": pl.Boolean, "centavos": pl.Int64}
    names = pl.Series("cliente", [str(one) for one in buyers], dtype=pl.String)
    return Purchases(names, pl.DataFrame(told, schema=columns, orient="row"), START + 71)


def passed(first: int, last: int, clock: SeasonClock | None) -> int:
    """Thousandths of days from the end of one day to that of another, day by day."""
    if clock is None:
        return 1000 * (last - first)
    dates = pl.Series(range(first + 1, last + 1), dtype=pl.Int32).cast(pl.Date)
    return sum(clock.factors[month - 1] for month in dates.dt.month().to_list())


@given(rows=lines, end=st.integers(1, 80), seasonal=st.booleans())
def test_histories_in_plain_python(rows, end, seasonal):
    clock = FEBRUARY if seasonal else None
    found = frame(rows)
    told = {row["linha"]: row for row in found.histories(START + end, clock).iter_rows(named=True)}
    for place in range(len(found.names)):
        mine = found.days.filter((pl.col("linha") == place) & (pl.col("data") < START + end))
        days = mine.filter("compra")["data"].to_list()
        if not days:
            assert place not in told
            continue
        one = told.pop(place)
        assert (one["repetidas"], one["primeira"], one["ultima"]) == (len(days) - 1, days[0], days[-1])
        assert one["recencia"] == passed(days[0], days[-1], clock)
        assert one["idade"] == passed(days[0], START + end - 1, clock)
        first = mine.filter(pl.col("data") == days[0])["centavos"].item()
        assert one["centavos"] == mine["centavos"].sum() - first
        gaps = [passed(a, b, clock) / 1000 for a, b in pairwise(days)]
        assert one["logs"] / LOG_ONE == pytest.approx(sum(map(log, gaps)), abs=1e-9)
    assert not told


@given(rows=lines, start=st.integers(0, 70), length=st.integers(1, 40))
def test_what_was_bought_within_days(rows, start, length):
    found = frame(rows)
    told = {row[0]: row[1:] for row in found.bought(START + start, START + start + length).iter_rows()}
    for place in range(len(found.names)):
        inside = pl.col("data").is_between(START + start, START + start + length - 1)
        mine = found.days.filter((pl.col("linha") == place) & inside)
        if mine.is_empty():
            assert place not in told
        else:
            assert told[place] == (mine["compra"].sum(), mine["centavos"].sum())
