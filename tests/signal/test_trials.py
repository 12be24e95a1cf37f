"""Two groups beside each other: the smallest lift by simulation of its definition, means against scipy's Welch."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from carteira_cli.signal.trials import Sums, of_means, smallest_lift

Z_95, Z_80 = stats.norm.ppf(0.975), stats.norm.ppf(0.8)


def sums(cents):
    return Sums(len(cents), sum(cents), sum(one * one for one in cents))


CENTS = st.lists(st.integers(0, 10**7), min_size=8, max_size=40)


@given(CENTS, CENTS)
def test_the_difference_of_means_is_that_of_welch(one, other):
    found = of_means(sums(one), sums(other))
    test = stats.ttest_ind(one, other, equal_var=False)
    if len({*one}) == 1 and len({*other}) == 1:
        assert found == (one[0] - other[0], one[0] - other[0])
        return
    difference = sum(one) / len(one) - sum(other) / len(other)
    error = (stats.tvar(one) / len(one) + stats.tvar(other) / len(other)) ** 0.5
    reach = stats.t.ppf(0.975, max(1, int(test.df + 1e-9))) * error
    assert found == pytest.approx((difference - reach, difference + reach), rel=1e-6, abs=1e-3)


def test_fewer_than_eight_say_nothing():
    assert of_means(sums([1] * 7), sums([1] * 20)) is None


@given(st.floats(0, 0.9), st.integers(2, 10**5), st.integers(2, 10**5))
def test_the_smallest_lift_is_where_power_is_four_fifths(share, treated, control):
    found = smallest_lift(share, treated, control)

    def power(lift):
        above = share + lift
        mean = (treated * above + control * share) / (treated + control)
        chance = (mean * (1 - mean) * (1 / treated + 1 / control)) ** 0.5
        error = (above * (1 - above) / treated + share * (1 - share) / control) ** 0.5
        return stats.norm.cdf((lift - Z_95 * chance) / error) if error else float(lift >= Z_95 * chance)

    if found is None:
        assert power((1 - share) * 0.999) < 0.8001
    elif found < 1 - share - 1e-9:
        assert power(found) == pytest.approx(0.8, abs=1e-6)


def test_the_smallest_lift_by_hand_and_where_nothing_can_be_seen():
    assert smallest_lift(0.06, 600, 150) == pytest.approx(0.0790, abs=1e-4)
    assert smallest_lift(0.5, 3, 1) is None
    assert smallest_lift(0.5, 0, 10) is None


@pytest.mark.slow
def test_four_in_five_campaigns_of_that_size_show_it():
    chance = random.Random(5)  # noqa: S311 - a simulation
    lift, seen = smallest_lift(0.06, 600, 150), 0
    for _ in range(2_000):
        bought = sum(chance.random() < 0.06 + lift for _ in range(600)), sum(chance.random() < 0.06 for _ in range(150))
        mean = sum(bought) / 750
        error = (mean * (1 - mean) * (1 / 600 + 1 / 150)) ** 0.5
        seen += abs(bought[0] / 600 - bought[1] / 150) > Z_95 * error
    assert seen / 2_000 == pytest.approx(0.8, abs=0.04)
