"""What (M)BG/CNBD-k expects after a history: exact for any regularity k.

Given that she is alive, her Erlang phase is j with probability ∝ (n)_j u^j ÷ j!, her rate then Gamma(n + j, α + T), and
her probability of leaving Beta(a, b + x + d), with n = r + kx, u = (T − t_x) ÷ (α + T), d = 1 where the model is
modified. Everything ahead follows from these three (Reutterer, Platzer and Schröder, 2021).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from carteira_cli.models.quadrature import beta_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.models.histories import Floats, Histories

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
    from scipy.special import betainc  # weight: for predictions of regular buyers

    found = np.zeros(len(rows.repeats))
    left = model.b + rows.repeats + int(model.modified)
    share = ahead / (model.alpha + rows.age + ahead)
    for j, (weight, n) in enumerate(_phases(model, rows)):
        going = np.flatnonzero(np.broadcast_to(share > 0, n.shape))
        stays = np.ones(len(going))
        number = 1
        while len(going):
            comes = betainc(number * model.k - j, n[going] + j, share[going])
            found[going] += weight[going] * stays * comes
            more = comes * stays > NEGLIGIBLE
            going, stays = going[more], stays[more]
            stays = stays * (left[going] + number - 1) / (model.a + left[going] + number - 1)
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
        shape = n + j
        going = np.arange(len(n))
        events = np.exp(-shape * np.log1p(start / scale))  # P(no event up to the start)
        unseen, stays, m = 1 - events, np.ones(len(n)), 0
        while len(going):
            lacking = model.k - (m + j) % model.k
            share = (end - start) / (scale[going] + end)
            comes = betainc(lacking, shape[going] + m, share)
            found[going] += weight[going] * events * stays * comes
            more = unseen * stays > NEGLIGIBLE
            going, events, unseen, stays = going[more], events[more], unseen[more], stays[more]
            events = events * (shape[going] + m) / (m + 1) * (start / (scale[going] + start))
            unseen = unseen - events
            m += 1
            if (m + j) % model.k == 0:
                made = (m + j) // model.k - 1
                stays = stays * (left[going] + made) / (model.a + left[going] + made)
    return alive(model, rows) * found


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
