"""What the filter lets through: sale lines and rows of customers, after a look at the values that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.people import attribute_frame, everybody
from carteira_cli.customers.where import marked
from carteira_cli.engines import polars
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.sources.matching.tables import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension


def check_values_named(base: CustomerBase) -> None:
    """Refuse a value that no row has: a misspelt one must not give an empty portfolio.

    Raises:
        UsageError: with the nearest value.
    """
    dimensions = base.where.dimensions
    if not dimensions:
        return
    from carteira_cli.condition import columns  # weight: for a run with filters
    from carteira_cli.customers.filters import check_values  # weight: the same

    for condition in base.where.conditions:
        texts = [name for name in columns(condition) if dimensions[name].kind is ValueKind.TEXT]
        check_values(condition, {name: _known(dimensions[name], base) for name in texts})


def of_customers(rows: pl.LazyFrame, base: CustomerBase) -> pl.LazyFrame:
    """The rows of customers for whom the conditions on customers hold."""
    picked, dimensions = base.where.on_customers()
    if picked is None:
        return rows
    if not dimensions:
        return polars.rows(polars.lines(rows).filter(picked))
    known = attribute_frame(base, dimensions).rename({d.key: marked(d) for d in dimensions})
    joined = polars.lines(rows.join(known.lazy(), on=CUSTOMER, how="left")).filter(picked)
    return polars.rows(joined).drop(marked(dimension) for dimension in dimensions)


def lines(
    base: CustomerBase, columns: Iterable[str] = (), start: int | None = None, end: int | None = None
) -> pl.LazyFrame:
    """The accepted sale lines of the days `[start, end)`, lazily.

    Args:
        base: whose customers.
        columns: canonical columns wanted besides the constant ones; those that no file has come as null texts.
        start: first day; None: from the beginning.
        end: day after the last; None: to the end.

    Returns:
        `cliente` (String), `data` (Int32 day), `valor` (Int64 cents), `compra`, `cancelada` (Boolean), `columns`.
    """
    return _selected(base, base.ledgers["vendas"].proven.lines(start, end), columns)


def collected(
    base: CustomerBase,
    build: Callable[[pl.LazyFrame], pl.LazyFrame],
    columns: Iterable[str] = (),
    start: int | None = None,
    end: int | None = None,
) -> pl.DataFrame:
    """A query over such lines, computed; in the reading that proves them, where one reading serves for both.

    Args:
        base: whose customers.
        build: from the lines, as `lines` gives them, to the query.
        columns: as in `lines`.
        start: likewise.
        end: likewise.
    """
    return base.ledgers["vendas"].collect(lambda read: build(_selected(base, read, columns)), start, end)


def _selected(base: CustomerBase, read: pl.LazyFrame, columns: Iterable[str]) -> pl.LazyFrame:
    sales = base.ledgers["vendas"]
    wanted = list(dict.fromkeys(columns))
    missing = [pl.lit(None, dtype=pl.String).alias(name) for name in wanted if name not in sales.columns]
    there = [name for name in wanted if name in sales.columns]
    found = base.prepared(read.with_columns(pl.col(CUSTOMER).cast(pl.String)))
    return of_customers(found.select(CUSTOMER, "data", "valor", "compra", "cancelada", *there, *missing), base)


def _known(dimension: Dimension, base: CustomerBase) -> set[str]:
    """Every value of a column, wherever it is looked at."""
    found: set[str] = set()
    if dimension.column == CUSTOMER:
        found |= everybody(base)
    elif dimension.of == "cliente":
        found |= set(attribute_frame(base, [dimension])[dimension.key].drop_nulls().cast(pl.String).to_list())
    tables = [*(["vendas"] if dimension.of == "venda" else []), *sorted(dimension.tables)]
    for table in tables:
        cells = base.ledgers[table].collect(
            lambda lines: lines.select(pl.col(dimension.column).cast(pl.String)).unique()
        )
        found |= set(cells.to_series().drop_nulls().to_list())
    return found
