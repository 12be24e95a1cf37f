"""Intervals of shares and of their differences, against the formulas as they were published, in plain Python."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.signal.rates import newcombe, wilson
from carteira_cli.signal.verdict import Method, Telling, told

Z = 1.959963984540054


def bounds(successes: int, trials: int) -> tuple[float, float]:
    """The roots of (p̂ − p)² = z² p (1 − p) ÷ n, which is how Wilson (1927) has it."""
    share = successes / trials
    a, b, c = 1 + Z * Z / trials, -(2 * share + Z * Z / trials), share * share
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def difference(now: tuple[int, int], before: tuple[int, int]) -> tuple[float, float]:
    (low1, high1), (low0, high0) = bounds(*now), bounds(*before)
    p1, p0 = now[0] / now[1], before[0] / before[1]
    return p1 - p0 - math.hypot(p1 - low1, high0 - p0), p1 - p0 + math.hypot(high1 - p1, p0 - low0)


@pytest.mark.parametrize(
    ("now", "before", "low", "high", "telling"),
    [
        ((56, 70), (48, 80), "0.0524", "0.3339", Telling.SIGNAL),  # Newcombe (1998), table II, (a), method 10
        ((31, 196), (30, 192), "-0.0712", "0.0747", Telling.NOISE),
        ((9, 10), (3, 10), "0.1705", "0.8090", Telling.SIGNAL),  # (b)
        ((10, 10), (0, 10), "0.6075", "1.0000", Telling.SIGNAL),  # (h)
        ((0, 10), (0, 10), "-0.2775", "0.2775", Telling.NOISE),
    ],
)
def test_the_interval_of_a_difference_to_the_digit(now, before, low, high, telling):
    found = newcombe(now, before)
    assert [f"{bound:.4f}" for bound in found] == [low, high]
    assert told(Method.NEWCOMBE, found).telling is telling


PARTS = st.integers(1, 10**6).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))


@given(PARTS, PARTS)
def test_any_difference_is_as_the_published_formula_has_it(now, before):
    assert newcombe(now, before) == pytest.approx(difference(now, before), abs=1e-9)
    turned = newcombe(before, now)
    assert turned == pytest.approx(tuple(-bound for bound in reversed(newcombe(now, before))), abs=1e-12)


def test_nothing_of_nothing():
    assert wilson(0, 0) is None
    assert newcombe((1, 2), (0, 0)) is None
    assert told(Method.NEWCOMBE, None).telling is Telling.NO_BASIS
