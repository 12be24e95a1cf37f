"""Control charts by hand."""

from __future__ import annotations

import pytest

from carteira_cli.signal.control import individuals, shares


def test_the_limits_of_a_series_of_amounts_to_the_digit():
    found = individuals([15, 14, 16, 15, 17, 14, 15, 16, 15])
    assert [f"{one:.2f}" for one in (found.centre, found.low, found.high)] == ["15.22", "11.23", "19.21"]
    assert found.beyond(21)
    assert not found.beyond(19)


def test_the_limits_of_shares_by_hand():
    """p̄ = 30 ÷ 200; z = ∓1.4003 and so on: σ_z is the mean of their steps ÷ 1.128."""
    points = [(10, 100), (20, 100)]
    sigma = (0.15 * 0.85 / 100) ** 0.5
    wider = (0.10 / sigma) / 1.128
    first, second = shares(points)
    assert first == second
    assert (first.centre, first.low, first.high) == pytest.approx(
        (0.15, max(0, 0.15 - 3 * wider * sigma), 0.15 + 3 * wider * sigma)
    )


def test_the_fewer_the_wider_and_within_0_and_1():
    few, many, most = shares([(5, 10), (470, 1000), (52_000, 100_000)])
    assert few.low < many.low < most.low < most.high < many.high < few.high
    assert few.low >= 0
    assert few.high <= 1


def test_shares_that_never_vary_have_no_room():
    assert not shares([(0, 10), (0, 20)])[0].beyond(0)
    assert shares([(0, 10), (0, 20)])[0].beyond(0.1)
