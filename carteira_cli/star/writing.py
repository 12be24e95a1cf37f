"""Frames into the files of a table, a piece at a time: Parquet, or CSV; the same rows are the same bytes."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.neutral import harmless

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from carteira_cli.star.columns import StarTable

FORMATS = {"parquet": ".parquet", "csv": ".csv"}
_PLAIN = pl.CompatLevel.oldest()  # texts as every reader of Arrow knows them
_ROW_GROUP = 262_144


@dataclass(frozen=True)
class TableSink:
    """What takes the rows of a table.

    Attributes:
        table: whose rows.
        put: takes a frame with its columns, in any order.
    """

    table: StarTable
    put: Callable[[pl.DataFrame], None]

    def add(self, rows: pl.DataFrame) -> int:
        """Write rows, their columns brought into order and type; returns how many."""
        self.put(rows.select(pl.col(name).cast(dtype) for name, dtype in self.table.schema.items()))
        return rows.height


@contextmanager
def sink(table: StarTable, stream: IO[bytes], file_format: str) -> Iterator[TableSink]:
    """What writes the rows of a table into a stream; the file is whole when the block ends.

    Args:
        table: whose rows.
        stream: where to.
        file_format: one of `FORMATS`.
    """
    if file_format == "csv":
        stream.write(f"{','.join(table.schema)}\n".encode())
        yield TableSink(table, lambda rows: _tamed(rows).write_csv(stream, include_header=False, line_terminator="\n"))
        return
    import pyarrow as pa  # weight: pyarrow
    import pyarrow.parquet as pq  # weight: pyarrow

    plain = pl.DataFrame(schema=table.schema).to_arrow(compat_level=_PLAIN).schema
    words = {column.name: column.words for column in table.columns}
    fields = [field.with_metadata({"descricao": words[field.name]}) for field in plain]
    about = json.dumps({"tabela": table.name, "descricao": table.words, "chave": table.key}, ensure_ascii=False)
    schema = pa.schema(fields, metadata={"carteira": about})
    held: list[pl.DataFrame] = []
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:

        def write() -> None:
            whole = pl.concat(held, rechunk=True).to_arrow(compat_level=_PLAIN).cast(schema)
            writer.write_table(whole, row_group_size=_ROW_GROUP)
            held.clear()

        def put(rows: pl.DataFrame) -> None:
            held.append(rows)
            if sum(one.height for one in held) >= _ROW_GROUP:
                write()

        yield TableSink(table, put)
        if held:
            write()


def _tamed(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of which no text is run as a formula by a spreadsheet."""
    changed = {}
    for name, dtype in rows.schema.items():
        if dtype == pl.String:
            texts = rows[name].drop_nulls().unique().to_list()
            other = {text: harmless(text) for text in texts if harmless(text) != text}
            if other:
                changed[name] = pl.col(name).replace(other)
    return rows.with_columns(**changed) if changed else rows
