"""Revenue by attributes of sales, and by products: all of them in one reading of the lines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.customers.selection import of_customers
from carteira_cli.engines.panel import NO_VALUE, collapse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines, Measure

_EVERY = "\x00\x00"  # in the place of a value: the row is of another attribute
_AFTER, _BEFORE = "depois", "antes"


@dataclass(frozen=True)
class SalesSplit:
    """The revenue of the two periods, by each of some attributes of sales.

    Attributes:
        base: whose customers; it compares.
        dimensions: the attributes.
    """

    base: CustomerBase
    dimensions: tuple[Dimension, ...]

    @cached_property
    def rows(self) -> pl.DataFrame:
        """A row for each attribute, customer and value: `cliente`, `depois`, `antes` (cents), the attributes' keys.

        Of these one holds a value; the others say that the row is not theirs.
        """
        measures = {_AFTER: self._net(after=True), _BEFORE: self._net(after=False)}

        def reduce(lines: Lines, keys: Sequence[str], _: Engine) -> Lines:
            who, *others = keys
            parts = []
            for key in others:
                found = collapse(lines, measures, has_orders=False, keys=(who, key))
                rest = [nw.lit(_EVERY).alias(other) for other in others if other != key]
                parts.append((found.with_columns(*rest) if rest else found).select(who, *others, *measures))
            return nw.concat(parts)

        by = {one.key: nw.col(one.column).cast(nw.String) for one in self.dimensions}
        return of_customers(self.base.reduced(reduce, measures.values(), by).lazy(), self.base).collect()

    def _net(self, *, after: bool) -> Measure:
        period = self.base.asked if after or self.base.compared is None else self.base.compared
        span = self.base.span(period)
        return span.net(span.period.start, span.period.end)

    def of(self, dimension: Dimension) -> pl.DataFrame:
        """The rows of an attribute."""
        return self.rows.filter(pl.col(dimension.key) != _EVERY)

    def column(self, *, after: bool) -> pl.Expr:
        """The cents of a side, in the rows."""
        return pl.col(_AFTER if after else _BEFORE)

    def groups(self, dimension: Dimension) -> Mapping[str | None, tuple[int, int]]:
        """Group → its cents after and before, of those with any line in either period."""
        sums = self.of(dimension).group_by(dimension.key).agg(pl.col(_AFTER, _BEFORE).sum())
        return {None if group == NO_VALUE else group: (after, before) for group, after, before in sums.iter_rows()}
