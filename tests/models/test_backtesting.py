"""What predictions were worth: by hand, and the same for any order of customers."""

from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.models.backtesting import (
    CustomerErrors,
    brier,
    calibration,
    customer_errors,
    mean_relative_error,
    range_of_rate,
    range_of_total,
)


def test_errors_by_hand():
    """Off by 1, −1, 0 and 2: squares of mean 6/4; of 8 purchases 10 were told; the best of four made 4 of 8."""
    found = customer_errors([1, 2, 4, 3], [0, 3, 4, 1])
    assert found == CustomerErrors(
        4, pytest.approx(1.5**0.5), 1.0, pytest.approx(5 / (5 * 10) ** 0.5), 0.5, pytest.approx(2 / 8)
    )


def test_ties_for_the_last_place_share_it():
    """Twenty customers, two places: one stands out and made 5; three tie for the other and made 0, 1 and 2 of 10."""
    predicted = [9, 4, 4, 4, *[1] * 16]
    happened = [5, 0, 1, 2, 2, *[0] * 15]
    assert customer_errors(predicted, happened).captured == pytest.approx((5 + 1) / 10)


def test_what_cannot_be_said_is_none():
    assert customer_errors([], []) == CustomerErrors(0, None, None, None, None, None)
    nothing = customer_errors([1.0, 2.0], [0, 0])
    assert (nothing.correlation, nothing.captured, nothing.bias) == (None, None, None)
    assert brier([], []) is None
    assert mean_relative_error([(5, 0)]) is None
    assert range_of_total(0, [(1, 2), (2, 2)]) is None
    assert range_of_total(5, [(1, 2), (2, 0)]) is None
    assert range_of_rate(0.5, [(0.5, 0.5)]) is None


pairs = st.lists(st.tuples(st.floats(0, 50), st.integers(0, 50)), min_size=1, max_size=40)


@given(pairs, st.randoms(use_true_random=False))
def test_the_order_of_customers_says_nothing(rows, shuffle):
    told = customer_errors(*zip(*rows, strict=True))
    shuffle.shuffle(rows)
    assert customer_errors(*zip(*rows, strict=True)) == told
    assert told.captured is None or -1e-9 <= told.captured <= 1 + 1e-9
    assert told.correlation is None or -1 <= told.correlation <= 1
    assert told.mae <= told.rmse + 1e-9


def test_probabilities_by_bands():
    """0.05 and 0.15 are in the first, 0.2 begins the second, 1 is in the last; the others are empty."""
    bands = calibration([0.05, 0.15, 0.2, 1.0], [0, 1, 0, 1])
    assert [(band.low, band.customers) for band in bands] == [(0, 2), (0.2, 1), (0.4, 0), (0.6, 0), (0.8, 1)]
    assert (bands[0].predicted, bands[0].happened) == (pytest.approx(0.1), 0.5)
    assert (bands[2].predicted, bands[2].happened) == (None, None)
    assert brier([0.05, 0.15, 0.2, 1.0], [0, 1, 0, 1]) == pytest.approx((0.0025 + 0.7225 + 0.04) / 4)


def test_ranges_by_hand():
    """Log errors ln 1.1 and ln 0.9, two degrees of freedom: t at 90 % is 1.8856, times their root mean square."""
    found = range_of_total(200, [(100, 110), (100, 90), (0, 5)])
    reach = 1.8856180831641267 * ((log(1.1) ** 2 + log(0.9) ** 2) / 2) ** 0.5
    assert (found.low, found.high) == pytest.approx((200 * exp(-reach), 200 * exp(reach)))
    assert found.origins == 2
    assert mean_relative_error([(110, 100), (80, 100), (1, 0)]) == pytest.approx(0.15)
    rate = range_of_rate(0.5, [(0.4, 0.5), (0.4, 0.45), (0.3, 0.3)])
    reach = 1.6377443536962102 * ((0.1**2 + 0.05**2) / 3) ** 0.5
    assert (rate.low, rate.high) == pytest.approx((0.5 - reach, 0.5 + reach))
    assert range_of_rate(0.99, [(0.1, 0.5), (0.5, 0.1)]).high == 1


def test_ranges_hold_four_in_five():
    """2,000 predictions with errors of a normal distribution, four origins each: 80 % lie within."""
    chance = np.random.default_rng(6)
    errors = np.exp(chance.normal(0, 0.2, (2_000, 5)))
    found = [range_of_total(1.0, [(1.0, one) for one in row[:4]]) for row in errors]
    inside = np.mean([told.low <= row[4] <= told.high for told, row in zip(found, errors, strict=True)])
    assert inside == pytest.approx(0.8, abs=3 * (0.16 / 2000) ** 0.5)
