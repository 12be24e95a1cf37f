"""Fits: the same in any unit, order and grouping; honest where histories say little; right where they say much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.models.buying import fitted
from carteira_cli.models.cnbd import Cnbd
from carteira_cli.models.fitting import Estimate
from carteira_cli.models.histories import Histories, grouped
from carteira_cli.models.paretonbd import ParetoNbd
from carteira_cli.models.regularity import regularity
from tests.models import cdnow
from tests.models.simulated import Buyers

KINDS = (Cnbd(), Cnbd(k=2, modified=False), ParetoNbd())


def each(*rows):
    """(x, t_x, T), with even gaps, and how many customers are such."""
    x, recency, age, weight = map(np.array, zip(*rows, strict=True))
    gaps = x * np.log(np.maximum(recency, 1) / np.maximum(x, 1)) * weight
    return grouped(x, recency, age, gaps, weight)[0]


def numbers(found):
    estimate = found.estimate
    return (*estimate.values, *(estimate.errors or ()), estimate.log_likelihood, estimate.curvature.tobytes())


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_digit_depends_on_the_order_of_rows_or_on_their_grouping(kind):
    people = Buyers(4, 3000, (0.8, 40.0, 0.8, 2.4), span=np.random.default_rng(4).integers(30, 400, 3000))
    days = (people.repeats, np.floor(people.recency), people.age)
    order = np.random.default_rng(5).permutation(3000)
    once = fitted(kind, grouped(*days, people.log_gaps)[0])
    for rows in (order, order[::-1]):
        again = Histories.of_each(*(column[rows] for column in (*days, people.log_gaps)))
        assert numbers(fitted(kind, again)) == numbers(once)
        found = once.model.expected(again, np.array([30.0, 90.0]))
        assert np.array_equal(found, once.model.expected(Histories.of_each(*days), np.array([30.0, 90.0]))[rows])


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_days_weeks_and_months_tell_the_same(kind):
    found = {}
    for unit in (1.0, 7.0, 30.4375):
        rows, of_each = cdnow.histories(unit)
        model = fitted(kind, rows).model
        found[unit] = np.concatenate([model.alive(rows), model.expected(rows, 273 / unit)])
    assert found[1.0] == pytest.approx(found[7.0], rel=1e-6)
    assert found[30.4375] == pytest.approx(found[7.0], rel=1e-6)
    assert len(of_each) == 2357


DEGENERATE = {
    "one customer": each((1, 10, 30, 1)),
    "one repeater": each((1, 10, 30, 1), (0, 0, 30, 99)),
    "all alike": each((3, 20, 30, 50)),
    "all bought today": each((3, 30, 30, 50)),
    "no age": each((0, 0, 0, 9), (1, 5, 9, 1)),
    "none but one has an age": each((0, 0, 0, 50), (1, 1, 1, 1)),
    "daily for years": each((900, 900, 900, 1), (900, 1000, 1001, 1), (0, 0, 1000, 3)),
    "nobody stops": each(*((x, 29, 30, 1) for x in range(1, 30))),
    "all stop": each(*((x, x, 1000, 1) for x in range(1, 30))),
    "ages without end": each((1, 10**6, 10**9, 1), (2, 10**8, 10**9, 1), (0, 0, 10**9, 3)),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("case", DEGENERATE)
def test_whatever_there_is_gives_numbers(case, kind):
    rows = DEGENERATE[case]
    found = fitted(kind, rows)
    model, estimate = found.model, found.estimate
    alive, expected = model.alive(rows), model.expected(rows, np.array([0.0, 10.0, 100.0]))
    for buys in (model.buys(rows, 100.0), model.buys(rows, 100.0, 10.0)):
        assert ((buys >= 0) & (buys <= 1 + 1e-12) & (buys <= expected[:, 2] + 1e-9)).all()
    assert ((alive >= 0) & (alive <= 1)).all()
    assert np.isfinite(expected).all()
    assert (np.diff(expected, axis=1) >= -1e-12).all()
    assert np.isfinite([*estimate.values, estimate.log_likelihood]).all()
    if case == "nobody stops":
        assert not found.leaving_known


history = st.tuples(st.integers(0, 20), st.integers(0, 40), st.integers(0, 40), st.integers(1, 50))


@pytest.mark.slow
@settings(max_examples=12)
@given(st.lists(history, min_size=1, max_size=5), st.sampled_from(KINDS))
def test_any_histories_give_numbers(rows, kind):
    kept = [(min(x, recency), recency if x else 0, recency + more, weight) for x, recency, more, weight in rows]
    found = each(*((x, recency if x else 0, age, weight) for x, recency, age, weight in kept))
    if not found.repeaters:
        with pytest.raises(ValueError, match="no repeats"):
            fitted(kind, found)
        return
    told = fitted(kind, found)
    assert np.isfinite(told.model.alive(found)).all()
    assert np.isfinite(told.model.expected(found, 30.0)).all()
    assert told.estimate.errors is None or np.isfinite(told.estimate.errors).all()


def test_a_product_is_known_whose_factors_are_not():
    """All leave with the same chance: what a and b are is anybody's guess, and a ÷ b is not."""
    rows = each(*((x, 10 * x, 1000, 2 ** (9 - x)) for x in range(1, 9)))
    found = fitted(Cnbd(), rows)
    assert not found.estimate.known((("a", 1),))
    assert found.leaving_known


def test_a_sample_keeps_repeat_buyers_and_stands_for_all():
    ages = np.arange(1, 10_001)
    again = np.where(ages <= 3, 1, 0)
    rows = grouped(again, again * 0.5, ages, again * -1.0)[0]
    sample = rows.thinned(1_000)
    assert (sample.repeaters, len(sample.weight)) == (3, 503)
    assert sample.customers == pytest.approx(10_000, rel=0.01)
    assert rows.thinned(50_000).customers == 10_000


def test_errors_along_and_across_a_ridge():
    """Information on ln a − ln b alone, 4 of it: that is known to 1/2, a and b are not at all."""
    ridge = Estimate(("a", "b"), (1.0, 3.0), -5.0, -4.0 * np.array([[1.0, -1.0], [-1.0, 1.0]]), 3, converged=True)
    assert ridge.error((("a", 1), ("b", -1))) == pytest.approx(1 / 2)
    assert ridge.known((("a", 1), ("b", -1)))
    assert (ridge.error((("a", 1),)), ridge.errors, ridge.known((("b", 1),))) == (None, None, False)
    plain = Estimate(("a", "b"), (1.0, 3.0), -5.0, -np.diag([4.0, 25.0]), 3, converged=True)
    assert plain.errors == pytest.approx((1 / 2, 3 / 5))
    assert plain.error((("a", 1), ("b", -1))) == pytest.approx((1 / 4 + 1 / 25) ** 0.5)
    assert Estimate(("a",), (1.0,), -5.0, np.array([[np.nan]]), 3, converged=False).errors is None


def test_logarithms_add_up_in_any_order():
    chance = np.random.default_rng(1)
    gaps = np.log(chance.uniform(1, 400, 5000))
    same = (np.full(5000, 2), np.full(5000, 5), np.full(5000, 9))
    once = grouped(*same, gaps)[0].log_gaps
    assert once == pytest.approx(gaps.sum())
    for _ in range(5):
        assert grouped(*same, chance.permutation(gaps))[0].log_gaps == once
    halves = [grouped(*(one[:2500] for one in same), half)[0].log_gaps for half in (gaps[:2500], gaps[2500:])]
    assert halves[0] + halves[1] == once


def test_distinct_histories():
    """Three customers of two kinds, in any order; logarithms are rounded to 2^−24."""
    rows, of_each = grouped([2, 0, 2], [5, 0, 5], [9, 9, 9], [1.0, 0.0, 2.0])
    assert [list(map(float, column)) for column in (rows.repeats, rows.recency, rows.age, rows.log_gaps)] == [
        [0, 2], [0, 5], [9, 9], [0, 3],
    ]  # fmt: skip
    assert (list(rows.weight), list(of_each), rows.customers, rows.repeaters) == ([1, 2], [1, 0, 1], 3, 2)
    again = grouped(rows.repeats, rows.recency, rows.age, rows.log_gaps, rows.weight)[0]
    assert (list(again.weight), list(again.log_gaps)) == ([1, 2], [0, 3])
    assert len(grouped([], [], [])[0].weight) == 0


columns = st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1e12), st.sampled_from([0.0, 0.5, 1e300])), max_size=20)


@given(columns, st.randoms(use_true_random=False))
def test_distinct_rows_are_those_of_a_dictionary(rows, shuffle):
    counts = {}
    for row in rows:
        counts[row] = counts.get(row, 0) + 1
    shuffle.shuffle(rows)
    found, of_each = grouped(*([row[place] for row in rows] for place in range(3)))
    kinds = list(zip(found.repeats.tolist(), found.recency.tolist(), found.age.tolist(), strict=True))
    assert kinds == sorted(counts)
    assert found.weight.tolist() == [counts[kind] for kind in kinds]
    assert [kinds[place] for place in of_each] == rows


@pytest.mark.slow
def test_simulated_regular_buyers_are_recovered():
    """100,000 customers with gaps of Erlang-3: parameters within three standard errors, and what comes as expected."""
    truth = (0.85, 1.45, 0.79, 2.42)
    people = Buyers(11, 100_000, truth, 3, span=np.random.default_rng(2).integers(26, 52, 100_000), ahead=26.0)
    rows, of_each = people.histories()
    found = fitted(Cnbd(k=3), rows)
    assert found.estimate.converged
    for value, error, true in zip(found.estimate.values, found.estimate.errors, truth, strict=True):
        assert abs(value - true) < 3 * error
    assert found.model.expected(rows, 26.0)[of_each].sum() == pytest.approx(people.later.sum(), rel=0.01)


@pytest.mark.slow
def test_a_wholesaler_whose_customers_stay():
    """2,000 customers, gaps of Erlang-2, nobody leaves: without regularity no leaving is told; k = 2 is found."""
    people = Buyers(7, 2_000, (2.0, 1.0), 2, span=30.0)
    rows, _ = people.histories()
    assert not fitted(Cnbd(modified=False), rows).leaving_known
    choice = regularity(rows)
    assert (choice.k, choice.fell, len(choice.tried)) == (2, True, 3)
    assert not choice.best.leaving_known
    assert choice.best.model.alive(rows).min() > 0.99
    capped = regularity(rows, most=2)
    assert (capped.k, capped.fell) == (2, False)
