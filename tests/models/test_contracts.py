"""Beta-geometric: by hand, against sums over chances, and where contracts say little."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.models.betageo import BetaGeometric, Lasting, LastingLikelihood, fitted_lasting
from tests.models.over_rates import chances


def test_by_hand():
    """a = b = 1: half end at the first renewal, a third of the others at the second; S is 1, 1/2, 1/3, 1/4."""
    model = BetaGeometric(1.0, 1.0)
    assert model.survival(3) == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4])
    assert [model.hazard(t) for t in (1, 2, 3)] == pytest.approx([1 / 2, 1 / 3, 1 / 4])
    assert model.survival(2, age=2) == pytest.approx([1, 3 / 4, 3 / 5])
    assert model.residual(2, 2) == pytest.approx(3 / 4 + 3 / 5)
    assert model.residual(2, 2, 0.1) == pytest.approx(3 / 4 / 1.1 + 3 / 5 / 1.21)
    assert model.residual(2, 0) == 0


def test_the_likelihood_is_that_of_chances():
    a, b = 1.3, 4.2
    leaves, often = chances(a, b, 400)
    ended, going = (3, 0, 2), (1, 4, 0)
    told = 0.0
    for t in range(3):
        stays = (1 - leaves) ** t
        told += ended[t] * log((often * stays * leaves).sum()) + going[t] * log((often * stays).sum())
    value, _ = LastingLikelihood(Lasting(ended, going))(np.log([a, b]))
    assert value == pytest.approx(told, abs=1e-9)


def test_rows_are_counted():
    rows = Lasting.counted(np.array([0, 2, 0, 1]), np.array([1, 0, 0, 1]), np.array([5, 1, 2, 3]))
    assert rows == Lasting((5, 3, 0), (2, 0, 1))
    assert rows.contracts == 11
    assert Lasting.counted(np.array([1]), np.array([1])) == Lasting((0, 1), (0, 0))
    assert Lasting.of_survivors([1000, 869, 743]) == Lasting((131, 126, 0)[:2], (0, 0, 743))


@pytest.mark.slow
@pytest.mark.parametrize(("survivors", "shapes"), [
    ([1000, 631, 468, 382, 326, 289, 262, 241], (0.704, 1.182)),
    ([1000, 869, 743, 653, 593, 551, 517, 491], (0.668, 3.806)),
], ids=["regular", "high end"])  # fmt: skip
def test_both_segments_of_the_paper(survivors, shapes):
    """Fader and Hardie 2007, seven renewals."""
    found = fitted_lasting(Lasting.of_survivors(survivors))
    assert found.estimate.values == pytest.approx(shapes, abs=1e-3)
    assert found.spread_known
    assert found.estimate.converged


@pytest.mark.slow
def test_contracts_that_are_all_alike():
    """One in five at every renewal: the shapes go to the end of what is searched, the chance is 20 % all the same."""
    found = fitted_lasting(Lasting.of_survivors([3125, 2500, 2000, 1600, 1280, 1024]))
    assert not found.spread_known
    assert found.model.hazard(1) == pytest.approx(0.2, abs=1e-3)
    assert found.estimate.known((("a", 1), ("b", -1)))


@pytest.mark.slow
def test_simulated_contracts_are_recovered():
    """Some began late, and still go."""
    chance = np.random.default_rng(3)
    leaves = chance.beta(0.7, 2.0, 40_000)
    lasts, seen = chance.geometric(leaves) - 1, chance.integers(0, 12, 40_000)
    found = fitted_lasting(Lasting.counted(np.minimum(lasts, seen), (lasts < seen).astype(np.int64)))
    for value, error, true in zip(found.estimate.values, found.estimate.errors, (0.7, 2.0), strict=True):
        assert abs(value - true) < 3 * error


@pytest.mark.parametrize(("ended", "going", "why"), [((0, 0), (3, 4), "none ended"), ((7,), (2,), "none survived")])
def test_nothing_to_fit(ended, going, why):
    with pytest.raises(ValueError, match=why):
        fitted_lasting(Lasting(ended, going))


@given(st.floats(0.01, 1e6), st.floats(0.01, 1e6), st.integers(0, 30))
def test_survival_and_hazards_are_one_story(a, b, age):
    model = BetaGeometric(a, b)
    kept = np.cumprod([1 - model.hazard(age + t) for t in range(1, 6)])
    assert model.survival(5, age)[1:] == pytest.approx(kept, rel=1e-9)
