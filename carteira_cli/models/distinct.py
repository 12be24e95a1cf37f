"""Rows that are equal counted as one, in an order of their own: what is summed over them depends on no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.intp]

_LARGEST_KEY = 2**62


class DistinctRows:
    """The distinct rows of some columns, rising by the first column, then by the next.

    Attributes:
        first: the place of a row of each kind among those given.
        of_each: for each row given, the number of its kind.
    """

    def __init__(self, *columns: NDArray[Any]) -> None:
        """Of columns of numbers, all of one length; whole numbers are sorted fastest."""
        key = np.zeros(len(columns[0]), dtype=np.int64)
        for column in columns if len(key) else ():
            key = _with_next(key, column)
        self._order: Places = np.argsort(key)
        ranked = key[self._order]
        new = np.concatenate([np.ones(min(len(key), 1), dtype=bool), ranked[1:] != ranked[:-1]])
        self._starts = np.flatnonzero(new)
        self.first: Places = self._order[self._starts]
        self.of_each: Places = np.empty(len(key), dtype=np.intp)
        self.of_each[self._order] = np.cumsum(new) - 1

    def sums(self, column: NDArray[Any]) -> NDArray[Any]:
        """The sum of a column over the rows of each kind: one that is exact in any order, to depend on none."""
        if not len(column):
            return column
        found: NDArray[Any] = np.add.reduceat(column[self._order], self._starts)
        return found


def _with_next(key: NDArray[np.int64], column: NDArray[Any]) -> NDArray[np.int64]:
    """A key that orders by what it did, then by one more column."""
    least, most = column.min(), column.max()
    whole = most - least < _LARGEST_KEY and bool((column == np.floor(column)).all())
    rank = (column - least).astype(np.int64) if whole else np.unique(column, return_inverse=True)[1].astype(np.int64)
    size = int(rank.max()) + 1
    if (int(key.max()) + 1) * size > _LARGEST_KEY:
        key = np.unique(key, return_inverse=True)[1].astype(np.int64)
    return key * size + rank
