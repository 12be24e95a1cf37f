"""Nodes and weights over which smooth functions are averaged."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from carteira_cli.models.histories import Floats

NODES = 24


def beta_nodes(a: float, b: Floats, count: int = NODES) -> tuple[Floats, Floats]:
    """Gauss–Jacobi nodes and weights of Beta(a, b) on (0, 1): one row a `b`, weights that add up to 1.

    Golub and Welsch, "Calculation of Gauss quadrature rules", 1969: the eigenvalues of the symmetric tridiagonal matrix
    of the recurrence are the nodes, the squares of the first components of its vectors the weights. The recurrence is
    that of the interval (0, 1), in which nothing cancels where b is large and all nodes lie near 0.

    Args:
        a: the first shape.
        b: the second shapes.
        count: how many nodes.
    """
    i = np.arange(1, count)
    s = (a + b - 2)[:, None]
    inside = (2 * i * (i + s + 1) + s * a) / ((2 * i + s) * (2 * i + s + 2))
    diagonal = np.column_stack([a / (a + b), inside])
    left = (i + b[:, None] - 1) * (i + a - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        beside = i * left * (i + s) / ((2 * i + s) ** 2 * (2 * i + s + 1) * (2 * i + s - 1))
    beside[:, 0] = a * b / ((a + b) ** 2 * (a + b + 1))
    matrix = np.zeros((len(b), count, count))
    at = np.arange(count)
    matrix[:, at, at] = diagonal
    matrix[:, at[1:], at[:-1]] = matrix[:, at[:-1], at[1:]] = np.sqrt(beside)
    nodes, vectors = np.linalg.eigh(matrix)
    return np.maximum(nodes, np.finfo(np.float64).tiny), vectors[:, 0, :] ** 2


@cache
def legendre(count: int = NODES) -> tuple[Floats, Floats]:
    """Gauss–Legendre nodes on (0, 1) and their weights, which add up to 1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2
