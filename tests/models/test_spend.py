"""Gamma-Gamma: by hand, against its definition, and where there is little to fit."""

from __future__ import annotations

from math import lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carteira_cli.models.gammagamma import GammaGamma, SpendLikelihood, Spends, fitted_spend, spend_correlation
from tests.models import cdnow
from tests.models.over_rates import rates


def test_means_by_hand():
    """p 6, q 4, γ 15: all spend 30; after one purchase of 60 one expects 6 · 75 ÷ 9 = 50, after a thousand 59.99."""
    model = GammaGamma(6.0, 4.0, 15.0)
    assert model.population_mean == 30
    assert list(model.mean([1, 1000], [60.0, 60.0])) == [50, 6 * 60_015 / 6003]
    assert model.variance_known


def test_where_a_mean_is_infinite():
    """q ≤ 1: nobody knows what all spend; q ≤ 2: nor how much it varies. Own means take over where none is."""
    assert GammaGamma(2.0, 1.0, 1.0).population_mean is None
    assert not GammaGamma(2.0, 2.0, 1.0).variance_known
    assert list(GammaGamma(0.2, 0.5, 1.0).mean([1, 2], [7.0, 7.0])) == [7, 7]


@pytest.mark.parametrize(("count", "mean"), [(1, 0.4), (3, 2.0), (12, 0.9)])
def test_the_likelihood_by_its_definition(count, mean):
    """Of a mean of x values that are Gamma(p, ν), over all ν ~ Gamma(q, γ)."""
    p, q, gamma = 2.5, 3.1, 1.7
    scale, often = rates(q, gamma)
    shape = p * count
    density = np.exp((shape - 1) * log(mean) - scale * count * mean - lgamma(shape)) * (scale * count) ** shape
    value, _ = SpendLikelihood(Spends.of([count], [mean]))(np.log([p, q, gamma]))
    assert value == pytest.approx(log((density * often).sum()), abs=1e-9)


@pytest.mark.slow
def test_any_currency_and_any_order():
    """CDNOW in cents, from behind, and counted: the same but for the unit, to the last digit where there is none."""
    spends = cdnow.spends()
    found, cents = fitted_spend(spends), fitted_spend(spends.scaled(0.01))
    assert cents.estimate.values == pytest.approx(np.array(found.estimate.values) * [1, 1, 100], rel=1e-6)
    again = fitted_spend(Spends.of(spends.count[::-1], spends.mean[::-1], spends.weight[::-1]))
    assert (again.estimate.values, again.estimate.errors) == (found.estimate.values, found.estimate.errors)
    each = Spends.of(np.repeat(spends.count, spends.weight), np.repeat(spends.mean, spends.weight))
    assert fitted_spend(each).estimate.values == found.estimate.values


@pytest.mark.slow
def test_simulated_spend_is_recovered():
    chance = np.random.default_rng(9)
    count = chance.integers(1, 9, 30_000)
    scale = chance.gamma(4.0, size=30_000) / 20.0
    found = fitted_spend(Spends.of(count, chance.gamma(6.0 * count) / scale / count))
    for value, error, true in zip(found.estimate.values, found.estimate.errors, (6.0, 4.0, 20.0), strict=True):
        assert abs(value - true) < 3 * error


def test_nothing_to_fit():
    assert fitted_spend(Spends.of([1, 2, 3], [9.9, 9.9, 9.9])) is None
    assert fitted_spend(Spends.of([1], [9.9])) is None
    with pytest.raises(ValueError, match="no purchases"):
        fitted_spend(Spends.of([0, 1], [5.0, 0.0]))


@pytest.mark.slow
@settings(max_examples=8)
@given(st.lists(st.tuples(st.integers(1, 30), st.floats(0.01, 1e7)), min_size=2, max_size=6))
def test_any_spends_give_numbers(rows):
    count, mean = zip(*rows, strict=True)
    found = fitted_spend(Spends.of(count, mean))
    if found is not None:
        told = found.model.mean(count, mean)
        assert np.isfinite(told).all()
        assert (told > 0).all()


def test_correlation_with_frequency():
    """Ranks 1 2½ 2½ 4 and 1 3 2 4 of four customers: 0.948683…; and weights count as so many rows."""
    told = spend_correlation(Spends.of([1, 2, 2, 9], [5.0, 8.0, 7.0, 10.0]))
    assert told.spearman == pytest.approx(4.5 / (4.5 * 5) ** 0.5)
    assert told.pearson == pytest.approx(np.corrcoef([1, 2, 2, 9], [5, 8, 7, 10])[0, 1])
    double = spend_correlation(Spends.of([1, 2, 2, 9] * 2, [5.0, 8.0, 7.0, 10.0] * 2))
    assert double.pearson == pytest.approx(told.pearson)
    alike = spend_correlation(Spends.of([1, 1], [5.0, 8.0]))
    assert (alike.pearson, alike.spearman) == (None, None)
    assert spend_correlation(Spends.of([], [])).pearson is None
