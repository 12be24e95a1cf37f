"""Lines of a text in batches large enough for what is asked of each: a question costs as much as a hundred cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polars.io.plugins import register_io_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

LINES = 100_000  # of a batch; the engine's own, of a CSV, has some twenty thousand, and more than these gain nothing


def in_batches(lines: pl.LazyFrame, schema: pl.Schema) -> pl.LazyFrame:
    """The same lines, which the engine hands on in larger batches.

    Args:
        lines: a scan, of which the columns and lines that a query needs are read.
        schema: of it.
    """

    def batches(
        columns: list[str] | None, predicate: pl.Expr | None, count: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        query = lines if count is None else lines.head(count)
        query = query if columns is None else query.select(columns)
        query = query if predicate is None else query.filter(predicate)
        yield from query.collect_batches(chunk_size=LINES, maintain_order=True)

    return register_io_source(batches, schema=schema, is_pure=True)
