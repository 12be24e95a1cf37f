"""Which values of a group stand for themselves, and which are put together under one name."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.customers import selection
from carteira_cli.customers.groups import MAX_DIMENSIONS, OTHERS
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.errors import UsageError
from carteira_cli.units import number

if TYPE_CHECKING:
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.customers.groups import Grouping
    from carteira_cli.engines.panel import Lines

MAX_GROUPS = 1000  # more rows than this nobody reads: a limit must be asked for


class GroupLabels:
    """The values of a run that stand for themselves: filled once, and then the same for every period and table.

    The first rows that have a dimension settle which of its values are large enough: the customers of the first sweep,
    or else leads or costs. Which these are is known only after the pass that reads them; hence this is no value, and
    the one thing about a grouping that is filled.
    """

    __slots__ = ("_grouping", "_kept", "_pairs")

    def __init__(self, grouping: Grouping) -> None:
        """Of what a run is split by; nothing is settled yet."""
        self._grouping = grouping
        self._kept: dict[Dimension, frozenset[str | None] | None] = {}  # None: all, also those of other tables alone
        self._pairs: pl.DataFrame | None = None  # of two attributes of customers

    def labelled(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with a column a dimension: values too small, or beyond the limit, under one name.

        Raises:
            UsageError: too many values, and no limit.
        """
        grouping = self._grouping
        for dimension in grouping.dimensions:
            if dimension.key in rows.columns:
                if dimension not in self._kept:
                    self._settle(dimension, rows.group_by(dimension.key).len())
                rows = nw.from_native(rows).with_columns(self._label(dimension, nw.col(dimension.key))).to_native()
        return self._paired(rows) if grouping.least and len(grouping.dimensions) == MAX_DIMENSIONS else rows

    def on_sales(self) -> dict[str, nw.Expr]:
        """Key → the group of a sale line, for each attribute of sales.

        Raises:
            UsageError: as `labelled`.
        """
        found, base = {}, self._grouping.base
        for dimension in self._grouping.dimensions:
            if dimension.of != "venda":
                continue
            if dimension not in self._kept and self._is_selective:
                self._settle(dimension, selection.ask(base, partial(_sizes, dimension), [dimension.column]))
            found[dimension.key] = self._label(dimension, nw.col(dimension.column).cast(nw.String))
        return found

    def of_sweep(self, rows: pl.DataFrame) -> None:
        """Settle what the rows of customers and groups of sales show, where every value stands for itself.

        Raises:
            UsageError: as `labelled`.
        """
        for dimension in self._grouping.dimensions:
            if dimension.key in rows.columns and dimension not in self._kept:
                self._settle(dimension, rows.group_by(dimension.key).len())

    @property
    def _is_selective(self) -> bool:
        """Whether it depends on the customers of a value whether it stands for itself."""
        return self._grouping.limit is not None or self._grouping.least > 0

    def _settle(self, dimension: Dimension, sizes: pl.DataFrame) -> None:
        """Settle which values stand for themselves, from how many customers (or leads) each has."""
        limit, least = self._grouping.limit, self._grouping.least
        ranked = sorted(((count, value) for value, count in sizes.iter_rows()), key=lambda row: (-row[0], row[1] or ""))
        large = [value for count, value in ranked if count >= least]
        if limit is None and len(large) > MAX_GROUPS:
            raise UsageError(
                f'a coluna "{dimension.words}" tem {number(len(large), 0)} valores',
                "use --limite 20 para os maiores e os outros juntos, ou --minimo 30 para juntar os pequenos",
            )
        self._kept[dimension] = frozenset(large[:limit]) if self._is_selective else None

    def _label(self, dimension: Dimension, cell: nw.Expr) -> nw.Expr:
        kept = self._kept.get(dimension)
        if kept is None:
            return cell.alias(dimension.key)
        known = cell.is_in([value for value in kept if value is not None]).fill_null(value=None in kept)
        return nw.when(known).then(cell).otherwise(nw.lit(OTHERS)).alias(dimension.key)

    def _paired(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with the pairs of values that have too few customers (or leads) put together."""
        keys = self._grouping.keys
        if self._grouping.of_sales or not set(keys) <= set(rows.columns):
            return rows
        if self._pairs is None:
            large = rows.group_by(keys).len().filter(pl.col("len") >= self._grouping.least)
            self._pairs = large.select(*keys, __kept=pl.lit(value=True))
        marked = rows.join(self._pairs, on=keys, how="left", nulls_equal=True)
        small = pl.col("__kept").is_null()
        labels = [pl.when(small).then(pl.lit(OTHERS)).otherwise(pl.col(key)).alias(key) for key in keys]
        return marked.with_columns(labels).drop("__kept")


def _sizes(dimension: Dimension, lines: Lines) -> Lines:
    """The values of an attribute of sales, and how many customers each has."""
    return lines.group_by(dimension.column).agg(len=nw.col(CUSTOMER).n_unique())
