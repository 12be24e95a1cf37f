"""A second engine, DuckDB: all that one needs is what `carteira_cli.engines.polars` has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import narwhals.stable.v2 as nw

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from carteira_cli.engines.panel import Lines


def lines(read: pl.LazyFrame) -> Lines:
    return table(read.collect())


def rows(found: Lines) -> pl.LazyFrame:
    return found.collect("polars").to_native().lazy()


def table(frame: pl.DataFrame) -> Lines:
    return nw.from_native(duckdb.from_arrow(frame.to_arrow()))


def lists(found: Lines, keys: Sequence[str], columns: Sequence[str]) -> Lines:
    first = columns[0]
    return _grouped(found, keys, [f'list("{name}" order by "{first}") as "{name}"' for name in columns])


def days(found: Lines, keys: Sequence[str], day: str) -> Lines:
    return _grouped(found, keys, [f'list_sort(list_distinct(list("{day}"))) as "{day}"'])


def marks(found: Lines, keys: Sequence[str], bits: Sequence[str], day: str) -> Lines:
    united = [f'bit_or("{name}") as "{name}"' for name in bits]
    return _grouped(found, keys, [*united, f'min("{day}") as "{day}"'])


def _grouped(found: Lines, keys: Sequence[str], columns: Sequence[str]) -> Lines:
    names = ", ".join(f'"{key}"' for key in keys)
    return nw.from_native(found.to_native().aggregate(f"{names}, {', '.join(columns)}", names))
