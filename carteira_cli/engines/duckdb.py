"""DuckDB: the lines in a file of its own, the rest within a limit of memory, spilled where that does not do."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import field
from errno import ENOSPC
from functools import cache
from typing import TYPE_CHECKING

import duckdb
import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, OutputError
from carteira_cli.reading.inputs.workspace import scratch, size, spill_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.engines.panel import Lines

_GROUP = 1 << 17  # lines of a group of the file that lines are handed over in
_NARROW = {"HUGEINT": "BIGINT", "HUGEINT[]": "BIGINT[]"}  # sums, which are proven to fit


@dataclass(frozen=True, eq=False)
class DuckDB:
    """An engine: one connection to a database in memory.

    Attributes:
        connection: of this run alone.
        memory: bytes that it may take; None: as it comes, four fifths of the machine's.
    """

    connection: duckdb.DuckDBPyConnection = field(repr=False)
    memory: int | None = None

    def lines(self, read: pl.LazyFrame) -> Lines:
        """Lines as they are read from files: written down once, as every question looks at them again."""
        path = scratch(".parquet")
        try:
            read.sink_parquet(path, engine="streaming", compression="lz4", row_group_size=_GROUP, maintain_order=False)
        except (OSError, pl.exceptions.PolarsError) as error:
            if getattr(error, "errno", None) == ENOSPC or f"(os error {ENOSPC})" in str(error):
                raise _no_room() from error
            raise
        return nw.from_native(self.connection.read_parquet(str(path)))

    def rows(self, found: Lines) -> pl.LazyFrame:
        """What lines were reduced to, computed."""
        with told(self.memory):
            relation = found.to_native()
            columns = zip(relation.columns, map(str, relation.types), strict=True)
            narrow = [duckdb.ColumnExpression(name).cast(_NARROW.get(kind, kind)).alias(name) for name, kind in columns]
            return pl.DataFrame(relation.select(*narrow)).lazy()

    def table(self, frame: pl.DataFrame) -> Lines:
        """A small table, to be joined to lines."""
        path = scratch(".parquet")
        frame.write_parquet(path, compression="lz4")
        return nw.from_native(self.connection.read_parquet(str(path)))

    def lists(self, found: Lines, keys: Sequence[str], columns: Sequence[str]) -> Lines:
        """One row a key: the keys, and of each column the list of its values, all in one order."""
        first = columns[0]
        return _grouped(found, keys, [f'list("{name}" order by "{first}") as "{name}"' for name in columns])

    def days(self, found: Lines, keys: Sequence[str], day: str) -> Lines:
        """One row a key: the keys, and the list of its distinct days, ascending."""
        return _grouped(found, keys, [f'list_sort(list(distinct "{day}")) as "{day}"'])

    def marks(self, found: Lines, keys: Sequence[str], bits: Sequence[str], day: str) -> Lines:
        """One row a key: the keys, of each column of `bits` the OR, and the least day."""
        united = [f'bit_or("{name}") as "{name}"' for name in bits]
        return _grouped(found, keys, [*united, f'min("{day}") as "{day}"'])


@cache
def opened(memory: int | None) -> DuckDB:
    """The engine of a run, with its spilled data among the scratch files.

    Args:
        memory: bytes that it may take; None: as it comes.

    Returns:
        The same for all sources of a run.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(spill_folder()),
        "preserve_insertion_order": False,
    }
    if memory is not None:
        settings["memory_limit"] = f"{memory} B"
    return DuckDB(duckdb.connect(":memory:", config=settings), memory)


def _grouped(found: Lines, keys: Sequence[str], columns: Sequence[str]) -> Lines:
    names = ", ".join(f'"{key}"' for key in keys)
    grouped: duckdb.DuckDBPyRelation = found.to_native().aggregate(f"{names}, {', '.join(columns)}", names)
    return nw.from_native(grouped)


@contextmanager
def told(memory: int | None) -> Iterator[None]:
    """Say in Portuguese what the engine complains of.

    Raises:
        DataError: it has not enough memory, or no room to spill to.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        if "temp_directory" in str(error) or "No space" in str(error):
            raise _no_room() from error
        limit = f"os {size(memory)} de --memoria não bastam" if memory else "a memória não basta"
        raise DataError(f"o duckdb parou: {limit}", "aumente --memoria, ou use --motor polars") from error
    except duckdb.IOException as error:
        if "No space" in str(error) or "space left" in str(error):
            raise _no_room() from error
        raise


def _no_room() -> OutputError:
    return OutputError(
        "não há espaço na pasta temporária para o motor duckdb",
        "libere espaço, ou indique outra pasta na variável TMPDIR",
    )
