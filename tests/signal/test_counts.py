"""Counts against sums of binomial chances in fractions."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.signal.counts import level, relative
from carteira_cli.signal.quantiles import share_95, t_95
from carteira_cli.signal.verdict import Method, Telling, told


def at_least(part: int, whole: int, share: Fraction) -> Fraction:
    return sum(
        (comb(whole, k) * share**k * (1 - share) ** (whole - k) for k in range(part, whole + 1)), start=Fraction(0)
    )


@given(st.integers(1, 60).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_at_the_bounds_of_a_share_each_tail_is_two_and_a_half_per_cent(counted):
    part, whole = counted
    low, high = share_95(part, whole)
    assert low == 0 if part == 0 else float(at_least(part, whole, Fraction(low))) == pytest.approx(0.025, rel=1e-9)
    above = 1 - at_least(part + 1, whole, Fraction(high)) if part < whole else None
    assert high == 1 if above is None else float(above) == pytest.approx(0.025, rel=1e-9)


@given(st.integers(0, 40), st.integers(1, 40), st.sampled_from([1, 3]), st.sampled_from([1, 3]))
def test_a_signal_is_what_an_equal_rate_explains_in_less_than_one_of_forty(now, before, exposed, exposed_before):
    interval = relative((now, exposed), (before, exposed_before))
    share, whole = Fraction(exposed, exposed + exposed_before), now + before
    more, fewer = at_least(now, whole, share), 1 - at_least(now + 1, whole, share)
    rare = min(more, fewer) < Fraction(1, 40)
    assert (told(Method.EXACT, interval).telling is Telling.SIGNAL) == rare


def test_three_to_two_is_noise_and_a_hundred_to_sixty_is_not():
    assert told(Method.EXACT, relative((2, 1), (3, 1))).telling is Telling.NOISE
    assert told(Method.EXACT, relative((60, 1), (100, 1))).telling is Telling.SIGNAL
    assert told(Method.EXACT, relative((60, 2), (30, 1))).telling is Telling.NOISE  # twice as long
    assert relative((5, 1), (0, 1)) is None


def test_the_bounds_of_a_single_count():
    assert [f"{bound:.3f}" for bound in level(10)] == ["4.795", "18.390"]  # Garwood (1936)
    assert [f"{bound:.3f}" for bound in level(0)] == ["0.000", "3.689"]


@pytest.mark.parametrize(("freedom", "quantile"), [(1, 12.7062), (7, 2.3646), (30, 2.0423), (1000, 1.9623)])
def test_students_t_is_that_of_the_tables(freedom, quantile):
    assert f"{t_95(freedom):.4f}" == f"{quantile:.4f}"


def test_many_counted_things_take_no_longer_than_few():
    low, high = share_95(1_000_000, 2_000_500)
    assert (low, high) == pytest.approx((0.4991822, 0.5005679), abs=1e-6)
