"""The adjusted interval of a net promoter score, against the variance of the signs of all answers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.signal.surveys import net_score

Z = 1.959963984540054
COUNTS = st.integers(0, 10**6)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [((24, 4, 12), "1.3", "54.5"), ((5, 0, 0), "17.5", "100.0"), ((0, 0, 5), "-100.0", "-17.5")],
)
def test_worked_by_hand(counts, low, high):
    assert [f"{100 * bound:.1f}" for bound in net_score(*counts)] == [low, high]


def test_nobody_answered():
    assert net_score(0, 0, 0) is None


@given(COUNTS, COUNTS, COUNTS)
def test_it_is_the_mean_of_signs_with_three_answers_more(promoters, passives, detractors):
    weights = {1: promoters + 0.75, 0: passives + 1.5, -1: detractors + 0.75}
    many = sum(weights.values())
    mean = sum(sign * count for sign, count in weights.items()) / many
    spread = sum(count * (sign - mean) ** 2 for sign, count in weights.items()) / many
    reach = Z * math.sqrt(spread / many)
    found = net_score(promoters, passives, detractors)
    if not promoters + passives + detractors:
        assert found is None
        return
    assert found == pytest.approx((max(-1, mean - reach), min(1, mean + reach)), abs=1e-9)
    assert net_score(detractors, passives, promoters) == pytest.approx((-found[1], -found[0]), abs=1e-9)
