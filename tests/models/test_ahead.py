"""What models expect after a history: against sums over rates, simulations, and each other."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.models.cnbd import Cnbd
from carteira_cli.models.cnbd_ahead import expected_by_counts
from carteira_cli.models.histories import Histories
from carteira_cli.models.paretonbd import ParetoNbd
from tests.models.over_rates import chances, rates
from tests.models.simulated import Buyers, pareto

positive = st.floats(0.05, 20)
models = st.one_of(
    st.builds(ParetoNbd, positive, positive, positive, positive),
    st.builds(Cnbd, positive, positive, positive, positive, st.integers(1, 6), st.booleans()),
)


def one(x, recency, age):
    return Histories.of_each(np.array([x]), np.array([recency]), np.array([age]))


@st.composite
def a_customer(draw):
    x = draw(st.integers(0, 60))
    recency = draw(st.floats(0.1, 30)) if x else 0.0
    return one(x, recency, recency + draw(st.floats(0, 30)))


def by_rates(model, row, ahead):
    """P(alive), expected purchases and P(any) by Bayes' rule over a grid of λ, p and phase: sums, and nothing else."""
    x, recency, age = int(row.repeats[0]), float(row.recency[0]), float(row.age[0])
    (rate, often), (leaves, so_often) = rates(model.r, model.alpha), chances(model.a, model.b)
    bought = often * so_often * rate ** (model.k * x) * np.exp(-rate * recency)
    survived = (1 - leaves) ** max(x - 1 + model.modified, 0)
    silent, events = rate * (age - recency), rate * ahead
    phases = [np.exp(-silent) * silent**j / factorial(j) for j in range(model.k)]
    alive = [bought * survived * (1 - leaves if x + model.modified else 1) * phase for phase in phases]
    gone = bought * survived * leaves if x + model.modified else np.zeros(1)
    everything = float(gone.sum()) + sum(float(way.sum()) for way in alive)
    expected = some = 0.0
    for j, way in enumerate(alive):
        number, least, below = 1, model.k - j, np.zeros_like(events)
        term, made = np.exp(-events), 0
        while number < 80:
            while made < number * model.k - j:
                below, term, made = below + term, term * events / (made + 1), made + 1
            expected += float((way * (1 - leaves) ** (number - 1) * np.maximum(1 - below, 0)).sum())
            some += float((way * np.maximum(1 - below, 0)).sum()) if made == least else 0.0
            number += 1
    return sum(float(way.sum()) for way in alive) / everything, expected / everything, some / everything


@pytest.mark.parametrize("model", [
    Cnbd(1.5, 4.0, 1.3, 2.2, 1, modified=True), Cnbd(1.5, 4.0, 1.3, 2.2, 2, modified=False),
    Cnbd(1.5, 4.0, 1.3, 2.2, 3, modified=True), Cnbd(2.0, 3.0, 1.2, 4.0, 6, modified=True),
], ids=lambda model: f"{model.name}-{model.k}")  # fmt: skip
@pytest.mark.parametrize("row", [(0, 0.0, 6.0), (2, 7.0, 9.0), (4, 9.0, 20.0)], ids=str)
def test_regular_buyers_by_rates(model, row):
    customer = one(*row)
    alive, expected, some = by_rates(model, customer, 5.0)
    assert model.alive(customer)[0] == pytest.approx(alive, rel=1e-8)
    assert model.expected(customer, 5.0)[0] == pytest.approx(expected, rel=1e-8)
    assert model.buys(customer, 5.0)[0] == pytest.approx(some, rel=1e-8)


@given(st.builds(Cnbd, positive, positive, positive, positive, st.just(1), st.booleans()), a_customer(), positive)
def test_two_ways_to_expect_are_one(model, customer, ahead):
    """k = 1 by nodes of an integral, and by counting purchases as for any k."""
    by_counts = model.alive(customer) * expected_by_counts(model, customer, np.array([ahead]))
    assert model.expected(customer, ahead) == pytest.approx(by_counts, rel=1e-6, abs=1e-12)


@given(models, a_customer(), positive, positive, positive)
def test_what_is_expected_hangs_together(model, customer, start, span, more):
    alive = model.alive(customer)[0]
    assert 0 <= alive <= 1
    some, soon, later = (model.buys(customer, end)[0] for end in (start, start + span, start + span + more))
    assert 0 <= some <= soon + 1e-9
    assert soon <= later + 1e-9
    assert later <= alive + 1e-9
    expected = model.expected(customer, np.array([0.0, start, start + span]))[0]
    assert expected[0] == 0
    assert some - 1e-9 <= expected[1] <= expected[2] + 1e-9
    between = model.buys(customer, start + span, start)[0]
    assert soon - some - 1e-9 <= between <= min(expected[2] - expected[1], soon) + 1e-9


@given(models, a_customer(), positive, st.sampled_from([1 / 7, 7.0, 30.4375]))
def test_the_unit_of_time_says_nothing(model, customer, ahead, unit):
    other, same = model.in_unit(unit), customer.scaled(unit)
    assert other.alive(same) == pytest.approx(model.alive(customer), rel=1e-9)
    assert other.expected(same, ahead / unit) == pytest.approx(model.expected(customer, ahead), rel=1e-6, abs=1e-12)
    assert other.buys(same, 2 * ahead / unit, ahead / unit) == pytest.approx(
        model.buys(customer, 2 * ahead, ahead), rel=1e-6, abs=1e-12
    )


@pytest.mark.slow
def test_pareto_against_simulated_customers():
    """2 million: those who bought twice within 10, the last time after 5 to 6, and what came in (2, 6] after that."""
    model = ParetoNbd(1.2, 4.0, 1.1, 9.0)
    repeats, recency, later = pareto(5, 2_000_000, (1.2, 4.0, 1.1, 9.0), 10.0, 2.0, 6.0)
    like = (repeats == 2) & (recency > 5) & (recency <= 6)
    rows = Histories.of_each(repeats[like], recency[like], np.full(int(like.sum()), 10.0))
    count = len(rows.weight)
    assert count > 10_000
    any_bought = model.buys(rows, 6.0, 2.0).mean()
    assert (later[like] > 0).mean() == pytest.approx(any_bought, abs=4 * (any_bought / count) ** 0.5)
    due = np.diff(model.expected(rows, np.array([2.0, 6.0])), axis=1).mean()
    assert later[like].mean() == pytest.approx(due, abs=4 * later[like].std() / count**0.5)


@pytest.mark.slow
@pytest.mark.parametrize("k", [1, 3])
def test_regular_buyers_against_simulated_customers(k):
    """All of them, and those who seem gone: what came is what was expected, beyond their chance; so are draws."""
    numbers = (0.9, 1.5 / k, 0.8, 2.4)
    model, people = Cnbd(*numbers, k), Buyers(8, 100_000, numbers, k, span=10.0, ahead=6.0)
    rows = Histories.of_each(people.repeats, people.recency, people.age)
    due, some = model.expected(rows, 6.0), model.buys(rows, 6.0)
    for part in (np.ones(len(due), dtype=bool), model.alive(rows) < 0.5, people.repeats > 3):
        size = int(part.sum())
        assert people.later[part].mean() == pytest.approx(
            due[part].mean(), abs=4 * people.later[part].std() / size**0.5
        )
        assert (people.later[part] > 0).mean() == pytest.approx(some[part].mean(), abs=4 * 0.5 / size**0.5)
    totals = model.draws(people.histories()[0], 6.0, 20, seed=1)
    assert totals.mean() == pytest.approx(due.sum(), rel=0.02)
    assert np.array_equal(totals, model.draws(people.histories()[0], 6.0, 20, seed=1))


def test_draws_of_pareto():
    model = ParetoNbd(1.2, 4.0, 1.1, 9.0)
    rows = Histories(np.array([0, 3]), np.array([0.0, 8.0]), np.array([9.0, 9.0]), np.zeros(2), np.array([4000, 4000]))
    totals = model.draws(rows, 6.0, 10, seed=3)
    assert totals.mean() == pytest.approx((model.expected(rows, 6.0) * rows.weight).sum(), rel=0.03)


def test_nobody_is_no_trouble():
    none = Histories.of_each(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))
    for model in (ParetoNbd(), Cnbd(), Cnbd(k=2)):
        assert len(model.alive(none)) == len(model.buys(none, 1.0)) == len(model.expected(none, 1.0)) == 0
        assert model.expected(none, np.array([1.0, 2.0])).shape == (0, 2)


def test_a_gone_customer_by_hand():
    """One repeat at 2 of 6, k = 1, MBG with r = α = a = b = 1: of ways to be silent, waiting is 18 in 67."""
    # n = 2: waits 1; gone a ÷ (b + x) · ((α + T) ÷ (α + t_x))² = 1/2 · (7/3)².
    assert Cnbd(1, 1, 1, 1).alive(one(1, 2.0, 6.0))[0] == pytest.approx(1 / (1 + 49 / 18), rel=1e-12)
    # Pareto with n = 1, s = 1, α = β = 1, from 0 on: ∫ (1 + τ)^−3 over 0 … 6 is (1 − 1/49) ÷ 2; waits 1/49.
    assert ParetoNbd(1, 1, 1, 1).alive(one(0, 0.0, 6.0))[0] == pytest.approx(1 / 49 / (1 / 49 + 24 / 49), rel=1e-9)
    # s = 1: purchases in t are n ÷ (α + T) · (β + T) ln(1 + t ÷ (β + T)).
    assert ParetoNbd(1, 1, 1, 1).expected(one(0, 0.0, 6.0), 7.0)[0] == pytest.approx(1 / 25 * np.log(2), rel=1e-9)
    assert ParetoNbd(1, 1, 1 + 1e-12, 1).expected(one(0, 0.0, 6.0), 7.0)[0] == pytest.approx(
        1 / 25 * np.log(2), rel=1e-9
    )
