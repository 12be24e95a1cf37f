"""The panels of the periods of a run, in one pass over the sales, and one at a time, to keep memory bounded."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.people import with_register
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import NO_VALUE
from carteira_cli.engines.ways import way_of
from carteira_cli.kpis.activity_rules import measures_of_needs, settled
from carteira_cli.kpis.customer_measures import REGISTERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import narwhals.stable.v2 as nw

    from carteira_cli.customers.activity import RulesByCustomer
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Measure
    from carteira_cli.kpis.customer_measures import Span
    from carteira_cli.kpis.evaluate import Group


@dataclass(frozen=True)
class Sweep:
    """What is to be measured of each customer.

    Attributes:
        base: whose customers.
        needs: names of `kpis.measures.MEASURES`.
        extra: more measures, of the first span only.
        by: name → expression on the lines: what splits a customer's row; each combination is swept apart.
        select: from the rows of customers to those that count, with their attributes.
        told: is told of the rows of customers and keys before they are parted.
    """

    base: CustomerBase
    needs: tuple[str, ...]
    select: Callable[[pl.DataFrame], pl.DataFrame]
    extra: Mapping[str, Measure]
    by: Mapping[str, nw.Expr] = field(default_factory=dict)
    told: Callable[[pl.DataFrame], None] | None = None

    def panels(self, spans: Sequence[Span]) -> Iterator[tuple[Group, int, pl.DataFrame]]:
        """For each combination of keys and each span: the combination, the span's number, and its panel.

        A panel has one row a customer: `cliente`, the measures under their names, `cadastro`, what `select` adds.
        Combinations come in order, nulls last; spans in ascending order of their end.
        """
        order = sorted(range(len(spans)), key=lambda n: (spans[n].period.end, spans[n].period.start))
        wanted = [self._measures(spans[number], first=number == 0) for number in order]
        way = way_of(tuple(wanted), has_orders=self.base.has_orders)
        found = self.base.reduced(way.reduce, way.measures, self.by)
        if self.told is not None:
            self.told(found)
        rules = self._rules()
        for group, part in self._parts(found):
            people = self.select(self._with_register(part, way.blanks))
            people = people if rules is None else rules.marked(people)
            for number, panel in zip(order, way.panels(people), strict=True):
                yield group, number, panel if rules is None else settled(panel, self.needs, spans[number])

    def _rules(self) -> RulesByCustomer | None:
        if not self.base.rules:
            return None
        from carteira_cli.customers.activity import RulesByCustomer  # weight: for a run with rules

        return RulesByCustomer(self.base)

    def _measures(self, span: Span, *, first: bool) -> dict[str, Measure]:
        own = measures_of_needs((need for need in self.needs if need != REGISTERED), span)
        return {**own, **self.extra} if first else own

    def _with_register(self, part: pl.DataFrame, blanks: Mapping[str, int | bool | None]) -> pl.DataFrame:
        if REGISTERED in self.needs:
            return with_register(part, self.base, blanks)
        return part.with_columns(pl.lit(None, dtype=pl.Int32).alias(REGISTERED))

    def _parts(self, found: pl.DataFrame) -> Iterator[tuple[Group, pl.DataFrame]]:
        if not self.by:
            yield (), found
            return
        parts = found.partition_by(list(self.by), as_dict=True, include_key=False)
        for key in sorted(parts):
            yield tuple(None if value == NO_VALUE else str(value) for value in key), parts[key]
