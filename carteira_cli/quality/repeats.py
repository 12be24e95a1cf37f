"""Lines and orders that are there twice."""

from __future__ import annotations

import polars as pl

from carteira_cli.quality.draft import PLACES
from carteira_cli.quality.staged_names import AMOUNT, CUSTOMER, DAY, ORDER, PLACE, PLACE_LIST, PRINT

TIMES, EXTRA, EXTRA_CENTS = "vezes", "a_mais", "centavos_a_mais"
_SHOWN = (CUSTOMER, DAY, AMOUNT, ORDER, "lead", "documento")


def equal_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Groups of lines that are equal in every cell of their files.

    The 64-bit prints find them; that the shown cells agree as well makes a chance meeting of prints harmless.

    Returns:
        A row a group: the cells, how many there are, how many too many, what these amount to, the first places.
    """
    shown = [name for name in _SHOWN if name in lines.columns]
    cents = pl.col(AMOUNT).first() * (pl.len() - 1) if AMOUNT in shown else pl.lit(0, dtype=pl.Int64)
    return (
        lines.filter(pl.col(PRINT).is_duplicated())
        .group_by(PRINT, *shown)
        .agg(
            pl.len().cast(pl.Int64).alias(TIMES),
            (pl.len() - 1).cast(pl.Int64).alias(EXTRA),
            cents.cast(pl.Int64).alias(EXTRA_CENTS),
            first_places(),
        )
        .filter(pl.col(TIMES) > 1)
        .drop(PRINT)
    )


def twin_orders(lines: pl.DataFrame) -> pl.DataFrame:
    """Groups of orders of one customer on one day with the same positive total, under different numbers.

    Returns:
        A row a group, as `equal_lines`, the numbers in `venda` joined.
    """
    orders = (
        _of_busy_days(lines)
        .group_by(CUSTOMER, ORDER)
        .agg(pl.col(DAY).min(), pl.col(DAY).max().alias("ate"), pl.col(AMOUNT).sum(), pl.col(PLACE).min())
        .filter((pl.col(DAY) == pl.col("ate")) & (pl.col(AMOUNT) > 0))
        .filter(pl.struct(CUSTOMER, DAY, AMOUNT).is_duplicated())  # few are, and only of those are lists made
    )
    return (
        orders.group_by(CUSTOMER, DAY, AMOUNT)
        .agg(
            pl.len().cast(pl.Int64).alias(TIMES),
            pl.col(ORDER).sort().head(PLACES).str.join(", "),
            pl.col(PLACE).sort_by(ORDER).head(PLACES).alias(PLACE_LIST),
        )
        .filter(pl.col(TIMES) > 1)
        .with_columns((pl.col(TIMES) - 1).alias(EXTRA), ((pl.col(TIMES) - 1) * pl.col(AMOUNT)).alias(EXTRA_CENTS))
    )


def _of_busy_days(lines: pl.DataFrame) -> pl.DataFrame:
    """All lines of each order of whose customer some day has another one: few orders are grouped for that."""
    orders = lines.filter(pl.col(ORDER).is_not_null())
    day = pl.col(CUSTOMER).hash(0) + pl.col(DAY).hash(1)
    each = orders.select(day.alias("dia"), pl.col(ORDER).hash().alias(ORDER)).unique()
    busy = each.filter(pl.col("dia").is_duplicated())[ORDER].unique()
    return orders.filter(pl.col(ORDER).hash().is_in(busy.implode()))


def first_places() -> pl.Expr:
    """The first places of a group."""
    return pl.col(PLACE).sort().head(PLACES).alias(PLACE_LIST)
