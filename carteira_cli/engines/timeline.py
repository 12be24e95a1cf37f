"""The panels of many periods out of one pass over the lines.

Every measure of every period looks at a half-open range of days. Between two neighbours of all their boundaries lies
a *cell*, and no measure tells the days of a cell apart. So the lines are reduced once, to a row a customer and cell;
and as the periods go by, running totals at the boundaries give each measure as a difference of two of them:
what was bought in `[s, e)` is what was bought before `e` less what was bought before `s`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import Measure, cells, order_cells

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines

CELL, ORDERS = "celula", "pedidos"


@dataclass(frozen=True)
class Timeline:
    """The measures of successive periods, laid out over cells of days.

    Attributes:
        spans: for each period, in ascending order of its end, name → measure.
        has_orders: whether the lines carry an order id.
    """

    spans: tuple[Mapping[str, Measure], ...]
    has_orders: bool

    @staticmethod
    def fits(measures: Collection[Measure]) -> bool:
        """Whether running totals give all measures: not a latest day, nor the first one of a range with a start.

        Orders are distinct within a range, so that they do not add up; those of purchases in a closed range are
        counted in a layer of their own.
        """
        return all(_fits(measure) for measure in measures)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All distinct measures."""
        return tuple(dict.fromkeys(measure for span in self.spans for measure in span.values()))

    @property
    def bounds(self) -> tuple[int, ...]:
        """All boundaries of ranges of days, ascending."""
        edges = {edge for measure in self.measures for edge in (measure.start, measure.end) if edge is not None}
        return tuple(sorted(edges))

    @property
    def bases(self) -> dict[str, Measure]:
        """Column → what has to be known of each cell."""
        return {_name(base): base for base in map(_base, self.measures) if base.aggregate != "orders"}

    @property
    def blanks(self) -> dict[str, int | bool | None]:
        """None: who has no list has none of the totals."""
        return {}

    def reduce(self, lines: Lines, keys: Sequence[str], engine: Engine) -> Lines:
        """One row a customer (and further key): the keys, and lists over her cells.

        Args:
            lines: as in `panel.collapse`.
            keys: `cliente` and what splits her row; never null.
            engine: that of the lines.

        Returns:
            The keys; `celula`, and a list a base; for orders, `celula/pedidos` and `pedidos` likewise.
        """
        bases = self._needed
        edges = (self.bounds[0] - 1, self.bounds[-1]) if self.bounds else (0, 0)
        days = engine.table(_days(edges, self.bounds))
        found = cells(lines, bases or {"n": Measure("lines")}, days, edges, keys=keys)
        rows = engine.lists(found, keys, (CELL, *bases))
        for layer, measures in enumerate(self._layers):
            placed = engine.table(_cells_of_orders(measures, edges))
            counted = order_cells(lines, "compras", placed, edges, keys=keys)
            names = dict(zip((CELL, ORDERS), _order_columns(layer), strict=True))
            lists = engine.lists(counted, keys, (CELL, ORDERS)).rename(names)
            rows = rows.join(lists, on=list(keys), how="left")
        return rows

    @property
    def _needed(self) -> dict[str, Measure]:
        """The bases, and the number of lines where these stand for orders."""
        if self.has_orders or not self._orders:
            return self.bases
        lines = _base(self._orders[0][0], lines=True)
        return self.bases | {_name(lines): lines}

    @property
    def _layers(self) -> list[list[Measure]]:
        return self._orders if self.has_orders else []

    @property
    def _orders(self) -> list[list[Measure]]:
        """The measures of orders, in layers whose days do not overlap: orders are distinct within a measure."""
        layers: list[list[Measure]] = []
        found = {measure for measure in self.measures if measure.aggregate == "orders"}
        for measure in sorted(found, key=lambda m: (m.start or 0, m.end or 0)):
            free = next((layer for layer in layers if (layer[-1].end or 0) <= (measure.start or 0)), None)
            if free is None:
                layers.append([measure])
            else:
                free.append(measure)
        return layers

    def panels(self, people: pl.DataFrame) -> Iterator[pl.DataFrame]:
        """For each period, `people` without the lists, with the period's measures.

        Args:
            people: what `reduce` collected, perhaps with more customers (whose lists are null) and more columns.
        """
        bases, layers = self._needed, self._layers
        lists = [CELL, *bases, *(name for layer in range(len(layers)) for name in _order_columns(layer))]
        steady = people.drop(lists)
        totals = _Running(people, bases, len(self.bounds))
        orders = _order_counts(people, layers)
        for number, span in enumerate(self.spans):
            columns = {}
            for name, measure in span.items():
                if measure in orders:
                    columns[name] = _dense(people.height, orders[measure], ORDERS)
                else:
                    columns[name] = self._measured(measure, totals)
            yield steady.with_columns(series.alias(name) for name, series in columns.items())
            later = [measure for rest in self.spans[number + 1 :] for measure in rest.values()]
            edges = {edge for measure in later for edge in (measure.start, measure.end) if edge is not None}
            totals.keep({self._at(edge) for edge in edges})

    def _at(self, day: int) -> int:
        return bisect_right(self.bounds, day) - 1

    def _measured(self, measure: Measure, totals: _Running) -> pl.Series:
        base = _name(_base(measure, lines=measure.aggregate == "orders"))
        if measure.aggregate == "min":
            first = totals.lowest[base]
            return first if measure.end is None else first.set(first >= measure.end, None)
        end = totals.whole(base) if measure.end is None else totals.before(base, self._at(measure.end))
        found = end if measure.start is None else end - totals.before(base, self._at(measure.start))
        return found > 0 if measure.aggregate == "any" else found


def _fits(measure: Measure) -> bool:
    if measure.aggregate == "orders":
        return measure.scope == "compras" and None not in {measure.start, measure.end}
    return measure.aggregate != "max" and not (measure.aggregate == "min" and measure.start is not None)


class _Running:
    """Running totals of the bases, a dense column a boundary; the boundaries are asked for in ascending order."""

    def __init__(self, people: pl.DataFrame, bases: Mapping[str, Measure], bounds: int) -> None:
        summed = [name for name, base in bases.items() if base.aggregate != "min"]
        self.lowest = {name: people[name].list.min() for name, base in bases.items() if base.aggregate == "min"}
        self._height, self._bounds = people.height, bounds
        self._cells = _by_cell(people, CELL, summed)
        self._now = {name: pl.zeros(people.height, dtype=pl.Int64, eager=True) for name in summed}
        self._kept: dict[int, dict[str, pl.Series]] = {}
        self._reached = -1

    def before(self, base: str, bound: int) -> pl.Series:
        """The total of the cells before a boundary."""
        while self._reached < bound:
            self._reached += 1
            cell = self._cells.pop(self._reached, None)
            if cell is not None:
                self._now = {name: total + _dense(self._height, cell, name) for name, total in self._now.items()}
            self._kept[self._reached] = self._now
        return self._kept[bound][base]

    def whole(self, base: str) -> pl.Series:
        """The total of all cells."""
        if self._bounds == 0:
            self.before(base, 0)
            return self._kept[0][base]
        total = self.before(base, self._bounds - 1)
        last = self._cells.get(self._bounds)
        return total if last is None else total + _dense(self._height, last, base)

    def keep(self, wanted: Collection[int]) -> None:
        """Drop the totals at boundaries that nobody will ask for again; `whole` may be asked for to the end."""
        last = max(self._bounds - 1, 0)
        self._kept = {bound: totals for bound, totals in self._kept.items() if bound in wanted or bound == last}


def _base(measure: Measure, *, lines: bool = False) -> Measure:
    """What a measure needs of each cell: `any` needs the number of lines."""
    aggregate = "lines" if measure.aggregate == "any" or lines else measure.aggregate
    return replace(measure, aggregate=aggregate, start=None, end=None)


def _name(base: Measure) -> str:
    return f"{base.aggregate}/{base.scope}/{base.column}"


def _days(edges: tuple[int, int], bounds: Sequence[int]) -> pl.DataFrame:
    """Day → cell: the number of boundaries on or before it."""
    days = range(edges[0], edges[1] + 1)
    return _table(days, [bisect_right(bounds, day) for day in days])


def _cells_of_orders(measures: Sequence[Measure], edges: tuple[int, int]) -> pl.DataFrame:
    """Day → the number, from 1, of the measure that it belongs to; days of none are left out."""
    found = [
        (day, number)
        for number, measure in enumerate(measures, start=1)
        for day in range(max(measure.start or edges[0], edges[0]), edges[1] if measure.end is None else measure.end)
    ]
    return _table([day for day, _ in found], [number for _, number in found])


def _order_columns(layer: int) -> tuple[str, str]:
    """The columns of a layer's cells and orders."""
    return f"{CELL}/{ORDERS}{layer}", f"{ORDERS}{layer}"


def _order_counts(people: pl.DataFrame, layers: Sequence[Sequence[Measure]]) -> dict[Measure, pl.DataFrame | None]:
    """For each measure of orders, the row numbers of people and their orders."""
    found: dict[Measure, pl.DataFrame | None] = {}
    for number, layer in enumerate(layers):
        cell, column = _order_columns(number)
        parts = _by_cell(people.rename({column: ORDERS}), cell, [ORDERS])
        found |= {measure: parts.get(position) for position, measure in enumerate(layer, start=1)}
    return found


def _table(days: Iterable[int], numbers: Sequence[int]) -> pl.DataFrame:
    return pl.DataFrame({"dia": pl.Series(days, dtype=pl.Int32), CELL: pl.Series(numbers, dtype=pl.UInt16)})


def _by_cell(people: pl.DataFrame, cell: str, columns: Sequence[str]) -> dict[int, pl.DataFrame]:
    """For each cell, the row numbers of people and their values in it."""
    rows = (
        people.select(cell, *columns)
        .with_row_index("linha")
        .filter(pl.col(cell).is_not_null())
        .explode(cell, *columns)
        .sort(cell)
    )
    return {int(key[0]): part for key, part in rows.partition_by(cell, as_dict=True, include_key=False).items()}


def _dense(height: int, part: pl.DataFrame | None, column: str) -> pl.Series:
    """A column of all people, 0 for those who are not in the part."""
    blank = pl.zeros(height, dtype=pl.Int64, eager=True)
    return blank if part is None else blank.scatter(part["linha"], part[column].cast(pl.Int64))
