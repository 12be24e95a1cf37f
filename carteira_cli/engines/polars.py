"""The embedded engine: Polars, which reads the files as well, so that its queries stay part of that reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.engines.panel import Lines

SHARED = 20_000_000  # lines


def lines(read: pl.LazyFrame) -> Lines:
    """Lines as they are read from files, as they stand."""
    return nw.from_native(read)


def rows(found: Lines) -> pl.LazyFrame:
    """What lines were reduced to, still to be computed."""
    query: pl.LazyFrame = found.to_native()
    return query


def table(frame: pl.DataFrame) -> Lines:
    """A small table, to be joined to lines."""
    return nw.from_native(frame.lazy())


def lists(found: Lines, keys: Sequence[str], columns: Sequence[str]) -> Lines:
    """One row a key: the keys, and of each column the list of its values, all in one order."""
    return lines(rows(found).group_by(*keys).agg(*columns))


def days(found: Lines, keys: Sequence[str], day: str) -> Lines:
    """One row a key: the keys, and the list of its distinct days, ascending."""
    grouped = rows(found).group_by(*keys).agg(pl.col(day).unique())
    return lines(grouped.with_columns(pl.col(day).list.sort()))


def marks(found: Lines, keys: Sequence[str], bits: Sequence[str], day: str) -> Lines:
    """One row a key: the keys, of each column of `bits` the OR, and the least day."""
    united = (pl.col(name).bitwise_or() for name in bits)
    return lines(rows(found).group_by(*keys).agg(*united, pl.col(day).min()))


def shared(read: pl.LazyFrame, count: int) -> pl.LazyFrame:
    """So many lines, to be looked at by several parts of a query: read once for all of them, unless there are too many.

    What one part has looked at is held until the others come to it, which they may do at the end: 50 bytes a line were
    seen. Of more than `SHARED` lines, each part reads for itself, and memory follows customers.
    """
    return read.cache() if count <= SHARED else read


def collect(query: pl.LazyFrame) -> pl.DataFrame:
    """A query over lines, computed in a stream."""
    return query.collect(engine="streaming")


def collect_all(queries: Sequence[pl.LazyFrame]) -> list[pl.DataFrame]:
    """Several, in one reading of what they share."""
    return pl.collect_all(queries, engine="streaming")
