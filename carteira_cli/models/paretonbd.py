"""Pareto/NBD: buyers at random who leave at any moment, whether they have just bought or not.

While alive, a customer buys at a rate λ of her own, λ ~ Gamma(r, α); how long she lives is exponential with a rate μ of
her own, μ ~ Gamma(s, β).

Schmittlein, Morrison and Colombo, "Counting your customers: who are they and what will they do next?", 1987; Fader and
Hardie, "A note on deriving the Pareto/NBD model and related expressions", 2005. Where these have hypergeometric
functions, which overflow for long histories, there is one integral over the time of leaving, by `waiting`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass
from carteira_cli.models.buying import BuyingModel
from carteira_cli.models.fitting import summed
from carteira_cli.models.running import rising
from carteira_cli.models.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.models.histories import Floats, Histories


@dataclass(frozen=True, eq=False)
class ParetoNbd(BuyingModel):
    """The model with its parameters, times in one unit.

    Attributes:
        r: shape of the rates of buying; `alpha` their scale, in units of time.
        s: shape of the rates of leaving; `beta` their scale, in units of time.
    """

    r: float = 1.0
    alpha: float = 1.0
    s: float = 1.0
    beta: float = 1.0

    name = "paretonbd"
    parameters = ("r", "alpha", "s", "beta")
    leaving = (("s", 1), ("beta", -1))
    k = 1

    def likelihood(self, histories: Histories) -> ParetoLikelihood:
        """The log-likelihood of histories, by ln r, ln α, ln s, ln β."""
        return ParetoLikelihood(histories)

    def with_parameters(self, values: Sequence[float]) -> ParetoNbd:
        """The same kind with other r, α, s, β."""
        r, alpha, s, beta = map(float, values)
        return ParetoNbd(r, alpha, s, beta)

    def in_unit(self, unit: float) -> ParetoNbd:
        """The same with times in another unit; both scales have one."""
        return ParetoNbd(self.r, self.alpha / unit, self.s, self.beta / unit)

    def starts(self) -> Sequence[Sequence[float]]:
        """Many who buy seldom and leave soon; few who leave; rates all alike, of buying or of leaving."""
        return ((0.5, 0.3, 0.6, 0.35), (1.0, 0.5, 0.5, 5.0), (10.0, 3.0, 0.2, 0.05), (0.5, 0.3, 20.0, 20.0))

    def _alive(self, rows: Histories) -> Floats:
        n = self.r + rows.repeats
        waits, gone, _ = _two_ways(self, rows, n)
        with np.errstate(over="ignore"):
            found: Floats = 1 / (1 + np.exp(gone - waits))
        return found

    def _expected(self, rows: Histories, ahead: Floats) -> Floats:
        """P(alive) · n ÷ (α + T) · (β + T)(1 − ((β + T) ÷ (β + T + t))^(s−1)) ÷ (s − 1): a rate, times time lived."""
        rate = self._alive(rows) * (self.r + rows.repeats) / (self.alpha + rows.age)
        later = self.beta + rows.age
        longer = np.log1p(ahead / later)
        # (1 − e^(−cy)) ÷ c, which is y where c is 0: as smooth there as anywhere.
        c = self.s - 1
        lived = later * (longer if c == 0 else -np.expm1(-c * longer) / c)
        found: Floats = rate * lived
        return found

    def _buys(self, rows: Histories, start: float, end: float) -> Floats:
        """P(alive) · n A^n B^s ∫ (A + y)^−(n+1) (B + start + y)^−s dy over 0 < y ≤ end − start; A = α + T, B = β + T.

        That is the chance of the first purchase after `start` coming at start + y, while she still lives.
        """
        n = self.r + rows.repeats
        first, living = self.alpha + rows.age, self.beta + rows.age
        until = Waiting(n + 1, self.s - 1, first, living + start, np.full(len(n), end - start))
        with np.errstate(divide="ignore"):
            scale = np.log(n / first) + self.s * (np.log(living) - np.log(living + start))
            found: Floats = self._alive(rows) * np.minimum(np.exp(scale + until.log_integral), 1.0)
        return found

    def drawn(self, rows: Histories, ahead: float, chance: np.random.Generator) -> Floats:
        """Purchases within a time by one draw of each customer: those until she leaves, if she is alive."""
        each = rows.taken(np.repeat(np.arange(len(rows.weight)), rows.weight))
        rate = chance.gamma(self.r + each.repeats) / (self.alpha + each.age)
        leaves = chance.gamma(self.s, size=len(rate)) / (self.beta + each.age)
        with np.errstate(divide="ignore", over="ignore"):
            lives = np.minimum(chance.exponential(size=len(rate)) / leaves, ahead)
        there = chance.random(len(rate)) < self._alive(each)
        found: Floats = np.where(there, chance.poisson(rate * lives), 0.0)
        return found


def _two_ways(model: ParetoNbd, rows: Histories, n: Floats) -> tuple[Floats, Floats, Waiting]:
    """Logarithms of the two ways to be silent since t_x, but for a factor that they share: she waits; she has left."""
    first, living = model.alpha + rows.recency, model.beta + rows.recency
    silent = rows.age - rows.recency
    until = Waiting(n, model.s, first, living, silent)
    waits = -n * np.log1p(silent / first) - model.s * np.log1p(silent / living)
    with np.errstate(divide="ignore"):
        gone = np.log(model.s / living) + until.log_integral
    return waits, gone, until


class ParetoLikelihood:
    """The log-likelihood of histories.

    With n = r + x, a history contributes ln Γ(n) − ln Γ(r) + r ln α + s ln β
    + ln((α + T)^−n (β + T)^−s + s ∫ (α + τ)^−n (β + τ)^−(s+1) dτ over t_x < τ < T).
    """

    def __init__(self, histories: Histories) -> None:
        self._rows = histories
        self._weight = histories.weight.astype(np.float64)
        self._most = int(histories.repeats.max(initial=0))

    @property
    def customers(self) -> int:
        """How many customers the rows stand for."""
        return self._rows.customers

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """The log-likelihood, and its gradient by ln r, ln α, ln s, ln β."""
        model = ParetoNbd(*map(float, np.exp(logs)))
        steps = rising(model.r, self._most)
        value, gradient = summed(len(self._weight), lambda part: self._block(model, logs, steps, part))
        return value, gradient * np.exp(logs)

    def _block(self, model: ParetoNbd, logs: Floats, steps: tuple[Floats, Floats], part: slice) -> list[float]:
        """Sums over some rows: of the log-likelihood, and of its derivatives by r, α, s, β."""
        rows, weight, (made, made_r) = self._rows.taken(part), self._weight[part], steps
        r, alpha, s, beta = model.r, model.alpha, model.s, model.beta
        x, n = rows.repeats, r + rows.repeats
        waits, gone, until = _two_ways(model, rows, n)
        both = np.logaddexp(waits, gone)
        left = np.exp(gone - both)
        here = 1 - left
        first, living, silent = alpha + rows.recency, beta + rows.recency, rows.age - rows.recency
        buying, leaving = np.log(first), np.log(living)
        values = made[x] + (r * (logs[1] - buying) - x * buying) + s * (logs[3] - leaving) + both
        late_buying, late_leaving = np.log1p(silent / first), np.log1p(silent / living)
        by_r = made_r[x] + logs[1] - buying - here * late_buying - left * until.mean_log_first
        by_alpha = r / alpha - n * (here / (alpha + rows.age) + left * until.mean_by_first)
        by_s = logs[3] - leaving - here * late_leaving + left * (1 / s - until.mean_log_second)
        by_beta = s / beta - here * s / (beta + rows.age) - left * (s + 1) * until.mean_by_second
        return [float((weight * one).sum()) for one in (values, by_r, by_alpha, by_s, by_beta)]
