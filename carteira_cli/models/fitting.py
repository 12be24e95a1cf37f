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
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from carteira_cli.models.histories import Floats

    Flags = NDArray[np.bool_]
    Direction = tuple[tuple[str, int], ...]  # parameters, each with its power in a product of them

FURTHEST = 14.0  # logarithm of a parameter beyond which it stands for 0 or for infinity
TOLERANCE = 1e-9  # of the gradient a customer, by the logarithm of a parameter, at which the search ends
ROUGH = 1e-5  # the same of a sample, which only says where to go on
ROUNDING = 1e-13  # of a log-likelihood: what differs by less is as high
KEPT = 0.3  # how much less steep a step must find it for its curvature to serve again, which saves eight gradients
STEPS = 60
BLOCK = 16_384  # rows at a time
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


def summed(rows: int, block: Callable[[slice], Sequence[float]]) -> tuple[float, Floats]:
    """A log-likelihood and its gradient, summed over blocks of rows: small enough for the cache of a core."""
    value, *gradient = np.sum([block(slice(at, at + BLOCK)) for at in range(0, rows, BLOCK)], axis=0)
    return float(value), np.array(gradient)


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
    precise = [TOLERANCE if level is levels[-1] else ROUGH for level in levels]
    searches = [_newton(levels[0], np.log(start), None, precise[0]) for start in starts]
    found, steps, converged = max(searches, key=lambda search: levels[0](search[0])[0])
    for (below, above), tolerance in zip(pairwise(levels), precise[1:], strict=True):
        curvature = _curvature(below, found) * (above.customers / below.customers)
        found, steps, converged = _newton(above, found, curvature, tolerance)
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


def _newton(
    likelihood: Likelihood, logs: Floats, curvature: Floats | None, tolerance: float
) -> tuple[Floats, int, bool]:
    """Steps of Newton's method from a curvature, which is taken anew wherever a step brought little.

    Returns:
        Where it ended, after how many steps, and whether the gradient vanished there.
    """
    least = max(likelihood.customers, 1) * tolerance
    at = _Place(likelihood, logs)
    for number in range(STEPS):
        if at.slope < least:
            return at.logs, number, True
        fresh = curvature is None
        known = _curvature(likelihood, at.logs) if curvature is None else curvature
        moved = _line(likelihood, at, _step(known, at.gradient, at.free))
        curvature = None
        if moved is not None:
            curvature = known if moved.slope < KEPT * at.slope else None
            at = moved
        elif fresh:
            return at.logs, number, at.slope < 1e3 * least
    return at.logs, STEPS, False


class _Place:
    """Parameters that the search has come to.

    Attributes:
        logs: the logarithms of the parameters.
        value: the log-likelihood; `gradient` its own.
        free: which of them the search may still move: not those that would only leave its limits.
        slope: the steepest slope along these.
    """

    def __init__(self, likelihood: Likelihood, logs: Floats) -> None:
        self.logs = logs
        self.value, self.gradient = likelihood(logs)
        self.free = (np.abs(logs) < FURTHEST) | (np.sign(self.gradient) != np.sign(logs))
        self.slope = float(np.abs(np.where(self.free, self.gradient, 0.0)).max())

    def better_than(self, other: _Place) -> bool:
        """Whether it is higher, or as high as numbers tell, and less steep."""
        if not (np.isfinite(self.value) and np.isfinite(self.slope)):
            return False
        level = abs(self.value - other.value) <= ROUNDING * abs(other.value)
        return self.slope < other.slope if level else self.value > other.value


def _step(curvature: Floats, gradient: Floats, free: Flags) -> Floats:
    """Uphill by Newton: directions that are not curved downwards are taken as if they were, so each step climbs."""
    values, vectors = np.linalg.eigh(-curvature[np.ix_(free, free)])
    floor = max(float(np.abs(values).max()) * 1e-8, 1e-12)
    found = np.zeros(len(gradient))
    found[free] = vectors @ ((vectors.T @ gradient[free]) / np.maximum(np.abs(values), floor))
    longest = float(np.abs(found).max())
    return found if longest <= 2.0 else found * (2.0 / longest)  # noqa: PLR2004 - e² times a parameter at once


def _line(likelihood: Likelihood, at: _Place, step: Floats) -> _Place | None:
    """The first of ever shorter steps that leads to a better place; None where none does.

    Where the whole step leads to one that is about as steep, it goes on by ever longer ones: towards a limit that no
    curvature tells of, as of a parameter that is nothing.
    """

    def place(times: float) -> _Place:
        return _Place(likelihood, np.clip(at.logs + step * times, -FURTHEST, FURTHEST))

    moved = place(1.0)
    if not moved.better_than(at):
        return next((one for one in (place(0.5**n) for n in range(1, 12)) if one.better_than(at)), None)
    for doublings in range(1, 5):
        if moved.slope < KEPT * at.slope:
            break
        further = place(2.0**doublings)
        if not further.better_than(moved):
            break
        moved = further
    return moved
