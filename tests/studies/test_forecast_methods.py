"""Which method speaks, how far off it was, in what range it may be: by hand."""

from __future__ import annotations

from math import exp, log, sqrt

import pytest

from carteira_cli.period import parse_period
from carteira_cli.studies.prever.course import following
from carteira_cli.studies.prever.methods import MODEL, NAIVE, SEASONAL, YEAR, Tried, best, mean_error, range_of, shared

RIGHT, OFF = [Tried(100, 100)] * 3, [Tried(110, 100)] * 3


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("2024-Q4", "2025-Q1"),
        ("2024-12", "2025-01"),
        ("2024-S1", "2024-S2"),
        ("2023", "2024"),
        ("2024-W52", "2025-W01"),
        ("2020-W53", "2021-W01"),
        ("2024-11..2024-12", "2025-01-01..2025-02-28"),
        ("2024-01-31..2024-02-09", "2024-02-10..2024-02-19"),
    ],
)
def test_the_period_after(asked: str, then: str) -> None:
    found = following(parse_period(asked))
    assert found.label == then
    assert found.start == parse_period(asked).end


def test_the_mean_error_of_amounts_and_of_rates() -> None:
    made = [Tried(110, 100), Tried(90, 100), Tried(100, 125)]
    assert mean_error("receita", made) == pytest.approx((0.10 + 0.10 + 0.20) / 3)
    assert mean_error("churn", [Tried(0.12, 0.10), Tried(0.05, 0.06)]) == pytest.approx(0.015)
    assert mean_error("receita", []) is None
    assert mean_error("receita", [Tried(5, 0)]) is None  # a share of nothing


def test_the_method_that_was_least_wrong_speaks_and_of_equals_the_simplest() -> None:
    assert best("receita", {NAIVE: OFF, MODEL: RIGHT}) == MODEL
    assert best("receita", {NAIVE: RIGHT, MODEL: OFF}) == NAIVE
    assert best("receita", {NAIVE: OFF, MODEL: OFF, YEAR: OFF}) == NAIVE
    assert best("receita", {}) == NAIVE


def test_errors_are_held_against_each_other_over_the_origins_that_are_shared() -> None:
    naive = [*OFF, Tried(200, 100)]
    assert shared({NAIVE: naive, YEAR: RIGHT}) == {NAIVE: OFF, YEAR: RIGHT}  # three of four
    assert shared({NAIVE: naive, YEAR: RIGHT[:2]}) == {NAIVE: naive, YEAR: RIGHT[:2]}  # two of four: left as it is
    assert shared({NAIVE: naive * 3, SEASONAL: RIGHT}) == {NAIVE: naive * 3, SEASONAL: RIGHT}
    assert shared({}) == {}


def test_the_range_of_past_errors_of_an_amount() -> None:
    """Around the forecast, and the wider the further off earlier ones were, though all were too low."""
    made = [Tried(100, 110), Tried(100, 120), Tried(200, 220)]
    errors = [log(1.1), log(1.2), log(1.1)]
    reach = 1.6377443536962102 * sqrt(sum(one**2 for one in errors) / 3)  # t of 3 degrees of freedom, 90 %
    found = range_of("receita", 1000.0, made)
    assert (found.low, found.high) == pytest.approx((1000 * exp(-reach), 1000 * exp(reach)))


def test_the_range_of_a_rate_stays_between_nothing_and_all() -> None:
    found = range_of("churn", 0.05, [Tried(0.10, 0.30), Tried(0.30, 0.10), Tried(0.2, 0.2)])
    assert found.low == 0
    assert found.high == pytest.approx(0.05 + 1.6377443536962102 * sqrt((0.2**2 + 0.2**2) / 3))


def test_a_range_of_more_than_ten_times_says_nothing() -> None:
    assert range_of("receita", 10.0, [Tried(1, 100), Tried(100, 1)]) is None


@pytest.mark.parametrize(("value", "made"), [(None, RIGHT), (10.0, []), (10.0, RIGHT[:1])])
def test_no_range_without_two_errors(value, made) -> None:
    assert range_of("receita", value, made) is None
