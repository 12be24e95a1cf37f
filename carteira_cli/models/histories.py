"""Purchase histories as models see them: arrays, a row a distinct one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from carteira_cli.dataclass import dataclass
from carteira_cli.models.distinct import DistinctRows

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.floating[Any]]
    Integers = NDArray[np.int64]


LOG_GRAIN = 2.0**24  # logarithms are whole numbers of such parts of one, so that their sums are exact in any order


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
        found = np.zeros(len(repeats)) if log_gaps is None else _grained(log_gaps)
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

    def distinct(self) -> Histories:
        """The distinct histories among the rows, by x, t_x and T."""
        return grouped(self.repeats, self.recency, self.age, self.log_gaps, self.weight)[0]

    def thinned(self, rows: int) -> Histories:
        """A sample of about so many rows, each standing for its like: one that knows no chance.

        Half of them are of repeat buyers, however few these are: what there is to know, they tell.
        """
        parts = [np.flatnonzero(self.repeats == 0), np.flatnonzero(self.repeats > 0)]
        steps = [max(-(-len(part) // (rows // 2)), 1) for part in parts]
        kept = [part[(step - 1) // 2 :: step] for part, step in zip(parts, steps, strict=True)]
        times = np.repeat(steps, [len(part) for part in kept])
        found = self.taken(np.concatenate(kept))
        return replace(found, log_gaps=found.log_gaps * times, weight=found.weight * times)

    def taken(self, rows: slice | NDArray[np.bool_] | Integers) -> Histories:
        """Some of the rows."""
        return Histories(self.repeats[rows], self.recency[rows], self.age[rows], self.log_gaps[rows], self.weight[rows])


def grouped(
    repeats: ArrayLike,
    recency: ArrayLike,
    age: ArrayLike,
    log_gaps: ArrayLike | None = None,
    weight: ArrayLike | None = None,
) -> tuple[Histories, NDArray[np.intp]]:
    """The distinct histories of customers, and where each customer's is.

    Args:
        repeats: x, a number a customer, as the others.
        recency: t_x; whole days are sorted fastest.
        age: T.
        log_gaps: Σ ln(gap) of each; None: not asked.
        weight: how many customers each row stands for; None: one.

    Returns:
        Rows by x, t_x and T, rising: the same whatever the order of the customers. And for each customer the number of
        her row: what is expected of it, taken at these, is what is expected of each.
    """
    x = np.asarray(repeats, dtype=np.int64)
    last, until = (np.asarray(one, dtype=np.float64) for one in (recency, age))
    count = np.ones(len(x), dtype=np.int64) if weight is None else np.asarray(weight, dtype=np.int64)
    gaps = np.zeros(len(x)) if log_gaps is None else _grained(np.asarray(log_gaps, dtype=np.float64))
    rows = DistinctRows(x, last, until)
    at = rows.first
    found = Histories(x[at], last[at], until[at], rows.sums(gaps), rows.sums(count))
    return found, rows.of_each


def _grained(logs: Floats) -> Floats:
    """Logarithms to 6e−8, of which millions add up without an error."""
    return np.round(logs * LOG_GRAIN) / LOG_GRAIN
