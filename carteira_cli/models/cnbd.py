"""MBG/CNBD-k and BG/CNBD-k: regular buyers who leave after a purchase.

While alive, a customer's gaps are Erlang-k with a rate λ of her own, λ ~ Gamma(r, α); after each purchase she leaves
with a probability p of her own, p ~ Beta(a, b). In the *modified* kind she may also leave after the first purchase; in
BG a one-time buyer never leaves. k = 1 are MBG/NBD and BG/NBD, whose gaps have no regularity.

Fader, Hardie and Lee, "Counting your customers the easy way: an alternative to the Pareto/NBD model", 2005 (BG/NBD);
Batislam, Denizel and Filiztekin, "Empirical validation and comparison of models for customer base analysis", 2007
(MBG/NBD); Reutterer, Platzer and Schröder, "Leveraging purchase regularity for predicting customer behavior the easy
way", 2021 (k > 1). No hypergeometric function: sums of k terms, and quadrature or incomplete beta functions ahead.
"""

from __future__ import annotations

from math import lgamma
from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass
from carteira_cli.models import cnbd_ahead
from carteira_cli.models.buying import BuyingModel
from carteira_cli.models.fitting import summed
from carteira_cli.models.running import falling, rising

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.models.histories import Floats, Histories


@dataclass(frozen=True, eq=False)
class Cnbd(BuyingModel):
    """The model with its parameters, times in one unit.

    Attributes:
        r: shape of the rates; `alpha` their scale, in units of time.
        a: first shape of the probabilities of leaving; `b` the second.
        k: regularity of the gaps: 1 is none.
        modified: whether she may leave after the first purchase.
    """

    r: float = 1.0
    alpha: float = 1.0
    a: float = 1.0
    b: float = 1.0
    k: int = 1
    modified: bool = True

    parameters = ("r", "alpha", "a", "b")
    leaving = (("a", 1), ("b", -1))

    @property
    def name(self) -> str:  # type: ignore[override]  # computed, and read as any attribute
        """`mbgnbd`, `bgnbd`, `mbgcnbd`, `bgcnbd`."""
        regular = "cnbd" if self.k > 1 else "nbd"
        return f"mbg{regular}" if self.modified else f"bg{regular}"

    def likelihood(self, histories: Histories) -> CnbdLikelihood:
        """The log-likelihood of histories, by ln r, ln α, ln a, ln b."""
        return CnbdLikelihood(histories, self.k, int(self.modified))

    def with_parameters(self, values: Sequence[float]) -> Cnbd:
        """The same kind with other r, α, a, b."""
        r, alpha, a, b = map(float, values)
        return Cnbd(r, alpha, a, b, self.k, self.modified)

    def in_unit(self, unit: float) -> Cnbd:
        """The same with times in another unit; rates alone have one."""
        return Cnbd(self.r, self.alpha / unit, self.a, self.b, self.k, self.modified)

    def starts(self) -> Sequence[Sequence[float]]:
        """Many who buy seldom and leave soon; few who leave; rates all alike; chances all alike."""
        return ((0.5, 0.2 * self.k, 0.7, 2.0), (1.0, 0.5, 0.1, 3.0), (10.0, 3.0, 0.5, 0.5), (0.5, 0.1, 30.0, 60.0))

    def _alive(self, rows: Histories) -> Floats:
        return cnbd_ahead.alive(self, rows)

    def _expected(self, rows: Histories, ahead: Floats) -> Floats:
        return cnbd_ahead.expected(self, rows, ahead)

    def _buys(self, rows: Histories, start: float, end: float) -> Floats:
        return cnbd_ahead.buys(self, rows, start, end)

    def drawn(self, rows: Histories, ahead: float, chance: np.random.Generator) -> Floats:
        """Purchases within a time by one draw, of each customer of the rows."""
        return cnbd_ahead.drawn(self, rows, ahead, chance)


class CnbdLikelihood:
    """The log-likelihood of histories.

    With n = r + kx, u = (T − t_x) ÷ (α + T) and d = 1 where it is modified, a history contributes
    ln Γ(n) − ln Γ(r) + r ln α − n ln(α + T) + ln B(a, b + x + d) − ln B(a, b) + (k − 1) Σ ln(gap) − x ln Γ(k)
    + ln(Σ_{j<k} (n)_j u^j ÷ j! + a ÷ (b + x − 1 + d) · ((α + T) ÷ (α + t_x))^n), the second term where x + d > 0.

    Gamma functions of whole steps are running sums: exact where a, b grow without limit, and shared by all rows.
    """

    def __init__(self, histories: Histories, k: int, extra: int) -> None:
        self._rows, self._k, self._extra = histories, k, extra
        self._weight = histories.weight.astype(np.float64)
        self._most = int(histories.repeats.max(initial=0))
        self._leaves = (histories.repeats + extra) > 0
        # Of no parameter: what the gaps themselves say under Erlang-k.
        gaps = float(histories.log_gaps.sum())
        times = float((histories.repeats * histories.weight).sum())
        self._constant = (k - 1) * gaps - times * lgamma(k)

    @property
    def customers(self) -> int:
        """How many customers the rows stand for."""
        return self._rows.customers

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """The log-likelihood, and its gradient by ln r, ln α, ln a, ln b."""
        numbers = np.exp(logs)
        r, _, a, b = numbers
        made, kept = rising(r, self._k * self._most), falling(a, b, self._most + self._extra)
        value, gradient = summed(len(self._weight), lambda part: self._block(numbers, made, kept, part))
        return value + self._constant, gradient * numbers

    def _block(
        self, numbers: Floats, rising_r: tuple[Floats, Floats], stays: tuple[Floats, Floats, Floats], part: slice
    ) -> list[float]:
        """Sums over some rows: of the log-likelihood, and of its derivatives by r, α, a, b."""
        r, alpha, a, b = numbers
        (made, made_r), (kept, kept_a, kept_b) = rising_r, stays
        rows, weight, may_leave = self._rows.taken(part), self._weight[part], self._leaves[part]
        x, late = rows.repeats, alpha + rows.age
        steps, left, at = self._k * x, x + self._extra, b + x - 1 + self._extra
        n, silent = r + steps, rows.age - rows.recency
        longer, behind = np.log1p(rows.age / alpha), np.log1p(silent / (alpha + rows.recency))
        phases, phase_r, phase_mean = erlang_terms(n, silent / late, self._k)
        with np.errstate(divide="ignore", invalid="ignore"):
            gone = np.where(may_leave, np.log(a / at) + n * behind, -np.inf)
            both = np.logaddexp(np.log(phases), gone)
            dead = np.exp(gone - both)
            by_b = kept_b[left] - np.where(may_leave, dead / at, 0.0)
        here = 1 - dead
        values = made[steps] - r * longer - steps * np.log(late) + kept[left] + both
        by_r = made_r[steps] - longer + here * phase_r + dead * behind
        by_alpha = (
            r * rows.age / alpha - steps - here * phase_mean - dead * n * silent / (alpha + rows.recency)
        ) / late
        by_a = kept_a[left] + dead / a
        # Sums, not products of vectors: of those the order, and with it the last digit, is up to the number of threads.
        return [float((weight * one).sum()) for one in (values, by_r, by_alpha, by_a, by_b)]


def erlang_terms(n: Floats, u: Floats, k: int) -> tuple[Floats, Floats, Floats]:
    """Σ_{j<k} (n)_j u^j ÷ j!, its derivative by n ÷ itself, and the mean of j by its terms."""
    term = np.ones_like(n)
    total, slope, mean = term.copy(), np.zeros_like(n), np.zeros_like(n)
    harmonic = np.zeros_like(n)
    for j in range(1, k):
        harmonic = harmonic + 1 / (n + j - 1)
        term = term * (n + j - 1) * u / j
        total = total + term
        slope = slope + term * harmonic
        mean = mean + j * term
    return total, slope / total, mean / total
