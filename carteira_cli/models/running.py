"""Gamma functions of whole steps as running sums: exact where their argument grows without limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from carteira_cli.models.histories import Floats


def running(steps: Floats) -> Floats:
    """0 and the running sums of steps: one number more than they are."""
    found = np.zeros(len(steps) + 1)
    np.cumsum(steps, out=found[1:])
    return found


def rising(r: float, most: int) -> tuple[Floats, Floats]:
    """Running ln Γ(r + i) − ln Γ(r) for i = 0 … most, and its derivative by r."""
    steps = r + np.arange(most)
    return running(np.log(steps)), running(1 / steps)


def falling(a: float, b: float, most: int) -> tuple[Floats, Floats, Floats]:
    """Running ln B(a, b + i) − ln B(a, b) for i = 0 … most, and its derivatives by a and b."""
    steps = b + np.arange(most)
    return (
        running(-np.log1p(a / steps)),
        running(-1 / (a + steps)),
        running(a / (steps * (a + steps))),
    )
