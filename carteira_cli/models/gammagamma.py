"""Gamma-Gamma: what a customer spends per purchase, seen through the few that she made.

Values of a customer's purchases are Gamma(p, ν) with a scale of her own, ν ~ Gamma(q, γ), whatever their number. So the
mean of x purchases lies the nearer to the mean of all customers, the fewer they are.

Fader and Hardie, "The Gamma-Gamma model of monetary value", 2013; Fader, Hardie and Lee, "RFM and CLV: using iso-value
curves for customer base analysis", 2005.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass
from carteira_cli.models.distinct import DistinctRows
from carteira_cli.models.fitting import maximise

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from carteira_cli.models.fitting import Estimate
    from carteira_cli.models.histories import Floats, Integers

SAMPLES = (1_000, 20_000)  # rows that a search begins with, and goes on with
PARAMETERS = ("p", "q", "gamma")
STARTS = ((6.0, 4.0, 0.5), (1.0, 2.0, 1.0), (40.0, 10.0, 0.25))  # of values whose mean is 1
UNLIKE = 1e-9  # of the mean value: values that differ by less are all the same


@dataclass(frozen=True, eq=False)
class Spends:
    """Customers who bought, by what they spent; a number a distinct kind of customer, in the same order.

    Attributes:
        count: x, purchases of each.
        mean: m, their mean value, in any unit of money.
        weight: how many customers are of this kind.
    """

    count: Integers
    mean: Floats
    weight: Integers

    @classmethod
    def of(cls, count: ArrayLike, mean: ArrayLike, weight: ArrayLike | None = None) -> Spends:
        """Distinct kinds among rows, in an order of their own; rows without a purchase or a value > 0 are no spend."""
        x, m = np.asarray(count, dtype=np.int64), np.asarray(mean, dtype=np.float64)
        each = np.ones(len(x), dtype=np.int64) if weight is None else np.asarray(weight, dtype=np.int64)
        used = (x > 0) & (m > 0) & np.isfinite(m) & (each > 0)
        x, m, each = x[used], m[used], each[used]
        rows = DistinctRows(x, m)
        return cls(x[rows.first], m[rows.first], rows.sums(each))

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.weight.sum())

    @property
    def alike(self) -> bool:
        """Whether all spend the same: there is no spread to fit."""
        return not len(self.mean) or float(np.ptp(self.mean)) <= UNLIKE * float(self.mean.max())

    def scaled(self, unit: float) -> Spends:
        """The same in another unit of money, so many of the present one worth."""
        return Spends(self.count, self.mean / unit, self.weight)

    def thinned(self, rows: int) -> Spends:
        """Every so manieth row, at most `rows` of them."""
        step = -(-len(self.weight) // rows)
        return Spends(self.count[::step], self.mean[::step], self.weight[::step]) if step > 1 else self


@dataclass(frozen=True, eq=False)
class GammaGamma:
    """The model with its parameters; γ has the unit of the values.

    Attributes:
        p: shape of the values of one customer.
        q: shape of the scales over customers; `gamma` their own scale.
    """

    p: float
    q: float
    gamma: float

    def mean(self, count: ArrayLike, mean: ArrayLike) -> Floats:
        """What a customer spends per purchase, expected after x of them with mean m: p(γ + x m) ÷ (p x + q − 1).

        Her own m where that is none, which is where p x + q ≤ 1.

        Args:
            count: x ≥ 1.
            mean: m, in the unit of the fit.
        """
        x, m = np.asarray(count, dtype=np.float64), np.asarray(mean, dtype=np.float64)
        below = self.p * x + self.q - 1
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Floats = np.where(below > 0, self.p * (self.gamma + x * m) / below, m)
        return found

    @property
    def population_mean(self) -> float | None:
        """What any customer spends per purchase: p γ ÷ (q − 1); None where so many spend so much that there is none."""
        return self.p * self.gamma / (self.q - 1) if self.q > 1 else None

    @property
    def variance_known(self) -> bool:
        """Whether the spread of customers' means is finite: q > 2."""
        return self.q > 2  # noqa: PLR2004 - of the formula


@dataclass(frozen=True, eq=False)
class FittedSpend:
    """The model fitted to spends, in their unit of money."""

    model: GammaGamma
    estimate: Estimate


def fitted_spend(spends: Spends) -> FittedSpend | None:
    """The parameters under which spends are likeliest; None where all spend the same, which no spread is fitted to.

    The search runs in a unit of money of its own, the mean value, so that it is the same in any currency.

    Raises:
        ValueError: nobody bought.
    """
    if not spends.customers:
        raise ValueError("no purchases: nothing to fit")
    if spends.alike:
        return None
    unit = float((spends.mean * spends.weight).sum()) / spends.customers
    scaled = spends.scaled(unit)
    sizes = [size for size in SAMPLES if size < len(scaled.weight)]
    levels = [SpendLikelihood(rows) for rows in (*map(scaled.thinned, sizes), scaled)]
    found = maximise(PARAMETERS, levels, STARTS)
    p, q, gamma = found.values
    told = replace(
        found, values=(p, q, gamma * unit), log_likelihood=found.log_likelihood - spends.customers * float(np.log(unit))
    )
    return FittedSpend(GammaGamma(p, q, gamma * unit), told)


class SpendLikelihood:
    """The log-likelihood of spends, by ln p, ln q, ln γ.

    A customer contributes ln Γ(px + q) − ln Γ(px) − ln Γ(q) + q ln γ + (px − 1) ln m + px ln x − (px + q) ln(γ + x m).
    """

    def __init__(self, spends: Spends) -> None:
        self._weight = spends.weight.astype(np.float64)
        self.customers = spends.customers
        self._counts, self._which = np.unique(spends.count, return_inverse=True)
        self._x = spends.count.astype(np.float64)
        self._total = self._x * spends.mean
        self._log_mean, self._log_total = np.log(spends.mean), np.log(self._total)

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """The log-likelihood and its gradient."""
        from scipy.special import digamma, gammaln  # weight: for a fit

        p, q, gamma = np.exp(logs)
        shapes = p * self._counts
        level = (gammaln(shapes + q) - gammaln(shapes) - gammaln(q))[self._which]
        level_p = (self._counts * (digamma(shapes + q) - digamma(shapes)))[self._which]
        level_q = (digamma(shapes + q) - digamma(q))[self._which]
        # ln(x m ÷ (γ + x m)) and ln(γ ÷ (γ + x m)): of their difference from 0 nothing is lost where one is large.
        own, common = -np.log1p(gamma / self._total), -np.log1p(self._total / gamma)
        shape = p * self._x
        values = level + shape * own + q * common - self._log_mean
        by_p = level_p + self._x * own
        by_q = level_q + common
        by_gamma = q / gamma - (shape + q) / (gamma + self._total)
        value, *gradient = (float((self._weight * one).sum()) for one in (values, by_p, by_q, by_gamma))
        return value, np.array(gradient) * np.array([p, q, gamma])


@dataclass(frozen=True)
class SpendCorrelation:
    """How the mean value of a customer's purchases goes with their number, of which the model says that it does not.

    Attributes:
        pearson: of the numbers; None where one of them never varies.
        spearman: of their ranks.
    """

    pearson: float | None
    spearman: float | None


def spend_correlation(spends: Spends) -> SpendCorrelation:
    """Correlation of x and m over customers."""
    x, m, weight = spends.count.astype(np.float64), spends.mean, spends.weight.astype(np.float64)
    return SpendCorrelation(
        _correlation(x, m, weight), _correlation(_middle_ranks(x, weight), _middle_ranks(m, weight), weight)
    )


def _correlation(one: Floats, other: Floats, weight: Floats) -> float | None:
    total = float(weight.sum())
    if not total:
        return None
    left, right = (side - float((weight * side).sum()) / total for side in (one, other))
    spread = float((weight * left * left).sum()) * float((weight * right * right).sum())
    if np.ptp(one) == 0 or np.ptp(other) == 0 or spread <= 0:
        return None
    return float((weight * left * right).sum()) / float(np.sqrt(spread))


def _middle_ranks(values: Floats, weight: Floats) -> Floats:
    """Ranks of customers, of equal values the middle one."""
    _, which = np.unique(values, return_inverse=True)
    sizes = np.bincount(which, weights=weight)
    found: Floats = (np.cumsum(sizes) - (sizes - 1) / 2)[which]
    return found
