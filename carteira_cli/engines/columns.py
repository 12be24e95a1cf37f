"""The panels of a few periods: a column a measure, each of which looks at the lines for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import collapse

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines, Measure


@dataclass(frozen=True)
class Columns:
    """Any measures of any periods; equal ones of several are found once.

    Attributes:
        spans: for each period, name → measure.
        has_orders: whether the lines carry an order id.
    """

    spans: tuple[Mapping[str, Measure], ...]
    has_orders: bool

    @staticmethod
    def fits(measures: Collection[Measure]) -> bool:  # noqa: ARG004 - this way has no measure that it can't give
        """Every measure does."""
        return True

    @property
    def names(self) -> dict[Measure, str]:
        """Measure → its column."""
        distinct = dict.fromkeys(measure for span in self.spans for measure in span.values())
        return {measure: f"m{number}" for number, measure in enumerate(distinct)}

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All distinct measures."""
        return tuple(self.names)

    @property
    def blanks(self) -> dict[str, int | bool | None]:
        """Column of `reduce` → what a customer without lines has there."""
        return {name: measure.empty for measure, name in self.names.items()}

    def reduce(self, lines: Lines, keys: Sequence[str], _: Engine) -> Lines:
        """One row a customer (and further key): the keys, and a column a distinct measure."""
        measures = {name: measure for measure, name in self.names.items()}
        return collapse(lines, measures, has_orders=self.has_orders, keys=keys)

    def panels(self, people: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """For each period, `people` with its measures under their names in the place of the columns."""
        names = self.names
        steady = [column for column in people.columns if column not in names.values()]
        for span in self.spans:
            yield people.select(*steady, **{name: pl.col(names[measure]) for name, measure in span.items()})
