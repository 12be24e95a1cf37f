"""What (M)BG/CNBD-k expects after a history: exact for any regularity k.

Given that she is alive, her Erlang phase is j with probability ∝ (n)_j u^j ÷ j!, her rate then Gamma(n + j, α + T), and
her probability of leaving Beta(a, b + x + d), with n = r + kx, u = (T − t_x) ÷ (α + T), d = 1 where the model is
modified. Everything ahead follows from these three (Reutterer, Platzer and Schröder, 2021).
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Protocol

import numpy as np

from carteira_cli.models.quadrature import beta_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from carteira_cli.models.histories import Floats, Histories

    Flags = NDArray[np.bool_]

NEGLIGIBLE = 1e-13  # probability below which further purchases are not counted


class CnbdNumbers(Protocol):
    """The parameters of the model, which `cnbd.Cnbd` explains."""

    @property
    def r(self) -> float: ...  # noqa: D102 - explained there
    @property
    def alpha(self) -> float: ...  # noqa: D102
    @property
    def a(self) -> float: ...  # noqa: D102
    @property
    def b(self) -> float: ...  # noqa: D102
    @property
    def k(self) -> int: ...  # noqa: D102
    @property
    def modified(self) -> bool: ...  # noqa: D102


def alive(model: CnbdNumbers, rows: Histories) -> Floats:
    """P(alive): of the two ways to be silent, the share of those who only wait."""
    extra = int(model.modified)
    n, x = model.r + model.k * rows.repeats, rows.repeats
    waits = np.log(sum(term for _, term in _phase_terms(model, rows)))
    leaves = x + extra > 0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        behind = np.log(model.alpha + rows.age) - np.log(model.alpha + rows.recency)
        gone = np.where(leaves, np.log(model.a / (model.b + x - 1 + extra)) + n * behind, -np.inf)
        found: Floats = 1 / (1 + np.exp(gone - waits))
    return found


def expected(model: CnbdNumbers, rows: Histories, ahead: Floats) -> Floats:
    """Expected purchases of each row within a time of its own."""
    ask = _expected_by_nodes if model.k == 1 else expected_by_counts
    found: Floats = alive(model, rows) * ask(model, rows, ahead)
    return found


def _expected_by_nodes(model: CnbdNumbers, rows: Histories, ahead: Floats) -> Floats:
    """Of k = 1, given alive: ∫ [1 − (1 + p t ÷ (α + T))^−n] ÷ p dBeta(p), by Gauss–Jacobi nodes."""
    distinct, which = np.unique(rows.repeats, return_inverse=True)
    left: Floats = model.b + distinct + int(model.modified)
    nodes, weights = beta_nodes(model.a, left)
    n, share = model.r + rows.repeats, ahead / (model.alpha + rows.age)
    found = np.zeros(len(n))
    for column in range(nodes.shape[1]):
        p = nodes[which, column]
        found += weights[which, column] * -np.expm1(-n * np.log1p(p * share)) / p
    return found


def expected_by_counts(model: CnbdNumbers, rows: Histories, ahead: Floats) -> Floats:
    """Any k, given alive: Σ_i E[(1 − p)^(i−1)] · P(the i-th purchase comes within the time)."""
    found = np.zeros(len(rows.repeats))
    left = model.b + rows.repeats + int(model.modified)
    share = ahead / (model.alpha + rows.age + ahead)
    for j, (weight, n) in enumerate(_phases(model, rows)):
        going = np.flatnonzero(share > 0)
        counted = ErlangEvents(n[going] + j, share[going])
        chance = weight[going]  # of phase j, and that she stays for as many purchases
        number = 1
        while len(going):
            counted.up_to(number * model.k - j - 1)
            found[going] += chance * counted.more
            more = (counted.more * chance > NEGLIGIBLE) & ~counted.over
            going, chance, counted = going[more], chance[more], counted.taken(more)
            chance = chance * (left[going] + number - 1) / (model.a + left[going] + number - 1)
            number += 1
    return found


def buys(model: CnbdNumbers, rows: Histories, start: float, end: float) -> Floats:
    """P(one purchase or more in (start, end]), alive or not.

    By the number m of Erlang events up to `start`: it made ⌊(m + j) ÷ k⌋ purchases, all of which she must have
    survived, and the next one lacks k − (m + j) mod k events.
    """
    from scipy.special import betainc  # weight: for predictions

    found = np.zeros(len(rows.repeats))
    left = model.b + rows.repeats + int(model.modified)
    scale = model.alpha + rows.age
    for j, (weight, n) in enumerate(_phases(model, rows)):
        going = np.arange(len(n))
        counted = ErlangEvents(n + j, start / (scale + start))
        chance, m = weight, 0
        while len(going):
            counted.up_to(m)
            lacking = model.k - (m + j) % model.k
            comes = betainc(lacking, n[going] + j + m, (end - start) / (scale[going] + end))
            found[going] += chance * counted.events * comes
            more = (counted.more * chance > NEGLIGIBLE) & ~counted.over
            going, chance, counted = going[more], chance[more], counted.taken(more)
            m += 1
            if (m + j) % model.k == 0:
                made = (m + j) // model.k - 1
                chance = chance * (left[going] + made) / (model.a + left[going] + made)
    return alive(model, rows) * np.minimum(found, 1.0)


class ErlangEvents:
    """Erlang events of each row within a time, counted up from none.

    Their number is negative binomial: with rate Gamma(n, α + T) and q = t ÷ (α + T + t), m of them have the probability
    (n)_m ÷ m! · (1 − q)^n q^m. Each is the one before times a factor, by logarithms, since none may be too small for a
    float where n is large.

    Attributes:
        events: P(m events).
        more: P(more than m).
    """

    def __init__(self, n: Floats, q: Floats) -> None:
        """Of n and q of each row; m is 0."""
        self._n, self._m = n, 0
        with np.errstate(divide="ignore"):
            self._log_q = np.log(q)
        self._log = n * np.log1p(-q)
        self._mean = n * q / (1 - q)
        self.events: Floats = np.exp(self._log)
        self.more: Floats = -np.expm1(self._log)

    def up_to(self, m: int) -> None:
        """Go on to m, if it is not there yet."""
        while self._m < m:
            self._log = self._log + np.log((self._n + self._m) / (self._m + 1)) + self._log_q
            self._m += 1
            self.events = np.exp(self._log)
            self.more = np.maximum(self.more - self.events, 0.0)

    @property
    def over(self) -> Flags:
        """Whether m is so far beyond the mean that what `more` still says is rounding."""
        found: Flags = (self._m > self._mean) & (self.events < NEGLIGIBLE / 1000)
        return found

    def taken(self, rows: Flags) -> ErlangEvents:
        """The same of some of the rows."""
        found = copy(self)
        for name in ("_n", "_log_q", "_log", "_mean", "events", "more"):
            setattr(found, name, getattr(self, name)[rows])
        return found


def drawn(model: CnbdNumbers, rows: Histories, ahead: float, chance: np.random.Generator) -> Floats:
    """Purchases within a time by one draw of each customer: min(⌊(Poisson(λt) + j) ÷ k⌋, Geometric(p)) if alive."""
    each = rows.taken(np.repeat(np.arange(len(rows.weight)), rows.weight))
    shares = np.cumsum(np.column_stack([weight for weight, _ in _phases(model, each)]), axis=1)
    j = (chance.random(len(each.repeats))[:, None] > shares[:, :-1]).sum(axis=1)
    rate = chance.gamma(model.r + model.k * each.repeats + j) / (model.alpha + each.age)
    leaves = np.maximum(chance.beta(model.a, model.b + each.repeats + int(model.modified)), 1e-300)
    events = (chance.poisson(rate * ahead) + j) // model.k
    last = np.minimum(np.ceil(np.log(chance.random(len(j))) / np.log1p(-np.minimum(leaves, 1 - 1e-16))), 1e15)
    there = chance.random(len(j)) < alive(model, each)
    found: Floats = np.where(there, np.minimum(events, last), 0.0)
    return found


def _phases(model: CnbdNumbers, rows: Histories) -> Iterator[tuple[Floats, Floats]]:
    """For each phase j: its probability given alive, and n."""
    terms = list(_phase_terms(model, rows))
    total: Floats = np.sum([term for _, term in terms], axis=0)
    yield from ((term / total, n) for n, term in terms)


def _phase_terms(model: CnbdNumbers, rows: Histories) -> Iterator[tuple[Floats, Floats]]:
    """For each phase j: n, and (n)_j u^j ÷ j!."""
    n: Floats = model.r + model.k * rows.repeats
    u = (rows.age - rows.recency) / (model.alpha + rows.age)
    term = np.ones(len(n))
    for j in range(model.k):
        if j:
            term = term * (n + j - 1) * u / j
        yield n, term
