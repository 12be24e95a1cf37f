"""Chances are of the same method as the intervals, and many are corrected for together."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.signal import counts, means
from carteira_cli.signal.means import StandardError
from carteira_cli.signal.rates import newcombe
from carteira_cli.signal.several import holm, of_counts, of_means, of_shares

shares = st.integers(1, 400).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))
CLOSE = 1e-6  # as near to 5 % as that, the interval ends at 0 and either may be said


@given(shares, shares)
def test_a_chance_of_shares_is_below_five_per_cent_where_the_interval_leaves_0_out(now, before):
    low, high = newcombe(now, before)
    chance = of_shares(now, before)
    assert chance > 0.05 - CLOSE if low <= 0 <= high else chance < 0.05 + CLOSE


@given(st.integers(0, 60), st.integers(1, 60), st.sampled_from((1.0, 3.0)), st.sampled_from((1.0, 3.0)))
def test_a_chance_of_counts_is_the_exact_binomial_one(late, early, exposed, before):
    every, share = late + early, exposed / (exposed + before)
    tails = [comb(every, n) * share**n * (1 - share) ** (every - n) for n in range(every + 1)]
    chance = of_counts((late, exposed), (early, before))
    assert chance == pytest.approx(min(1.0, 2 * min(sum(tails[late:]), sum(tails[: late + 1]))), abs=1e-9)
    low, high = counts.relative((late, exposed), (early, before))
    assert chance > 0.05 - CLOSE if low <= 0 <= high else chance < 0.05 + CLOSE


@given(st.floats(-9, 9), st.floats(0.1, 3), st.integers(8, 500))
def test_a_chance_of_sums_is_that_of_students_t(change, error, customers):
    found = StandardError(error, customers)
    low, high = means.around(change, found)
    chance = of_means(change, found)
    assert chance > 0.05 - CLOSE if low <= 0 <= high else chance < 0.05 + CLOSE


def test_without_a_basis_there_is_no_chance():
    assert of_shares((1, 2), (0, 0)) is None
    assert of_counts((3, 1.0), (0, 1.0)) is None
    assert of_means(1.0, StandardError(1.0, 7)) is None
    assert (of_means(0.0, StandardError(0.0, 9)), of_means(1.0, StandardError(0.0, 9))) == (1.0, 0.0)


def test_holm_by_hand():
    """Four: 4 × 0.01, 3 × 0.013, 2 × 0.03, 0.5; none smaller than the one before it."""
    assert holm([0.03, 0.01, 0.5, 0.013]) == pytest.approx([0.06, 0.04, 0.5, 0.04])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_only_makes_chances_larger_and_keeps_their_order(chances):
    found = holm(chances)
    assert all(one >= other for one, other in zip(found, chances, strict=True))
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    assert [found[place] for place in order] == sorted(found)
