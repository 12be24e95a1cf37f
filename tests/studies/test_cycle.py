"""The purchase cycle against hand-worked cases, plain Python day by day, and SQL on a real retailer."""

from __future__ import annotations

import statistics
from datetime import date
from fractions import Fraction
from itertools import pairwise

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.days import to_day
from carteira_cli.kpis import ciclo
from carteira_cli.kpis import suggested_window as janela
from carteira_cli.period import Window
from tests.cycles import START, bought_days, days_by_customer, intervals_by_hand, lines_of, purchases_strategy, tally_of
from tests.datasets import cdnow_sample

W30 = Window(30, "d")


def curve_of(purchases, end):
    return ciclo.survival(tally_of(purchases, end), end)


def suggested(purchases, end):
    return janela.suggested_window(bought_days(lines_of(purchases), end), end)


# --- the same, slowly and from the definitions ----------------------------------------------------------------


def lost_on(day, following, window, end):
    """The first t, up to the next purchase or the end, at which a purchase on `day` is in `[t − W, t)` no more."""
    last = end if following is None else following
    return next((t for t in range(day + 1, last + 1) if not window.start(t) <= day < t), None)


def returns_by_hand(purchases, end, window):
    losses = [(lost_on(d, n, window, end), n) for d, n in intervals_by_hand(purchases, end)]
    losses = [(lost, n) for lost, n in losses if lost is not None]
    watched = [(lost, n) for lost, n in losses if lost <= end - janela.HORIZON]
    soon = [lost for lost, n in watched if n is not None and n < lost + janela.HORIZON]
    return janela.Returns(window, len(losses), sum(n is not None for _, n in losses), len(watched), len(soon))


def survival_by_hand(purchases, end):
    """S after each day on which some gap ends, walking day by day."""
    found = intervals_by_hand(purchases, end)
    above, result = Fraction(1), {}
    for w in range(1, 2000):
        at_risk = sum((n - d if n is not None else end - 1 - d) >= w for d, n in found)
        ended = sum(n is not None and n - d == w for d, n in found)
        if ended:
            above *= 1 - Fraction(ended, at_risk)
            result[w] = above
    return result


ends = st.one_of(st.integers(0, 460), st.sampled_from((31, 61, 91, 211, 241, 400))).map(START.__add__)


# --- days and gaps --------------------------------------------------------------------------------------------


def test_purchases_of_a_day_are_one_and_returns_gifts_and_cancelled_lines_are_none():
    lines = [("b", 9, 100, False), ("a", 7, 500, False), ("a", 7, 100, False), ("a", 3, 100, False)]
    lines += [("a", 4, -100, False), ("a", 5, 0, False), ("a", 6, 100, True), ("c", 5, 100, True), ("a", 10, 1, False)]
    days = bought_days(lines_of(lines), 10)
    assert days.rows() == [("a", [3, 7]), ("b", [9])]
    assert sorted(ciclo.intervals(days).rows()) == [(0, 3, 7), (0, 7, None), (1, 9, None)]


def test_nothing_bought_is_nothing_measured():
    counted = tally_of([], 100)
    assert counted.is_empty()
    assert ciclo.gaps(counted) == {}
    assert ciclo.spread({}) == ciclo.Spread(0, None, (None, None, None))
    curve = ciclo.survival(counted, 100)
    assert (curve.gaps, curve.open, curve.never, curve.within(50)) == (0, 0, 1, None)
    assert janela.returns(counted, 100, [W30]) == [janela.Returns(W30, 0, 0, 0, 0)]
    days = bought_days(lines_of([]), 100)
    assert ciclo.own_medians(days, ciclo.intervals(days)).is_empty()


@settings(max_examples=20, deadline=None)
@given(purchases_strategy, ends)
def test_own_medians_are_those_of_each_customer(purchases, end):
    days = bought_days(lines_of(purchases), end)
    found = ciclo.own_medians(days, ciclo.intervals(days)).rows()
    expected = []
    for customer, bought in sorted(days_by_customer(purchases, end).items(), key=lambda item: item[0].encode()):
        gaps = [b - a for a, b in pairwise(bought)]
        expected.append((customer, len(bought), bought[-1], int(2 * statistics.median(gaps)) if gaps else None))
    assert found == expected


@given(st.lists(st.integers(1, 30), min_size=1, max_size=60))
def test_percentiles_are_order_statistics(values):
    counts = {value: values.count(value) for value in sorted(set(values))}
    spread = ciclo.spread(counts)
    assert spread.median == Fraction(statistics.median(values))
    for percent, found in zip(ciclo.PERCENTILES, spread.percentiles, strict=True):
        assert found == min(v for v in values if 100 * sum(w <= v for w in values) >= percent * len(values))
    assert ciclo.spread({2 * value: n for value, n in counts.items()}, per_unit=2) == spread


def test_bins_hold_every_gap_once():
    counts = dict.fromkeys(range(1, 500), 1)
    bins = ciclo.binned(counts)
    assert sum(count for *_, count in bins) == 499
    assert bins[0] == (1, 7, 7)
    assert bins[1] == (8, 15, 8)
    assert bins[-1] == (366, None, 134)


# --- Kaplan–Meier ---------------------------------------------------------------------------------------------


def test_open_intervals_are_censored():
    # Gaps 10 and 20 of ana, 7 of caio; open for 9 (ana), 34 (bia) and 32 days (caio) before day 40.
    curve = curve_of([("ana", 0), ("ana", 10), ("ana", 30), ("bia", 5), ("caio", 0), ("caio", 7)], end=40)
    assert (curve.gaps, curve.open, curve.days) == (3, 3, (7, 10, 20))
    # Six at risk on day 7, four on day 10 (ana's open one was seen for nine days), three on day 20.
    assert curve.above == (Fraction(5, 6), Fraction(5, 8), Fraction(5, 12))
    assert curve.never == Fraction(5, 12)
    assert (curve.within(25), curve.within(50), curve.within(75)) == (10, 20, None)
    # Of the 7/12 who ever return, 1/6 ÷ 7/12 = 2/7 do within 7 days, 9/14 within 10.
    assert [curve.within_returning(p) for p in (28, 29, 64, 65)] == [7, 10, 10, 20]


def test_the_published_curve_of_6_mercaptopurine():
    ended = (6, 6, 6, 7, 10, 13, 16, 22, 23)
    censored = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
    counted = pl.DataFrame(
        [(0, days, 1) for days in ended] + [(99 - days, None, 1) for days in censored],
        schema={"inicio": pl.Int32, "fim": pl.Int32, "vezes": pl.Int64},
        orient="row",
    )
    curve = ciclo.survival(counted, 100)
    assert curve.days == (6, 7, 10, 13, 16, 22, 23)
    assert [round(float(s), 4) for s in curve.above] == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(purchases_strategy, ends)
def test_the_curve_is_that_of_a_walk_day_by_day(purchases, end):
    curve = curve_of(purchases, end)
    assert dict(zip(curve.days, curve.above, strict=True)) == survival_by_hand(purchases, end)


# --- lost and back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "end", "lost", "back"),
    [
        (30, 500, 0, 0),  # bought again on the last day of the window
        (31, 500, 1, 1),  # one day later: there was a t at which she was not active
        (None, 30, 0, 0),  # A(30) looks at [0, 30)
        (None, 31, 1, 0),
    ],
)
def test_the_boundary_day_of_a_window(second, end, lost, back):
    purchases = [("ana", 0)] + ([] if second is None else [("ana", second)])
    # A later purchase of hers each 30 days keeps the second interval from being lost.
    purchases += [("ana", day) for day in range(second, end, 30)] if second is not None else []
    (found,) = janela.returns(tally_of(purchases, end), end, [W30])
    assert (found.lost, found.back) == (lost, back)


@pytest.mark.parametrize(
    ("second", "end", "watched", "soon"),
    [
        (210, 211, 1, 1),  # lost on day 31, watched on days 31 to 210, back on the 180th of them
        (211, 212, 1, 0),  # a day too late
        (100, 210, 0, 0),  # watched for 179 days only, whatever happened
        (100, 211, 1, 1),
    ],
)
def test_a_return_is_looked_for_on_as_many_days_after_every_loss(second, end, watched, soon):
    purchases = [("ana", 0), ("ana", second)]
    (found,) = janela.returns(tally_of(purchases, end), end, [W30])
    assert (found.watched, found.back_soon) == (watched, soon)


@pytest.mark.slow
@settings(max_examples=35, deadline=None)
@given(purchases_strategy, ends)
def test_losses_and_returns_follow_from_who_is_active_each_day(purchases, end):
    windows = [W30, Window(90, "d"), Window(1, "m"), Window(3, "m")]
    expected = [returns_by_hand(purchases, end, window) for window in windows]
    assert janela.returns(tally_of(purchases, end), end, windows) == expected


@pytest.mark.parametrize("window", [Window(30, "d"), Window(1, "m"), Window(3, "m"), Window(14, "m")])
def test_the_start_of_a_window_is_the_same_for_a_column(window):
    days = pl.DataFrame({"dia": pl.Series(range(START, START + 800), dtype=pl.Int32)})
    found = days.select(janela.window_start(pl.col("dia"), window)).to_series().to_list()
    assert found == [window.start(day) for day in range(START, START + 800)]


# --- the suggestion -------------------------------------------------------------------------------------------


def regular(gap, times=40):
    """A customer who buys each `gap` days, and the first day not looked at."""
    return [(f"cada {gap}", day * gap) for day in range(times + 1)], times * gap + 1


@pytest.mark.parametrize(("gap", "window"), [(7, 30), (30, 30), (31, 60), (60, 60), (61, 90)])
def test_the_window_is_rounded_up_to_months(gap, window):
    purchases, end = regular(gap)
    found = suggested(purchases, end)
    assert found.window == Window(window, "d")
    assert found.covered == gap
    assert f"em até {gap} dias" in found.reason


def test_the_window_covers_nine_in_ten_purchases():
    # 27 gaps of 10 days and 3 of 50: exactly 90 % within 10; one of 10 less, and 50 it is.
    short = [("a", day * 10) for day in range(28)]
    long = [("a", 270 + day * 50) for day in (1, 2, 3)]
    assert suggested(short + long, 421).covered == 10
    assert suggested([*short[1:], *long, ("b", 0), ("b", 50)], 421).covered == 50


def test_too_few_gaps_fall_back_to_the_default():
    purchases, end = regular(10, times=29)
    found = suggested(purchases, end)
    assert (found.window, found.covered) == (Window(90, "d"), None)
    assert "só 29 intervalos" in found.reason
    assert suggested([*purchases, ("cada 10", 300)], 301).window == Window(30, "d")


def test_the_window_grows_while_most_of_the_lost_come_back():
    # One customer makes 400 gaps of 2 days; five slow ones make 35 of 100, and always come back.
    frequent = [("diario", day * 2) for day in range(401)]
    slow = [(f"lento {n}", day * 100 + n) for n in range(5) for day in range(8)]
    found = suggested(frequent + slow, 801)
    assert (found.covered, found.window) == (2, Window(120, "d"))
    assert "mas 100,0 % dos que passam disso voltam em 180 dias" in found.reason
    assert "de 120 dias em diante há poucos casos" in found.reason
    # The slow lose thirty times what is watched. As many who never return make it half, and half is not most.
    gone = [(f"foi {n}", 0) for n in range(30)]
    assert suggested(frequent + slow + gone, 801).window == Window(30, "d")
    assert suggested(frequent + slow + gone[1:], 801).window == Window(120, "d")


def test_nobody_who_ever_left_makes_the_window_long():
    # Without the plateau, 200 who bought once would leave the 90 % out of reach.
    purchases, end = regular(7)
    once = [(f"so uma {n}", 0) for n in range(200)]
    curve = curve_of(purchases + once, end)
    assert curve.within(90) is None
    assert suggested(purchases + once, end).window == Window(30, "d")


@settings(max_examples=10, deadline=None)
@given(purchases_strategy, ends, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(purchases, end, rng):
    shuffled = purchases[:]
    rng.shuffle(shuffled)
    assert tally_of(shuffled, end).equals(tally_of(purchases, end))
    assert suggested(shuffled, end) == suggested(purchases, end)


# --- a real retailer, by SQL ----------------------------------------------------------------------------------

GAPS = """
with dias as (select distinct cliente, data from vendas where compra),
saltos as (select *, lead(data) over (partition by cliente order by data) as fim from dias)
"""


def test_cdnow_by_sql():
    sales = cdnow_sample()
    sales.sort(key=lambda sale: (sale.centavos, sale.cliente))  # not the order of days
    vendas = lines_of([(s.cliente, to_day(s.data), s.centavos, False) for s in sales]).collect()
    end = to_day(date(1998, 7, 1))
    counted = ciclo.tally(ciclo.intervals(bought_days(vendas.lazy(), end)))
    with duckdb.connect() as sql:
        sql.register("vendas", vendas.to_arrow())
        quantiles = sql.execute(
            f"{GAPS} select count(fim), count(*), median(fim - data), "  # noqa: S608 - no input of anybody
            "quantile_disc(fim - data, [0.75, 0.9, 0.95]) from saltos"
        ).fetchone()
        spread = ciclo.spread(ciclo.gaps(counted))
        assert quantiles == (spread.count, 6688, spread.median, [int(p) for p in spread.percentiles])
        for found in janela.returns(counted, end, janela.WINDOWS):
            w, horizon = found.window.length, janela.HORIZON
            row = sql.execute(
                f"{GAPS} select count(*), count(fim), count(*) filter (data + {w} + 1 + {horizon} <= {end}), "  # noqa: S608
                f"count(*) filter (data + {w} + 1 + {horizon} <= {end} and fim <= data + {w} + {horizon}) "
                f"from saltos where coalesce(fim, {end}) > data + {w}"
            ).fetchone()
            assert row == (found.lost, found.back, found.watched, found.back_soon)
    curve = ciclo.survival(counted, end)
    assert (spread.count, spread.median, spread.percentiles) == (4339, 34, (91, 196, 279))
    assert janela.suggest(curve, counted, end).window == Window(240, "d")
