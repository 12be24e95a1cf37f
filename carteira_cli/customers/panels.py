"""The panels of the periods of a run, in one pass over the sales, and one at a time, to keep memory bounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.people import with_register
from carteira_cli.engines.masks import Masks
from carteira_cli.engines.panel import NO_VALUE
from carteira_cli.engines.timeline import Timeline, worth_it
from carteira_cli.kpis.measures import MEASURES, REGISTERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.engines.panel import Measure
    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.kpis.measures import Span


@dataclass(frozen=True)
class Sweep:
    """What is to be measured of each customer.

    Attributes:
        base: whose customers.
        needs: names of `kpis.measures.MEASURES`.
        extra: more measures, of the first span only.
        by: name → expression on the lines: what splits a customer's row; each combination is swept apart.
        select: from the rows of customers to those that count, with their attributes.
    """

    base: CustomerBase
    needs: tuple[str, ...]
    select: Callable[[pl.DataFrame], pl.DataFrame]
    extra: Mapping[str, Measure]
    by: Mapping[str, pl.Expr] = field(default_factory=dict)

    def panels(self, spans: Sequence[Span]) -> Iterator[tuple[Group, int, pl.DataFrame]]:
        """For each combination of keys and each span: the combination, the span's number, and its panel.

        A panel has one row a customer: `cliente`, the measures under their names, `cadastro`, what `select` adds.
        Combinations come in order, nulls last; spans in ascending order of their end.
        """
        order = sorted(range(len(spans)), key=lambda n: (spans[n].period.end, spans[n].period.start))
        wanted = [self._measures(spans[number], first=number == 0) for number in order]
        layout = _layout(tuple(wanted))
        for group, part in self._parts(layout.collected(self.base, self.by)):
            people = self.select(self._with_register(part, layout.blanks))
            for number, panel in zip(order, layout.panels(people, self.base), strict=True):
                yield group, number, panel

    def _measures(self, span: Span, *, first: bool) -> dict[str, Measure]:
        own = {need: MEASURES[need](span) for need in self.needs if need != REGISTERED}
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


def _layout(spans: tuple[Mapping[str, Measure], ...]) -> _Columns | _Bits | _Lists:
    """How the measures of spans are best found."""
    if not worth_it(len(spans)):
        return _Columns(spans)
    measures = [measure for span in spans for measure in span.values()]
    if Masks.fits(measures):
        return _Bits(Masks(spans))
    return _Lists(Timeline(spans)) if Timeline.fits(measures) else _Columns(spans)


@dataclass(frozen=True)
class _Columns:
    """A column a measure, for few spans: each looks at the lines for itself, and equal ones are shared."""

    spans: tuple[Mapping[str, Measure], ...]

    @property
    def names(self) -> dict[Measure, str]:
        """Measure → its column."""
        distinct = dict.fromkeys(measure for span in self.spans for measure in span.values())
        return {measure: f"m{number}" for number, measure in enumerate(distinct)}

    @property
    def blanks(self) -> dict[str, int | bool | None]:
        return {name: measure.empty for measure, name in self.names.items()}

    def collected(self, base: CustomerBase, by: Mapping[str, pl.Expr]) -> pl.DataFrame:
        return base.panel({name: measure for measure, name in self.names.items()}, by)

    def panels(self, people: pl.DataFrame, _: CustomerBase) -> Iterator[pl.DataFrame]:
        names = self.names
        steady = [column for column in people.columns if column not in names.values()]
        for span in self.spans:
            yield people.select(*steady, **{name: pl.col(names[measure]) for name, measure in span.items()})


@dataclass(frozen=True)
class _Bits:
    """A bit a range of days, for many spans of nothing but activity."""

    masks: Masks

    @property
    def blanks(self) -> dict[str, int | bool | None]:
        return {}

    def collected(self, base: CustomerBase, by: Mapping[str, pl.Expr]) -> pl.DataFrame:
        return base.reduced(self.masks.reduce, self.masks.measures, by)

    def panels(self, people: pl.DataFrame, _: CustomerBase) -> Iterator[pl.DataFrame]:
        return self.masks.panels(people)


@dataclass(frozen=True)
class _Lists:
    """Lists over cells of days, for many spans."""

    timeline: Timeline

    @property
    def blanks(self) -> dict[str, int | bool | None]:
        return {}

    def collected(self, base: CustomerBase, by: Mapping[str, pl.Expr]) -> pl.DataFrame:
        reduce = partial(self.timeline.reduce, has_orders=base.has_orders)
        return base.reduced(reduce, self.timeline.measures, by)

    def panels(self, people: pl.DataFrame, base: CustomerBase) -> Iterator[pl.DataFrame]:
        return self.timeline.panels(people, has_orders=base.has_orders)
