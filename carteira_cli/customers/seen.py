"""What readings of the sales have shown of customers, so that no question is read for twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl


class Seen:
    """What the analyses of a base came upon: the one thing about it that is filled.

    Attributes:
        customers: the distinct ids of the largest panel so far; None before the first.
    """

    __slots__ = ("_said", "customers")

    def __init__(self) -> None:
        """Nothing yet."""
        self.customers: pl.Series | None = None
        self._said: dict[str, pl.DataFrame] = {}

    def meet(self, customers: pl.Series) -> None:
        """Take note of the customers of a panel."""
        if self.customers is None or len(customers) > len(self.customers):
            self.customers = customers

    def said(self, column: str, read: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """What the sales say of customers in a column, read when it is first asked for."""
        if column not in self._said:
            self._said[column] = read()
        return self._said[column]
