"""What the filter lets through: sale lines and rows of customers, after a look at the values that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.customers.people import attribute_frame, everybody
from carteira_cli.engines import polars
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.sources.matching.tables import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.dimensions import Dimension
    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines


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
    return polars.rows(_of_customers(polars.lines(rows), base, polars))


def _of_customers(rows: Lines, base: CustomerBase, engine: Engine) -> Lines:
    picked, names = base.where.on_customers()
    if picked is None:
        return rows
    if not names:
        return rows.filter(picked)
    known = attribute_frame(base, list(names)).rename({one.key: name for one, name in names.items()})
    joined = rows.join(engine.table(known), on=CUSTOMER, how="left").filter(picked)
    return joined.drop(*dict.fromkeys(names.values()))


def ask(
    base: CustomerBase,
    query: Callable[[Lines], Lines],
    columns: Iterable[str] = (),
    start: int | None = None,
    end: int | None = None,
) -> pl.DataFrame:
    """What the sale lines that the filter lets through are reduced to by their engine, in no order that is defined.

    Args:
        base: whose customers.
        query: from the lines to few rows; of lines it gets `cliente` (String), `data` (Int32 day), `valor` (Int64
            cents), `compra`, `cancelada` (Boolean) and `columns`.
        columns: canonical columns wanted besides the constant ones; those that no file has come as null texts.
        start: first day; None: from the beginning.
        end: day after the last; None: to the end.
    """
    sales = base.ledgers["vendas"]
    wanted = list(dict.fromkeys(columns))
    missing = [nw.lit(None, dtype=nw.String).alias(name) for name in wanted if name not in sales.columns]
    there = [name for name in wanted if name in sales.columns]

    def selected(read: Lines) -> Lines:
        found = base.prepared(read)
        plain = found.select(CUSTOMER, "data", "valor", "compra", "cancelada", *there, *missing)
        return query(_of_customers(plain, base, sales.engine))

    return sales.ask(selected, start, end)


def _known(dimension: Dimension, base: CustomerBase) -> set[str]:
    """Every value of a column, wherever it is looked at."""
    found: set[str] = set()
    if dimension.column == CUSTOMER:
        found |= everybody(base)
    elif dimension.of == "cliente":
        found |= set(attribute_frame(base, [dimension])[dimension.key].drop_nulls().cast(pl.String).to_list())
    tables = [*(["vendas"] if dimension.of == "venda" else []), *sorted(dimension.tables)]
    for table in tables:
        cells = base.ledgers[table].ask(lambda lines: lines.select(nw.col(dimension.column).cast(nw.String)).unique())
        found |= set(cells.to_series().drop_nulls().to_list())
    return found
