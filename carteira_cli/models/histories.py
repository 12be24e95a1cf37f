"""Purchase histories as models see them: arrays, a row a distinct one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.floating[Any]]
    Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Histories:
    """Customers counted by history; every array has a number a distinct one, in the same order.

    Attributes:
        repeats: x, the purchases after the first, those of one day together.
        recency: t_x, from the first purchase to the last, in units of time; 0 where there is one purchase.
        age: T, from the first purchase to the day that the history is known up to.
        log_gaps: Σ ln(gap) over the gaps of all customers of the row, in the same unit.
        weight: how many customers have this history.
    """

    repeats: Integers
    recency: Floats
    age: Floats
    log_gaps: Floats
    weight: Integers

    @classmethod
    def of_each(cls, repeats: Integers, recency: Floats, age: Floats, log_gaps: Floats | None = None) -> Histories:
        """A row a customer, of each one's own numbers."""
        none = np.zeros(len(repeats))
        found = none if log_gaps is None else log_gaps
        return cls(repeats, recency, age, found, np.ones(len(repeats), dtype=np.int64))

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return int(self.weight.sum())

    @property
    def repeaters(self) -> int:
        """How many of them bought again."""
        return int(self.weight[self.repeats > 0].sum())

    def scaled(self, unit: float) -> Histories:
        """The same in another unit of time, so many of the present one long."""
        gaps = self.log_gaps - self.repeats * self.weight * np.log(unit)
        return replace(self, recency=self.recency / unit, age=self.age / unit, log_gaps=gaps)

    def thinned(self, rows: int) -> Histories:
        """Every so manieth row, at most `rows` of them: a sample that knows no chance."""
        step = -(-len(self.weight) // rows)
        return self if step <= 1 else self.taken(slice(None, None, step))

    def taken(self, rows: slice | NDArray[np.bool_] | Integers) -> Histories:
        """Some of the rows."""
        return Histories(self.repeats[rows], self.recency[rows], self.age[rows], self.log_gaps[rows], self.weight[rows])
