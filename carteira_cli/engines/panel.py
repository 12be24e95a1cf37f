"""The panel: one row a customer, each column a measure of her lines in a range of days.

This is the boundary between engines, so it is written in narwhals: the same function runs on
Polars, DuckDB or Spark, and only rows per customer come back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import narwhals.stable.v2 as nw

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Aggregate = Literal["any", "sum", "min", "max", "orders", "lines"]
Scope = Literal["compras", "validas", "todas"]
CUSTOMER = "cliente"
NO_VALUE = "\x00"  # stands for a null in a further key: no cell can hold it
Lines = nw.LazyFrame[Any]
_WIDEST_FIRST: tuple[Scope, ...] = ("todas", "validas", "compras")


@dataclass(frozen=True)
class Measure:
    """An aggregate of a customer's lines in the half-open day range `[start, end)`.

    Attributes:
        aggregate: `any` line (Boolean), `lines` (their number), `sum` of a column, `min`/`max` of the
            day, or distinct `orders`.
        scope: purchases only (valid, at least one cent), all valid lines, or cancelled ones too.
        start: first day; None: from the beginning.
        end: day after the last; None: to the end.
        column: what `sum` adds up, in cents.
    """

    aggregate: Aggregate
    scope: Scope = "compras"
    start: int | None = None
    end: int | None = None
    column: str = "valor"

    @property
    def columns(self) -> frozenset[str]:
        """Columns of the lines that it looks at besides those that every line has."""
        if self.aggregate == "orders":
            return frozenset({"venda"})
        return frozenset({self.column} - {"valor"}) if self.aggregate == "sum" else frozenset()

    @property
    def empty(self) -> int | bool | None:
        """The measure of a customer without such lines."""
        return {"any": False, "min": None, "max": None}.get(self.aggregate, 0)


def collapse(
    ledger: Lines, measures: Mapping[str, Measure], *, has_orders: bool, keys: Sequence[str] = (CUSTOMER,)
) -> Lines:
    """Reduce sales lines to one row a customer.

    Args:
        ledger: lines with `cliente`, `data` (Int32 day), `valor` (Int64 cents), `compra` and `cancelada`
            (Boolean), and `venda` when `has_orders`.
        measures: column name → measure.
        has_orders: whether the lines carry an order id; without one each purchase line is an order.
        keys: `cliente`, and further columns of the lines that split her row; none of them null.

    Returns:
        The keys and one column a measure, for each customer (and further keys) with a line in the scope of any
        measure; the order of rows is not defined.
    """
    if not measures:
        raise ValueError("a panel needs at least one measure")
    counted = {name: m for name, m in measures.items() if m.aggregate == "orders" and has_orders}
    reduced = {name: m for name, m in measures.items() if name not in counted} or {"__linhas": Measure("lines")}
    common = _union([*reduced.values(), *counted.values()])
    lines = _keep(ledger, common)
    panel = lines.group_by(*keys).agg(**{name: _aggregate(m, common) for name, m in reduced.items()})
    for name, measure in counted.items():
        panel = _with_orders(panel, _orders(_keep(ledger, measure), keys).rename({"__pedidos": name}), name, keys)
    return panel.select(*keys, *measures)


def cells(
    ledger: Lines,
    bases: Mapping[str, Measure],
    days: Lines,
    bounds: tuple[int, int],
    *,
    keys: Sequence[str] = (CUSTOMER,),
) -> Lines:
    """Reduce sales lines to one row a customer and cell, a cell being a range of days between two boundaries.

    Args:
        ledger: as in `collapse`.
        bases: column name → what is aggregated of each cell; the days of the measures do not count.
        days: `dia` (Int32) and `celula`, for every day from the first to the last of `bounds`.
        bounds: days before the first, or after the last, count as these.
        keys: as in `collapse`.

    Returns:
        The keys, `celula` and one column a base, for each with a line in the scope of any base; the order of rows is
        not defined.
    """
    given = Measure("lines", _widest(bases.values()))
    lines = _keep(ledger, given).with_columns(dia=nw.col("data").clip(*bounds))
    placed = lines.join(days, on="dia", how="inner")
    aggregates = {name: _aggregate(replace(base, start=None, end=None), given) for name, base in bases.items()}
    return placed.group_by(*keys, "celula").agg(**aggregates)


def order_cells(
    ledger: Lines, scope: Scope, days: Lines, bounds: tuple[int, int], *, keys: Sequence[str] = (CUSTOMER,)
) -> Lines:
    """Distinct order ids of each customer and cell: the keys, `celula`, `pedidos`; each order once in a cell.

    An id that more than one customer carries goes to the first of them, cell by cell.
    """
    lines = _keep(ledger, Measure("orders", scope)).with_columns(dia=nw.col("data").clip(*bounds))
    placed = lines.join(days, on="dia", how="inner")
    return _orders(placed, (*keys, "celula")).rename({"__pedidos": "pedidos"})


def days_needed(measures: Iterable[Measure]) -> tuple[int | None, int | None]:
    """The half-open range of days that any of the measures looks at; None leaves an end open."""
    common = _union(list(measures))
    return common.start, common.end


def _union(measures: list[Measure]) -> Measure:
    """The narrowest lines that hold those of every measure."""
    starts = [measure.start for measure in measures]
    ends = [measure.end for measure in measures]
    return Measure(
        "lines",
        _widest(measures),
        min((start for start in starts if start is not None), default=None) if None not in starts else None,
        max((end for end in ends if end is not None), default=None) if None not in ends else None,
    )


def _widest(measures: Iterable[Measure]) -> Scope:
    scopes = {measure.scope for measure in measures}
    return next(scope for scope in _WIDEST_FIRST if scope in scopes)


def _conditions(measure: Measure, given: Measure, *, start: bool = True) -> list[nw.Expr]:
    """What tells the lines of a measure from those that belong to `given`; without its `start` if not wanted."""
    conditions = []
    if measure.scope == "compras" and given.scope != "compras":
        conditions.append(nw.col("compra"))
    if measure.scope == "validas" and given.scope == "todas":
        conditions.append(~nw.col("cancelada"))
    if start and measure.start is not None and given.start != measure.start:
        conditions.append(nw.col("data") >= measure.start)
    if measure.end is not None and given.end != measure.end:
        conditions.append(nw.col("data") < measure.end)
    return conditions


def _keep(ledger: Lines, measure: Measure) -> Lines:
    """The lines of a measure, out of all."""
    conditions = _conditions(measure, Measure("lines", "todas"))
    return ledger.filter(*conditions) if conditions else ledger


def _pick(column: nw.Expr, conditions: list[nw.Expr]) -> nw.Expr:
    """A column on the lines that meet the conditions, null on the others."""
    return nw.when(*conditions).then(column) if conditions else column


def _aggregate(measure: Measure, given: Measure) -> nw.Expr:
    conditions = _conditions(measure, given)
    day = _pick(nw.col("data"), conditions)
    match measure.aggregate:
        case "any":
            return _any(measure, given)
        case "min":
            return day.min()
        case "max":
            return day.max()
        case "lines" | "orders":
            return day.count()
    return _pick(nw.col(measure.column), conditions).sum()


def _any(measure: Measure, given: Measure) -> nw.Expr:
    """Whether the latest day before the end is not before the start: one comparison a line, not two."""
    latest = _pick(nw.col("data"), _conditions(measure, given, start=False)).max()
    return ~latest.is_null() if measure.start is None else (latest >= measure.start).fill_null(value=False)


def _orders(lines: Lines, keys: Sequence[str]) -> Lines:
    """Distinct order ids of the lines, each counted once over all customers (but in each of the further keys).

    An id that more than one customer carries goes to the first by id; a line without an id is an
    order of its own.
    """
    others = [key for key in keys if key != CUSTOMER]
    named = lines.filter(~nw.col("venda").is_null()).group_by("venda", *others).agg(cliente=nw.col(CUSTOMER).min())
    orders = nw.concat([named.select(*keys), lines.filter(nw.col("venda").is_null()).select(*keys)])
    return orders.group_by(*keys).agg(__pedidos=nw.len())


def _with_orders(panel: Lines, orders: Lines, name: str, keys: Sequence[str]) -> Lines:
    joined = panel.join(orders, on=list(keys), how="left")
    return joined.with_columns(nw.col(name).fill_null(0))
