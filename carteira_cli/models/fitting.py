"""Maximum likelihood of a few positive parameters: one way for every model.

Parameters are searched by their logarithms, which keeps them positive and their scales alike, by Newton's method.
Samples find where to begin: the smallest from the starts, a larger one and then all rows from where the one before
ended, with its curvature, whose error costs a step or two and no digit. No library's optimiser: theirs take longer to
load than this to end, and ask linear algebra of four numbers of as many threads as there are cores.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

import numpy as np

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.models.histories import Floats

    Direction = tuple[tuple[str, int], ...]  # parameters, each with its power in a product of them

FURTHEST = 14.0  # logarithm of a parameter beyond which it stands for 0 or for infinity
TOLERANCE = 1e-9  # of the gradient a customer, by the logarithm of a parameter, at which the search ends
KEPT = 0.3  # how much less steep a step must find it for its curvature to serve again, which saves eight gradients
STEPS = 60
FLAT = 1e-10  # of the largest curvature: so little, or upwards, is none
ASIDE = 1e-3  # how much of a direction may lie where there is no curvature
UNKNOWN_ERROR = 3.0  # standard error of a logarithm from which on the data say nothing of the parameter


class Likelihood(Protocol):
    """A log-likelihood over some rows."""

    @property
    def customers(self) -> int:
        """How many customers the rows stand for."""

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """The log-likelihood and its gradient, both by the logarithms of the parameters."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """What a fit came to.

    Attributes:
        names: of the parameters.
        values: their estimates.
        log_likelihood: at the maximum.
        curvature: the Hessian there, by the logarithms of the parameters: minus the observed information.
        steps: how many the search took on all rows.
        converged: whether the gradient vanished.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    log_likelihood: float
    curvature: Floats
    steps: int
    converged: bool

    @property
    def log_errors(self) -> tuple[float, ...] | None:
        """Standard errors of the logarithms: how many times over a parameter may be off; None without a maximum."""
        found = [self.error(((name, 1),)) for name in self.names]
        return None if None in found else tuple(one for one in found if one is not None)

    @property
    def errors(self) -> tuple[float, ...] | None:
        """Standard errors of the parameters; None where the curvature shows no maximum."""
        logs = self.log_errors
        return None if logs is None else tuple(abs(v) * e for v, e in zip(self.values, logs, strict=True))

    def value(self, name: str) -> float:
        """The estimate of a parameter."""
        return self.values[self.names.index(name)]

    def error(self, product: Direction) -> float | None:
        """The standard error of the logarithm of a product of powers of parameters; None where it has none.

        A product can be known well whose factors are not: the mean of a gamma distribution, as it loses its spread.
        """
        powers = dict(product)
        wanted = np.array([float(powers.get(name, 0)) for name in self.names])
        if not np.isfinite(self.curvature).all():
            return None
        values, vectors = np.linalg.eigh(-self.curvature)
        along = vectors.T @ wanted
        flat = values <= max(float(np.abs(values).max()), 1e-300) * FLAT
        if np.any(np.abs(along[flat]) > ASIDE):
            return None
        return float(np.sqrt(np.sum(along[~flat] ** 2 / values[~flat])))

    def known(self, product: Direction) -> bool:
        """Whether the data say anything of such a product: it is no limit of the search, and its error is finite."""
        error = self.error(product)
        level = sum(power * float(np.log(self.value(name))) for name, power in product)
        return abs(level) < FURTHEST - 1 and error is not None and error < UNKNOWN_ERROR


def maximise(names: tuple[str, ...], levels: Sequence[Likelihood], starts: Sequence[Sequence[float]]) -> Estimate:
    """The parameters of the largest likelihood.

    Args:
        names: of the parameters.
        levels: likelihoods over ever more rows, the last over all of them.
        starts: values of the parameters to begin from.
    """
    searches = [_newton(levels[0], np.log(start), None) for start in starts]
    found, steps, converged = max(searches, key=lambda search: levels[0](search[0])[0])
    for below, above in pairwise(levels):
        curvature = _curvature(below, found) * (above.customers / below.customers)
        found, steps, converged = _newton(above, found, curvature)
    whole = levels[-1]
    value, _ = whole(found)
    return Estimate(names, tuple(map(float, np.exp(found))), value, _curvature(whole, found), steps, converged)


def _curvature(likelihood: Likelihood, logs: Floats, step: float = 1e-4) -> Floats:
    """The Hessian of the log-likelihood, by central differences of its gradient."""
    size = len(logs)
    found = np.empty((size, size))
    for at in range(size):
        moved = np.zeros(size)
        moved[at] = step
        found[at] = (likelihood(logs + moved)[1] - likelihood(logs - moved)[1]) / (2 * step)
    return (found + found.T) / 2


def _newton(likelihood: Likelihood, logs: Floats, curvature: Floats | None) -> tuple[Floats, int, bool]:
    """Steps of Newton's method from a curvature, which is taken anew wherever a step brought little.

    Returns:
        Where it ended, after how many steps, and whether the gradient vanished there.
    """
    scale = max(likelihood.customers, 1)
    value, gradient = likelihood(logs)
    for number in range(STEPS):
        slope = _ended(logs, gradient)
        if slope < TOLERANCE * scale:
            return logs, number, True
        fresh = curvature is None
        known = _curvature(likelihood, logs) if curvature is None else curvature
        moved = _line(likelihood, logs, value, _step(known, gradient))
        if moved is None and fresh:
            return logs, number, slope < 1e3 * TOLERANCE * scale
        curvature = None
        if moved is not None:
            logs, value, gradient = moved
            curvature = known if _ended(logs, gradient) < KEPT * slope else None
    return logs, STEPS, False


def _ended(logs: Floats, gradient: Floats) -> float:
    """The steepest slope that the search may still follow; one out of its limits is none."""
    outwards = (np.abs(logs) >= FURTHEST) & (np.sign(gradient) == np.sign(logs))
    return float(np.abs(np.where(outwards, 0.0, gradient)).max())


def _step(curvature: Floats, gradient: Floats) -> Floats:
    """Uphill by Newton: directions that are not curved downwards are taken as if they were, so each step climbs."""
    values, vectors = np.linalg.eigh(-curvature)
    floor = max(float(np.abs(values).max()) * 1e-8, 1e-12)
    found: Floats = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), floor))
    longest = float(np.abs(found).max())
    return found if longest <= 2.0 else found * (2.0 / longest)  # noqa: PLR2004 - e² times a parameter at once


def _line(likelihood: Likelihood, logs: Floats, value: float, step: Floats) -> tuple[Floats, float, Floats] | None:
    """The first of ever shorter steps that climbs; None where none does."""
    for halvings in range(12):
        moved = np.clip(logs + step / 2**halvings, -FURTHEST, FURTHEST)
        found, gradient = likelihood(moved)
        if np.isfinite(found) and found > value:
            return moved, found, gradient
    return None
