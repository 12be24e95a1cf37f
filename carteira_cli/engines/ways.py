"""The ways from lines to the panels of periods: what each can give, and which is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from carteira_cli.engines.columns import Columns
from carteira_cli.engines.masks import Masks
from carteira_cli.engines.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    import polars as pl

    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines, Measure

MANY = 4  # spans from which on one pass for all beats an aggregate a measure


class Way(Protocol):
    """How lines become the panels of successive periods."""

    @staticmethod
    def fits(measures: Collection[Measure], /) -> bool:
        """Whether it can give all measures."""

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All distinct measures of the periods."""

    @property
    def blanks(self) -> Mapping[str, int | bool | None]:
        """Column of `reduce` → what a customer without lines is to have there before `panels`, where not null."""

    def reduce(self, lines: Lines, keys: Sequence[str], engine: Engine, /) -> Lines:
        """One row a customer (and further key), with what all the periods need.

        Args:
            lines: as in `panel.collapse`.
            keys: `cliente` and what splits her row; never null.
            engine: that of the lines.
        """

    def panels(self, people: pl.DataFrame, /) -> Iterator[pl.DataFrame]:
        """For each period, in their order, `people` with the period's measures under their names.

        Args:
            people: the rows of `reduce`, perhaps with more customers (null, or as in `blanks`) and more columns.
        """


def way_of(spans: tuple[Mapping[str, Measure], ...], *, has_orders: bool) -> Way:
    """How the measures of spans are best found.

    Args:
        spans: for each period, in ascending order of its end, name → measure.
        has_orders: whether the lines carry an order id; without one each purchase line is an order.
    """
    measures = tuple(dict.fromkeys(measure for span in spans for measure in span.values()))
    if len(spans) >= MANY and Masks.fits(measures):
        return Masks(spans)
    if len(spans) >= MANY and Timeline.fits(measures):
        return Timeline(spans, has_orders)
    return Columns(spans, has_orders)
