"""Who was active at many moments, out of one pass: a bit a moment, OR-ed over a customer's purchases.

Whether a customer bought in `[s, e)` is one bit; a day sets the bits of all the ranges that it lies in. So 63 months of
activity are one integer a customer, and the base, the lost and the new of each month are bit operations on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines, Measure

BITS = 63  # of a signed integer, which every file format and engine has
_DAY = "dia"
_CLIPPED = "__dia"


@dataclass(frozen=True)
class Masks:
    """Measures of activity for successive periods.

    Attributes:
        spans: for each period, name → measure; as `fits`.
    """

    spans: tuple[Mapping[str, Measure], ...]

    @staticmethod
    def fits(measures: Collection[Measure]) -> bool:
        """Whether measures are all of activity by purchases, or the first purchase."""
        return all(
            measure.scope == "compras"
            and (measure.aggregate == "any" or (measure.aggregate == "min" and measure.start is None))
            for measure in measures
        )

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All distinct measures."""
        return tuple(dict.fromkeys(measure for span in self.spans for measure in span.values()))

    @property
    def _bits(self) -> dict[Measure, tuple[str, int]]:
        """Each range of days: the column of its bit, and which bit."""
        ranges = [measure for measure in self.measures if measure.aggregate == "any"]
        return {measure: (f"bits{number // BITS}", number % BITS) for number, measure in enumerate(ranges)}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that `reduce` adds to the keys."""
        return (*self._marks, _DAY)

    @property
    def _marks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column for column, _ in self._bits.values()))

    @property
    def blanks(self) -> dict[str, int | bool | None]:
        """None: what is null of a customer without lines is so in every panel."""
        return {}

    def reduce(self, lines: Lines, keys: Sequence[str], engine: Engine) -> Lines:
        """One row a customer (and further key) with a purchase: the keys, her bits, and the day of her first purchase.

        Args:
            lines: as in `panel.collapse`.
            keys: `cliente` and what splits her row.
            engine: that of the lines.
        """
        marked = lines.filter(nw.col("compra"))
        days = self._days()
        if days is not None:
            edges = days[_CLIPPED][0], days[_CLIPPED][-1]
            clipped = marked.with_columns(nw.col("data").clip(*edges).alias(_CLIPPED))
            marked = clipped.join(engine.table(days), on=_CLIPPED, how="inner")
        return engine.marks(marked, keys, self._marks, "data").rename({"data": _DAY})

    def _days(self) -> pl.DataFrame | None:
        """Every day from before the first range to after the last, with its bits; None without ranges."""
        ranges = self._bits
        edges = [edge for measure in ranges for edge in (measure.start, measure.end) if edge is not None]
        if not ranges:
            return None
        first, last = (min(edges) - 1, max(edges)) if edges else (0, 0)
        days = range(first, last + 1)
        found: dict[str, list[int]] = {column: [0] * len(days) for column, _ in ranges.values()}
        for measure, (column, bit) in ranges.items():
            start = first if measure.start is None else measure.start
            end = last + 1 if measure.end is None else measure.end
            for day in range(start, end):
                found[column][day - first] |= 1 << bit
        bits = {column: pl.Series(values, dtype=pl.Int64) for column, values in found.items()}
        return pl.DataFrame({_CLIPPED: pl.Series(days, dtype=pl.Int32), **bits})

    def panels(self, people: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """For each period, `people` with the period's measures in the place of the bits.

        Args:
            people: what `reduce` collected, perhaps with more customers (whose bits are null) and more columns.
        """
        steady = [column for column in people.columns if column not in self.columns]
        for span in self.spans:
            yield people.select(*steady, **{name: self._measured(measure) for name, measure in span.items()})

    def _measured(self, measure: Measure) -> pl.Expr:
        if measure.aggregate == "min":
            first = pl.col(_DAY)
            return first if measure.end is None else pl.when(first < measure.end).then(first)
        column, bit = self._bits[measure]
        return ((pl.col(column).fill_null(0) & (1 << bit)) != 0).cast(pl.Boolean)
