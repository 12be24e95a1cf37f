"""Beta-geometric: how long contracts last that end at a renewal with a chance of their own.

At each renewal a contract ends with a probability θ of its own, θ ~ Beta(a, b). Those with a high one go first, so that
retention rises with age though nobody becomes more loyal.

Fader and Hardie, "How to project customer retention", 2007; "Customer-base valuation in a contractual setting: the
perils of ignoring heterogeneity", 2010.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.dataclass import dataclass
from carteira_cli.models.fitting import maximise
from carteira_cli.models.running import falling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.models.fitting import Estimate
    from carteira_cli.models.histories import Floats, Integers

PARAMETERS = ("a", "b")
STARTS = ((1.0, 5.0), (0.3, 1.0), (10.0, 100.0))


@dataclass(frozen=True)
class Lasting:
    """Contracts counted by how long they have lasted.

    Attributes:
        ended: how many ended after having survived t renewals, by t = 0, 1, …
        going: how many still go after having survived t renewals: nobody knows how long yet.
    """

    ended: tuple[int, ...]
    going: tuple[int, ...]

    @classmethod
    def of_survivors(cls, survivors: Sequence[int]) -> Lasting:
        """Of contracts that all began together: how many there were, and how many after each renewal.

        Example:
            >>> Lasting.of_survivors([1000, 869, 743])
            Lasting(ended=(131, 126), going=(0, 0, 743))
        """
        ended = tuple(before - after for before, after in pairwise(survivors))
        return cls(ended, (0,) * len(ended) + (survivors[-1],))

    @classmethod
    def counted(cls, survived: Integers, ended: Integers, weight: Integers | None = None) -> Lasting:
        """Of rows: renewals survived ≥ 0, whether it then ended (1) or still goes (0), and how many are such."""
        count = np.ones(len(survived), dtype=np.int64) if weight is None else weight
        over = np.asarray(ended, dtype=bool)
        size = int(np.max(survived, initial=0)) + 1
        sides = [np.zeros(size, dtype=np.int64) for _ in range(2)]
        for side, rows in zip(sides, (over, ~over), strict=True):
            np.add.at(side, survived[rows], count[rows])
        return cls(tuple(map(int, sides[0])), tuple(map(int, sides[1])))

    @property
    def contracts(self) -> int:
        """How many there are."""
        return sum(self.ended) + sum(self.going)


@dataclass(frozen=True, eq=False)
class BetaGeometric:
    """The model with its parameters.

    Attributes:
        a: first shape of the probabilities of ending; `b` the second.
    """

    a: float
    b: float

    def survival(self, most: int, age: int = 0) -> Floats:
        """S(t + m | t survived) = B(a, b + t + m) ÷ B(a, b + t) for m = 0 … `most`, after t = `age` renewals."""
        return np.exp(falling(self.a, self.b + age, most)[0])

    def hazard(self, renewal: int) -> float:
        """The probability that a contract ends at its t-th renewal, having come to it: a ÷ (a + b + t − 1), t ≥ 1."""
        return self.a / (self.a + self.b + renewal - 1)

    def residual(self, age: int, horizon: int, discount: float = 0.0) -> float:
        """Renewals to come: Σ S(t + m | t) ÷ (1 + d)^m over m = 1 … `horizon`, after t = `age` of them.

        Args:
            age: renewals survived.
            horizon: how many renewals are looked at.
            discount: d, per period between renewals.
        """
        later = self.survival(horizon, age)[1:]
        return float((later * (1 + discount) ** -np.arange(1.0, horizon + 1)).sum())


@dataclass(frozen=True, eq=False)
class FittedLasting:
    """The model fitted to contracts."""

    model: BetaGeometric
    estimate: Estimate

    @property
    def spread_known(self) -> bool:
        """Whether contracts tell that their chances differ: one of the shapes, and so the spread, is known."""
        return self.estimate.known((("a", 1), ("b", 1)))


def fitted_lasting(lasting: Lasting) -> FittedLasting:
    """The parameters under which contracts last as they did.

    Raises:
        ValueError: none ended, or none survived a renewal: any a, or any b, however extreme, is likelier than the last.
    """
    if not sum(lasting.ended):
        raise ValueError("none ended: nothing to fit")
    if not sum(lasting.ended[1:]) + sum(lasting.going[1:]):
        raise ValueError("none survived: nothing to fit")
    found = maximise(PARAMETERS, (LastingLikelihood(lasting),), STARTS)
    return FittedLasting(BetaGeometric(*found.values), found)


class LastingLikelihood:
    """The log-likelihood of contracts, by ln a, ln b.

    One that survived t renewals contributes ln B(a, b + t) − ln B(a, b), and + ln(a ÷ (a + b + t)) where it then ended.
    """

    def __init__(self, lasting: Lasting) -> None:
        size = max(len(lasting.ended), len(lasting.going))
        self._ended, self._going = (
            np.array([*side, *(0,) * (size - len(side))], dtype=np.float64) for side in (lasting.ended, lasting.going)
        )
        self.customers = lasting.contracts

    def __call__(self, logs: Floats) -> tuple[float, Floats]:
        """The log-likelihood and its gradient."""
        a, b = np.exp(logs)
        kept, kept_a, kept_b = falling(a, b, len(self._ended) - 1)
        t = np.arange(len(self._ended))
        every, ended = self._ended + self._going, self._ended
        value = (every * kept).sum() - (ended * np.log1p((b + t) / a)).sum()
        by_a = (every * kept_a).sum() + (ended * (b + t) / (a * (a + b + t))).sum()
        by_b = (every * kept_b).sum() - (ended / (a + b + t)).sum()
        return float(value), np.array([a * by_a, b * by_b])
