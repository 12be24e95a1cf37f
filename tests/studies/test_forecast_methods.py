"""Which method speaks, how far off it was, in what range it may be: by hand."""

from __future__ import annotations

from math import exp, log, sqrt

import pytest

from carteira_cli.period import parse_period
from carteira_cli.studies.prever.course import following
from carteira_cli.studies.prever.methods import MODEL, NAIVE, SEASONAL, YEAR, Made, best, mean_error, range_of

RIGHT, OFF = [Made(100, 100)] * 3, [Made(110, 100)] * 3


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
    made = [Made(110, 100), Made(90, 100), Made(100, 125)]
    assert mean_error("receita", made) == pytest.approx((0.10 + 0.10 + 0.20) / 3)
    assert mean_error("churn", [Made(0.12, 0.10), Made(0.05, 0.06)]) == pytest.approx(0.015)
    assert mean_error("receita", []) is None
    assert mean_error("receita", [Made(5, 0)]) is None  # a share of nothing


def test_the_method_that_was_least_wrong_speaks_and_of_equals_the_simplest() -> None:
    assert best("receita", {NAIVE: OFF, MODEL: RIGHT}) == MODEL
    assert best("receita", {NAIVE: RIGHT, MODEL: OFF}) == NAIVE
    assert best("receita", {NAIVE: OFF, MODEL: OFF, YEAR: OFF}) == NAIVE
    assert best("receita", {}) == NAIVE


def test_a_method_tried_less_often_speaks_if_it_was_the_best_of_three_origins_or_more() -> None:
    naive = [Made(101, 100)] * 3 + [Made(200, 100)]
    assert best("receita", {NAIVE: OFF, YEAR: RIGHT[:2]}) == NAIVE
    assert best("receita", {NAIVE: naive, YEAR: RIGHT}) == YEAR
    assert best("receita", {NAIVE: naive, YEAR: [Made(102, 100)] * 3}) == NAIVE  # over these three, not over all four


def test_a_model_of_seasons_speaks_after_three_origins_only() -> None:
    assert best("receita", {NAIVE: OFF, MODEL: OFF, SEASONAL: RIGHT}) == SEASONAL
    assert best("receita", {NAIVE: OFF[:2], MODEL: OFF[:2], SEASONAL: RIGHT[:2]}) == NAIVE


def test_the_range_of_past_errors_of_an_amount() -> None:
    made = [Made(100, 110), Made(100, 90), Made(200, 220)]
    errors = [log(1.1), log(0.9), log(1.1)]
    mean = sum(errors) / 3
    spread = sqrt(sum((one - mean) ** 2 for one in errors) / 2)
    reach = 1.885618083164127 * spread * sqrt(1 + 1 / 3)  # t of 2 degrees of freedom, 90 %
    found = range_of("receita", 1000.0, made)
    assert (found.low, found.high) == pytest.approx((1000 * exp(mean - reach), 1000 * exp(mean + reach)))


def test_the_range_of_a_rate_stays_between_nothing_and_all() -> None:
    found = range_of("churn", 0.05, [Made(0.10, 0.30), Made(0.30, 0.10), Made(0.2, 0.2)])
    assert found.low == 0
    assert found.high == pytest.approx(0.05 + 1.885618083164127 * 0.2 * sqrt(4 / 3))


@pytest.mark.parametrize(("value", "made"), [(None, RIGHT), (10.0, []), (10.0, RIGHT[:1])])
def test_no_range_without_two_errors(value, made) -> None:
    assert range_of("receita", value, made) is None
