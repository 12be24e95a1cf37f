"""How good probabilities of leaving were: plain numbers in, plain numbers out."""

from __future__ import annotations

from fractions import Fraction
from math import fsum
from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass
from carteira_cli.models.backtesting import brier

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TOLD = 3  # decimals of a Brier score that are told: what is equal by them is no better


@dataclass(frozen=True)
class Score:
    """Probabilities of an event held against what happened.

    Attributes:
        customers: of how many.
        predicted: the mean probability; None of nobody, as all the others.
        happened: the share of whom it happened.
        brier: the mean squared error, 0 to 1; the smaller the better.
        auc: how often one of whom it happened had the higher probability than one of whom it did not; None where it
            happened of all or of nobody.
    """

    customers: int
    predicted: float | None
    happened: float | None
    brier: float | None
    auc: float | None


def score(predicted: ArrayLike, happened: ArrayLike) -> Score:
    """How good probabilities were; the same bytes for any order of customers.

    Args:
        predicted: a probability a customer.
        happened: whether it happened, likewise.
    """
    told, was = np.asarray(predicted, dtype=np.float64), np.asarray(happened, dtype=np.bool_)
    size = len(told)
    if not size:
        return Score(0, None, None, None, None)
    return Score(size, fsum(told) / size, int(was.sum()) / size, brier(told, was), auc(told, was))


def auc(predicted: ArrayLike, happened: ArrayLike) -> float | None:
    """The area under the receiver operating curve: P(told of whom it happened > told of whom not) + half of the ties.

    By the sum of mid-ranks (Hanley and McNeil, "The meaning and use of the area under a ROC curve", 1982), in whole
    numbers: twice the rank of a value that c share is 2 × (those up to it) − c + 1.

    Returns:
        None where it happened of all or of nobody.
    """
    told, was = np.asarray(predicted, dtype=np.float64), np.asarray(happened, dtype=np.bool_)
    count = int(was.sum())
    others = len(was) - count
    if not count or not others:
        return None
    _, place, sizes = np.unique(told, return_inverse=True, return_counts=True)
    doubled = (2 * np.cumsum(sizes) - sizes + 1)[place]
    above = int(doubled[was].sum()) - count * (count + 1)
    return float(Fraction(above, 2 * count * others))


def better(ours: Score, theirs: Score) -> bool:
    """Whether the first is told to have erred less: by the decimals that are shown."""
    if ours.brier is None or theirs.brier is None:
        return False
    return round(ours.brier, TOLD) < round(theirs.brier, TOLD)
