"""Purchase histories as models see them: arrays, a row a distinct one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.floating[Any]]
    Integers = NDArray[np.int64]


LOG_GRAIN = 2.0**24  # logarithms are whole numbers of so manieth parts, so that their sums are exact in any order
_LARGEST_KEY = 2**62


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
        """Every so manieth row, at most `rows` of them: a sample that knows no chance."""
        step = -(-len(self.weight) // rows)
        return self if step <= 1 else self.taken(slice(None, None, step))

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
    x, times = np.asarray(repeats, dtype=np.int64), [np.asarray(one, dtype=np.float64) for one in (recency, age)]
    count = np.ones(len(x), dtype=np.int64) if weight is None else np.asarray(weight, dtype=np.int64)
    gaps = np.zeros(len(x)) if log_gaps is None else _grained(np.asarray(log_gaps, dtype=np.float64))
    if not len(x):
        return Histories(x, times[0], times[1], gaps, count), np.zeros(0, dtype=np.intp)
    key, *order = np.zeros(len(x), dtype=np.int64), x, *times
    for column in order:
        key = _with_next(key, column)
    by_key = np.argsort(key)
    ranked = key[by_key]
    first = np.concatenate([[True], ranked[1:] != ranked[:-1]])
    starts = np.flatnonzero(first)
    of_each = np.empty(len(x), dtype=np.intp)
    of_each[by_key] = np.cumsum(first) - 1
    one = by_key[starts]
    sums = [np.add.reduceat(column[by_key], starts) for column in (gaps, count)]
    return Histories(x[one], times[0][one], times[1][one], sums[0], sums[1]), of_each


def _with_next(key: Integers, column: NDArray[Any]) -> Integers:
    """A key that orders by what it did, then by one more column."""
    least, most = column.min(), column.max()
    whole = most - least < _LARGEST_KEY and bool((column == np.floor(column)).all())
    rank = (column - least).astype(np.int64) if whole else np.unique(column, return_inverse=True)[1].astype(np.int64)
    size = int(rank.max()) + 1
    if (int(key.max()) + 1) * size > _LARGEST_KEY:
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return key * size + rank


def _grained(logs: Floats) -> Floats:
    """Logarithms to 6e−8, of which millions add up without an error."""
    return np.round(logs * LOG_GRAIN) / LOG_GRAIN
