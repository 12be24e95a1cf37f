"""The records of a text that was rewritten: each with its line in the original and what is wrong with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.hidden import LINE, MARK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ROW = "\x00posição"  # of a record among all, from 0


@dataclass(frozen=True)
class Records:
    """The rewritten text.

    Attributes:
        read: reads it as CSV.
        names: of the columns of the original.
        bare: as of `Normalised`: of records that say nothing of themselves, what they are told by.
    """

    read: Callable[..., pl.LazyFrame]
    names: Sequence[str]
    bare: Sequence[tuple[int, int]] = ()

    @property
    def schema(self) -> pl.Schema:
        """The columns, all text."""
        return pl.Schema(dict.fromkeys((*self.names, LINE, MARK), pl.String()))

    def lines(self, index: str | None, _: int | None) -> pl.LazyFrame:
        """The records, under their lines in the original if a name is given for these."""
        if index is None:
            return self._read()
        if not self.bare:
            return self._read().select(pl.col(LINE).cast(pl.Int64).alias(index), pl.all())
        numbers = pl.coalesce(pl.col(LINE).cast(pl.Int64), self._by_place(pl.col(_ROW).cast(pl.Int64)))
        return self._read(row_index_name=_ROW).select(numbers.alias(index), pl.all().exclude(_ROW))

    def _read(self, **more: str) -> pl.LazyFrame:
        lacking = {"missing_columns": "insert"} if self.bare else {}  # whatever the first of them has
        return self.read(has_header=False, schema=self.schema, glob=False, **lacking, **more)

    def _by_place(self, row: pl.Expr) -> pl.Expr:
        """The lines of bare records, by their places."""
        places, firsts = (pl.Series(numbers, dtype=pl.Int64) for numbers in zip(*self.bare, strict=True))
        kernel = partial(lines_of_rows, places=places, firsts=firsts)
        return row.map_batches(kernel, return_dtype=pl.Int64, is_elementwise=True)


def lines_of_rows(rows: pl.Series, places: pl.Series, firsts: pl.Series) -> pl.Series:
    """The lines of bare records at some places, from the first place of each run of them and its line.

    Example:
        >>> lines_of_rows(pl.Series([0, 1, 5, 6]), pl.Series([0, 5]), pl.Series([2, 9])).to_list()
        [2, 3, 9, 10]
    """
    at = places.search_sorted(rows, side="right").cast(pl.Int64) - 1
    return rows + (firsts - places).gather(at.clip(lower_bound=0))
