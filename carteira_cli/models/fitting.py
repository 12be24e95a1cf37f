"""Maximum likelihood of a few positive parameters: one way for every model.

Parameters are searched by their logarithms, which keeps them positive and their scales alike. A thinned sample finds
where to begin; Newton's method on all rows goes on from there, with the curvature of the sample, whose error costs a
step or two and no digit (Fader, Hardie and Lee, "Counting your customers the easy way", 2005, fit by the gradient
alone).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.models.histories import Floats

FURTHEST = 14.0  # logarithm of a parameter beyond which it stands for 0 or for infinity
TOLERANCE = 1e-9  # of the gradient a customer, by the logarithm of a parameter, at which the search ends
STEPS = 60
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
        errors: their standard errors, from the observed information; None where the curvature shows no maximum.
        log_errors: the same of the logarithms: how many times over a parameter may be off.
        log_likelihood: at the maximum.
        steps: how many the search took on all rows.
        converged: whether the gradient vanished.
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    errors: tuple[float, ...] | None
    log_errors: tuple[float, ...] | None
    log_likelihood: float
    steps: int
    converged: bool

    def value(self, name: str) -> float:
        """The estimate of a parameter."""
        return self.values[self.names.index(name)]

    def known(self, name: str) -> bool:
        """Whether the data say anything of a parameter: it is no limit of the search, and its error is finite."""
        at = self.names.index(name)
        inside = abs(float(np.log(self.values[at]))) < FURTHEST - 1
        return inside and self.log_errors is not None and self.log_errors[at] < UNKNOWN_ERROR


def maximise(
    names: tuple[str, ...], whole: Likelihood, sample: Likelihood, starts: Sequence[Sequence[float]]
) -> Estimate:
    """The parameters of the largest likelihood.

    Args:
        names: of the parameters.
        whole: over all rows.
        sample: over a part of them, where there are many; else `whole`.
        starts: values of the parameters to begin from.
    """
    best = max((_searched(sample, np.log(start)) for start in starts), key=lambda found: found[1])[0]
    if sample is not whole:
        best = _newton(sample, best, _curvature(sample, best))[0]
    curvature = _curvature(sample, best) * (whole.customers / sample.customers)
    found, steps, converged = _newton(whole, best, curvature)
    value, _ = whole(found)
    exact = _curvature(whole, found)
    errors = _errors(exact)
    values = np.exp(found)
    return Estimate(
        names,
        tuple(map(float, values)),
        None if errors is None else tuple(map(float, errors * values)),
        None if errors is None else tuple(map(float, errors)),
        value,
        steps,
        converged,
    )


def _searched(likelihood: Likelihood, start: Floats) -> tuple[Floats, float]:
    """A quasi-Newton search from a start: where it ended, and the log-likelihood there."""
    from scipy.optimize import minimize  # weight: for a fit

    scale = max(likelihood.customers, 1)

    def loss(logs: Floats) -> tuple[float, Floats]:
        value, gradient = likelihood(logs)
        return -value / scale, -gradient / scale

    limits = [(-FURTHEST, FURTHEST)] * len(start)
    options = {"maxiter": 200, "ftol": 1e-12, "gtol": 1e-7}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options=options)
    return np.asarray(found.x, dtype=np.float64), -float(found.fun) * scale


def _curvature(likelihood: Likelihood, logs: Floats, step: float = 1e-4) -> Floats:
    """The Hessian of the log-likelihood, by central differences of its gradient."""
    size = len(logs)
    found = np.empty((size, size))
    for at in range(size):
        moved = np.zeros(size)
        moved[at] = step
        found[at] = (likelihood(logs + moved)[1] - likelihood(logs - moved)[1]) / (2 * step)
    return (found + found.T) / 2


def _newton(likelihood: Likelihood, logs: Floats, curvature: Floats) -> tuple[Floats, int, bool]:
    """Steps of Newton's method with one curvature, renewed where a step does not help."""
    scale = max(likelihood.customers, 1)
    value, gradient = likelihood(logs)
    for number in range(STEPS):
        if _ended(logs, gradient) < TOLERANCE * scale:
            return logs, number, True
        step = _step(curvature, gradient)
        moved = _line(likelihood, logs, value, step)
        if moved is None:
            renewed = _curvature(likelihood, logs)
            moved = _line(likelihood, logs, value, _step(renewed, gradient))
            curvature = renewed
        if moved is None:
            return logs, number, _ended(logs, gradient) < 1e3 * TOLERANCE * scale
        logs, value, gradient = moved
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


def _errors(curvature: Floats) -> Floats | None:
    """Standard errors of the logarithms; None where the curvature shows no maximum."""
    values, vectors = np.linalg.eigh(-curvature)
    if float(values.min()) <= float(np.abs(values).max()) * 1e-10:
        return None
    found: Floats = np.sqrt(np.sum(vectors**2 / values, axis=1))
    return found
