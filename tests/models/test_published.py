"""What papers, notes and a second program have published of these models comes out."""

from __future__ import annotations

import numpy as np
import pytest

from carteira_cli.models.betageo import Lasting, fitted_lasting
from carteira_cli.models.buying import fitted
from carteira_cli.models.cnbd import Cnbd
from carteira_cli.models.gammagamma import GammaGamma, fitted_spend
from carteira_cli.models.histories import Histories
from carteira_cli.models.paretonbd import ParetoNbd
from carteira_cli.models.regularity import regularity
from tests.models import cdnow

BG = Cnbd(0.24259, 4.4136, 0.79292, 2.4259, modified=False)
FITS = {
    "bg": (Cnbd(modified=False), (0.24259, 4.4136, 0.79292, 2.4259), -9582.429, 1917),
    "mbg": (Cnbd(), (0.524843, 6.183085, 0.891359, 1.614002), -9582.1357, 1058),
    "pareto": (ParetoNbd(), (0.55328, 10.5777, 0.60623, 11.668), -9594.976, 1052),
}


def one(repeats, recency, age):
    return Histories.of_each(*(np.atleast_1d(np.asarray(value, dtype=of)) for value, of in
                               ((repeats, np.int64), (recency, float), (age, float))))  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", FITS)
def test_cdnow(kind):
    """Fader, Hardie and Lee 2005; Batislam et al. 2007 and R's BTYDplus; Fader and Hardie's notes on Pareto/NBD."""
    model, parameters, likelihood, alive = FITS[kind]
    rows, of_each = cdnow.histories()
    found = fitted(model, rows)
    assert found.estimate.values == pytest.approx(parameters, rel=1e-3)
    assert found.estimate.log_likelihood == pytest.approx(likelihood, abs=1e-3)
    assert (found.estimate.converged, found.leaving_known) == (True, True)
    assert found.model.alive(rows)[of_each].sum() == pytest.approx(alive, abs=1)


def test_cdnow_errors_and_totals():
    rows, _ = cdnow.histories()
    found = fitted(Cnbd(modified=False), rows)
    assert found.estimate.errors == pytest.approx((0.012557, 0.37822, 0.18573, 0.70541), rel=0.01)
    total = (found.model.expected(rows, 39.0) * rows.weight).sum()
    assert total == pytest.approx(1653.4, abs=0.1)  # 1882 came
    assert found.model.expected_of_new(np.array([0.1429, 1, 3, 32, 78])) == pytest.approx(
        [0.0078, 0.0532, 0.1506, 1.0437, 1.8580], abs=1e-4
    )


def test_one_customer_of_the_spreadsheet():
    """Customer 1516: 26 repeats, the last after 216 of 217 days."""
    customer = one(26, 216 / 7, 31)
    assert BG.expected(customer, 52.0) == pytest.approx([25.757], abs=5e-4)
    assert BG.alive(customer) == pytest.approx([0.96885], abs=1e-5)


def test_the_more_she_bought_the_surer_she_is_gone():
    """Fader, Hardie and Lee's "increasing frequency paradox": silent for 19 of 39 weeks."""
    found = BG.expected(one([10, 15, 20, 25], [20.0] * 4, [39.0] * 4), 52.0)
    assert found == pytest.approx([0.3475, 0.04284, 0.004159, 0.000358], rel=1.2e-3)


def test_a_likelihood_of_erlang_3():
    """BTYDplus: ln L of x = 3, t_x = 12, T = 14, Σ ln(gap) = 3, but for what no parameter moves."""
    rows = Histories.of_each(np.array([3]), np.array([12.0]), np.array([14.0]), np.array([3.0]))
    value, _ = Cnbd(k=3, modified=False).likelihood(rows)(np.log([0.5, 2, 0.3, 0.6]))
    assert value == pytest.approx(-10.42500, abs=1e-5)


def test_spend_of_cdnow():
    """Fader and Hardie 2013."""
    found = fitted_spend(cdnow.spends())
    assert found is not None
    assert found.estimate.values == pytest.approx((6.2496, 3.7442, 15.4435), rel=1e-3)
    assert found.estimate.log_likelihood == pytest.approx(-4055.918, abs=1e-3)


@pytest.mark.slow
def test_value_of_twelve_months():
    """Customers 1, 2, 3 and 6 as lifetimes 0.11.3 has them: BG/NBD, months of 4.345 weeks, 1 % each."""
    spend = fitted_spend(cdnow.spends())
    rows, of_each = cdnow.histories()
    buying = fitted(Cnbd(modified=False), rows).model
    who = [list(cdnow.days_until()).index(customer) for customer in ("0001", "0002", "0003", "0006")]
    months = np.diff(buying.expected(rows.taken(of_each[who]), np.arange(13) * 4.345), axis=1)
    discounted = (months / 1.01 ** np.arange(1, 13)).sum(axis=1)
    value = [
        float(spend.model.mean(count, mean)) if count else spend.model.population_mean
        for count, mean in map(cdnow.spent, ("0001", "0002", "0003", "0006"))
    ]
    assert discounted * value == pytest.approx([36.29, 4.64, 8.36, 283.55], rel=3e-3)


def test_retention_of_the_high_end():
    """Fader and Hardie 2007: survivors of four renewals, and what the next six leave of all."""
    found = fitted_lasting(Lasting.of_survivors([1000, 869, 743, 653, 593]))
    assert found.estimate.values == pytest.approx((1.2810, 7.7904), abs=1e-4)
    assert found.model.survival(10)[5:] == pytest.approx([0.5344, 0.4858, 0.4445, 0.4091, 0.3784, 0.3515], abs=1e-4)


@pytest.mark.slow
def test_cdnow_buys_at_no_rhythm():
    found = regularity(cdnow.histories()[0])
    assert (found.k, found.fell, len(found.tried)) == (1, True, 2)


ROWS = one([0, 0, 1, 2, 7, 20], [0, 0, 1.7142857, 30.428571, 29.428571, 31], [38.857143, 10, *[38.857143] * 3, 39])
SECOND = {  # lifetimes 0.11.3: P(alive), purchases in 39 weeks, those of a new customer in 1, 10 and 52
    "bg": (
        Cnbd(0.2426, 4.4136, 0.7929, 2.4259, modified=False),
        [1, 1, 0.21239337, 0.72662519, 0.64184055, 0.30443011],
        [0.19479836, 0.49869559, 0.20342257, 1.2260103, 3.3376225, 4.3032351],
        [0.053185541, 0.43177013, 1.44406],
    ),
    "mbg": (
        Cnbd(0.5248, 6.1831, 0.8914, 1.6140),
        [0.38973245, 0.52217107, 0.17095548, 0.70613078, 0.62267164, 0.3076052],
        [0.15395689, 0.48247484, 0.18894366, 1.2627163, 3.1670799, 4.1464493],
        [0.053054941, 0.43320641, 1.4187317],
    ),
    "pareto": (
        ParetoNbd(0.5533, 10.5777, 0.6062, 11.668),
        [0.29511802, 0.64267535, 0.16799992, 0.86914001, 0.74946239, 0.47008091],
        [0.10707765, 0.47538669, 0.1711224, 1.455238, 3.71218, 6.3201374],
        [0.051008418, 0.42781183, 1.4735171],
    ),
}


@pytest.mark.parametrize("kind", SECOND)
def test_a_second_program_agrees(kind):
    model, alive, expected, new = SECOND[kind]
    assert model.alive(ROWS) == pytest.approx(alive, rel=1e-7)
    assert model.expected(ROWS, 39.0) == pytest.approx(expected, rel=1e-7)
    assert model.expected_of_new(np.array([1.0, 10.0, 52.0])) == pytest.approx(new, rel=1e-7)


def test_a_second_program_agrees_on_spend_and_likelihood():
    found = GammaGamma(6.25, 3.74, 15.44).mean([1, 2, 7], [11.77, 22.345, 73.74])
    assert found == pytest.approx([18.91685205784205, 24.659612860892388, 71.46967089696707], rel=1e-12)
    each = [-0.5212169601, -0.3013129994, -4.450315553, -9.554130072, -21.59378275, -38.54395234]
    value, _ = ParetoNbd().likelihood(ROWS)(np.log([0.5533, 10.5777, 0.6062, 11.668]))
    assert value == pytest.approx(sum(each), abs=1e-7)


def test_where_a_second_program_fails():
    """lifetimes #302 gives NaN or a negative number, and its P(alive) overflows from x = 254 on."""
    hard = Cnbd(0.11, 2.24, 0.31, 0.5, modified=False)
    assert hard.expected(one(0, 0.0, 1.0), 30.0) == pytest.approx([0.564589], abs=1e-5)
    for a in (1 - 1e-9, 1.0, 1 + 1e-9):
        found = Cnbd(0.5, 5.0, a, 1e5, modified=False).expected(one([900, 900], [0.0, 30.0], [0.0, 31.0]), 39.0)
        near = Cnbd(0.5, 5.0, 1 + 1e-7, 1e5, modified=False).expected(one([900, 900], [0.0, 30.0], [0.0, 31.0]), 39.0)
        assert np.isfinite(found).all()
        assert found == pytest.approx(near, rel=1e-6)
