"""Lines of a text in batches large enough for what is asked of each: a question costs as much as a hundred cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from polars.io.plugins import register_io_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

_NUMBER = "\x00do lote"
LINES = 100_000  # of a batch; the engine's own, of a CSV, has some twenty thousand, and more than these gain nothing


def in_batches(lines: Callable[[int | None], pl.LazyFrame], schema: pl.Schema) -> pl.LazyFrame:
    """Lines of a text as a scan, made when it is read.

    Args:
        lines: from how many lines are wanted, None for all, to a scan of at least these. Of it the columns and lines
            that a query needs are read.
        schema: of it.
    """

    def batches(
        columns: list[str] | None, predicate: pl.Expr | None, count: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        query = lines(count) if count is None else lines(count).head(count)
        query = query if columns is None else query.select(columns)
        query = query if predicate is None else query.filter(predicate)
        yield from query.collect_batches(chunk_size=LINES, maintain_order=True)

    # A filter is not handed on beyond numbers of lines, which it would change: to hand it on the engine would have to
    # write it down, which it can't do of our kernels. Columns and the first lines are, and the numbers never come.
    return register_io_source(batches, schema=schema, is_pure=True).with_row_index(_NUMBER).drop(_NUMBER)
