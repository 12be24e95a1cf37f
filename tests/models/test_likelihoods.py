"""Likelihoods against their definitions, integrated by another library, and gradients against differences."""

from __future__ import annotations

from itertools import pairwise
from math import exp, lgamma, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carteira_cli.models.betageo import Lasting, LastingLikelihood
from carteira_cli.models.cnbd import Cnbd
from carteira_cli.models.gammagamma import SpendLikelihood, Spends
from carteira_cli.models.histories import grouped
from carteira_cli.models.paretonbd import ParetoNbd
from carteira_cli.models.waiting import Waiting
from tests.models.over_rates import chances, rates

KINDS = [ParetoNbd(), *(Cnbd(k=k, modified=modified) for k in range(1, 7) for modified in (False, True))]
logs = st.lists(st.floats(-3, 3), min_size=4, max_size=4).map(np.array)


@st.composite
def customers(draw):
    """x, t_x and T in units of a week: short and long histories, of which some are known up to the last purchase."""
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        x = draw(st.one_of(st.integers(0, 4), st.integers(5, 900)))
        recency = draw(st.floats(0.1, 50)) if x else 0.0
        rows.append((x, recency, recency + draw(st.one_of(st.just(0.0), st.floats(0.01, 50))), draw(st.integers(1, 9))))
    x, recency, age, weight = map(np.array, zip(*rows, strict=True))
    return grouped(x, recency, age, x * np.log(np.maximum(recency, 0.1) / np.maximum(x, 1)), weight)[0]


def assert_gradient(likelihood, at, step=1e-5):
    """The gradient is that of central differences, to what these can tell."""
    value, gradient = likelihood(at)
    assert np.isfinite(value)
    for place, slope in enumerate(gradient):
        moved = step * (np.arange(len(at)) == place)
        found = (likelihood(at + moved)[0] - likelihood(at - moved)[0]) / (2 * step)
        assert slope == pytest.approx(found, rel=1e-5, abs=1e-7 * max(abs(value), 1))


@given(st.sampled_from(KINDS), customers(), logs)
def test_gradients_of_buying(kind, rows, at):
    assert_gradient(kind.likelihood(rows), at)


@given(st.lists(st.tuples(st.integers(1, 200), st.integers(1, 10**6)), min_size=1, max_size=8), logs)
def test_gradients_of_spend(rows, at):
    count, mean = zip(*rows, strict=True)
    assert_gradient(SpendLikelihood(Spends.of(count, np.array(mean) / 10**5)), at[:3])


counts = st.lists(st.integers(0, 500), min_size=1, max_size=12).map(tuple)


@given(counts, counts, logs)
def test_gradients_of_contracts(ended, going, at):
    assert_gradient(LastingLikelihood(Lasting(ended, going)), at[:2])


@pytest.mark.parametrize(("n", "s", "first", "second"), [
    (0.5, 0.6, 0.3, 0.4), (3.5, 0.6, 12, 11), (0.01, 0.02, 0.01, 3), (900.5, 0.6, 900, 20),
    (2.5, 30, 400, 4), (0.7, 1000, 20, 2000), (40, 0.2, 6, 0.002), (90, 1e5, 5, 1e6),
])  # fmt: skip
@pytest.mark.parametrize("length", [0.01, 1.0, 30.0])
def test_the_integral_of_pareto(n, s, first, second, length):
    """Against adaptive quadrature, in pieces that no peak is narrower than."""
    from scipy.integrate import quad

    def integrand(y):
        return exp(-n * log(1 + y / first) - (s + 1) * log(1 + y / second))

    pieces = [0.0, *(length * 10.0**-power for power in range(6, -1, -1))]
    found = [quad(integrand, *ends, epsabs=0, epsrel=1e-12)[0] for ends in pairwise(pieces)]
    told = Waiting(np.array([n]), s, np.array([first]), np.array([second]), np.array([length]))
    assert exp(told.log_integral[0]) == pytest.approx(sum(found), rel=1e-6)


@pytest.mark.parametrize("k", [1, 2, 3, 6])
@pytest.mark.parametrize("modified", [False, True])
def test_the_likelihood_of_regular_buyers(k, modified):
    """Each history given λ and p, averaged over both: ∏ Erlang gaps, then no purchase or gone."""
    r, alpha, a, b = 1.5, 4.0, 1.3, 2.2
    (rate, often), (leaves, so_often) = rates(r, alpha), chances(a, b)
    for gaps, silent in (((), 5.0), ((3.0,), 9.0), ((1.0, 2.0, 4.0), 2.0)):
        x = len(gaps)
        bought = np.prod([rate**k * gap ** (k - 1) / exp(lgamma(k)) * np.exp(-rate * gap) for gap in gaps], axis=0)
        waits = sum((rate * silent) ** j / exp(lgamma(j + 1)) for j in range(k)) * np.exp(-rate * silent)
        stayed = (1 - leaves) ** (max(x - 1, 0) + int(modified and x > 0))
        may_leave = x > 0 or modified
        history = bought * stayed * (leaves + (1 - leaves) * waits if may_leave else waits)
        rows, _ = grouped([x], [sum(gaps)], [sum(gaps) + silent], [sum(map(log, gaps))])
        value, _ = Cnbd(k=k, modified=modified).likelihood(rows)(np.log([r, alpha, a, b]))
        assert value == pytest.approx(log((history * often * so_often).sum()), abs=1e-6)  # Σ ln(gap) is rounded
