"""A clock of the year: by hand, and found again in simulated purchases."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.models.buying import fitted
from carteira_cli.models.cnbd import Cnbd
from carteira_cli.models.histories import grouped
from carteira_cli.models.season import (
    SeasonClock,
    estimated_clock,
    expected_by_month,
    month_of,
    observed_by_month,
    shrunk_factors,
)

EPOCH = date(1970, 1, 1)
CHRISTMAS = (700, 700, 800, 900, 1000, 1000, 900, 900, 1000, 1100, 1300, 1700)


def day(*when):
    return (date(*when) - EPOCH).days


def test_a_clock_by_hand():
    """From 30 November to 2 December: the two days of December, at 1.7 each."""
    clock = SeasonClock(CHRISTMAS)
    ends = np.array([day(2024, 11, 30), day(2024, 12, 2), day(2025, 1, 1)])
    assert list(clock.between(ends[:2], ends[1:])) == [3400, 29 * 1700 + 700]
    assert clock.at(np.array([0])) == [0]
    assert clock.at(np.array([-1])) == [-700]  # 1970-01-01 itself lies between
    assert list(SeasonClock().at(np.array([-365, 0, 7]))) == [-365_000, 0, 7000]
    assert len(clock.at(np.zeros(0, dtype=np.int64))) == 0
    with pytest.raises(ValueError, match="400 years"):
        clock.at(np.array([10**6]))


@given(st.lists(st.integers(-40_000, 40_000), min_size=1, max_size=10))
def test_a_clock_adds_up_day_by_day(days):
    clock = SeasonClock(CHRISTMAS)
    for one in days:
        month = date.fromordinal(EPOCH.toordinal() + one).month
        assert month_of(np.array([one]))[0] == month - 1
        assert clock.at(np.array([one]))[0] - clock.at(np.array([one - 1]))[0] == CHRISTMAS[month - 1]


def test_factors_are_drawn_towards_one_by_chance():
    """One year of 100 due a month: what varies no more than Poisson is no season; what varies more loses its chance.

    50 and 150 by turns: v = (12·2500 − 1200) ÷ (12·10⁴) = 0.24, so that 150 is (150 + 1/.24) ÷ (100 + 1/.24) = 1.48.
    """
    assert shrunk_factors([95, 105] * 6, [100] * 12, 0) == (1,) * 12
    found = shrunk_factors([50, 150] * 6, [100] * 12, 0)
    assert found == pytest.approx([1 - 0.48, 1 + 0.48] * 6)
    assert shrunk_factors([150, 50] * 6, [100] * 12, 1) == pytest.approx(found)  # the first month is February
    assert shrunk_factors([50, 150] * 3, [10] * 6, 0)[6:] == (1,) * 6  # of these nothing is known; the level is none
    assert shrunk_factors([0] * 12, [0] * 12, 0) == (1,) * 12


def test_a_month_that_varies_from_year_to_year_is_less_of_a_season():
    steady = shrunk_factors([50, 150] * 18, [100] * 36, 0)
    loose = shrunk_factors([*[20, 240] * 6, *[80, 60] * 6, *[50, 150] * 6], [100] * 36, 0)
    assert 1 < loose[1] < steady[1] < 1.5


def test_purchases_by_month():
    days = np.array([day(2024, 1, 31), day(2024, 2, 1), day(2024, 4, 30)])
    assert list(observed_by_month(days, day(2024, 1, 15), day(2024, 4, 30))) == [1, 1, 0, 1]
    model = Cnbd(1.0, 9e5, 1.0, 3.0)
    first, many = np.array([day(2024, 1, 31), day(2024, 3, 10)]), np.array([5, 2])
    due = expected_by_month(model, SeasonClock(), first, many, day(2024, 4, 15))
    by_hand = [model.expected_of_new(np.array([t * 1000.0]))[0] for t in (29, 60, 75, 21, 36)]
    assert due == pytest.approx([
        0, 5 * by_hand[0], 5 * (by_hand[1] - by_hand[0]) + 2 * by_hand[3],
        5 * (by_hand[2] - by_hand[1]) + 2 * (by_hand[4] - by_hand[3]),
    ])  # fmt: skip


@pytest.mark.slow
def test_the_season_of_simulated_customers_is_found():
    """8,000 customers of two and a half years, who buy by a clock and leave: factors within 8 %, and only then."""
    chance = np.random.default_rng(12)
    begin, until, size = day(2022, 1, 1), day(2024, 6, 30), 8_000
    first = chance.integers(begin, until - 60, size)
    rate, leaves = chance.gamma(1.2, size=size) / 60_000, chance.beta(0.8, 4.0, size=size)
    passed = SeasonClock(CHRISTMAS).at(np.arange(begin, until + 1))
    who, when = [], []
    for customer in range(size):
        clock = float(passed[first[customer] - begin])
        while chance.random() >= leaves[customer]:
            clock += chance.exponential() / rate[customer]
            bought = int(np.searchsorted(passed, clock)) + begin
            if bought > until:
                break
            who.append(customer)
            when.append(bought)
    bought = np.array(sorted(set(zip(who, when, strict=True))))
    bought = bought[bought[:, 1] > first[bought[:, 0]]]

    def fit(clock):
        x, last = np.bincount(bought[:, 0], minlength=size), first.copy()
        np.maximum.at(last, bought[:, 0], bought[:, 1])
        ends = np.full(size, until)
        return fitted(Cnbd(), grouped(x, clock.between(first, last), clock.between(first, ends))[0]).model

    days, counts = np.unique(first, return_counts=True)
    observed = observed_by_month(bought[:, 1], int(days[0]), until)
    found = estimated_clock(fit, days, counts, observed, until)
    assert found.factors == pytest.approx(CHRISTMAS, rel=0.08)
    assert sum(found.factors) == pytest.approx(12_000, abs=6)
