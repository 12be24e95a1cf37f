"""What an executor hands back of what it read: lines as Arrow, and beside them one row that tells of each piece."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.proving.audit import LEAST, MOST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from carteira_cli.reading.left_out import Note
    from carteira_cli.sources.proving.rejected_lines import Reject

PROOF = "prova__"  # binary: what is told of a piece; null on its lines
NUMBER_OF_FILE = "arquivo__"  # Int32: which file a row is of
EXAMPLES = 5  # rejected lines that are quoted of each piece
_TYPES = {pl.Int32: "int", pl.Int64: "bigint", pl.Boolean: "boolean", pl.String: "string"}


@dataclass(frozen=True)
class PieceTold:
    """What was found in a piece of a file.

    Attributes:
        file: which file.
        place: the same of a file among several that are read alike.
        start: where its split begins in the file, in bytes.
        at: which piece of the split, from 0.
        lines: how many lines of text it has, those above the data apart.
        row: counts, as `audit.totals_of` has them.
        words: column → the texts that were seen in it, of the columns whose words mean something.
        notes: what was left out or mended.
        rejects: the first rejected lines, numbered as if the piece were all of the file.
        signs: what says that the file can't be read in pieces, or not so.
    """

    file: int
    place: int
    start: int
    at: int
    lines: int
    row: Mapping[str, Any]
    words: Mapping[str, Sequence[str]]
    notes: tuple[Note, ...]
    rejects: tuple[Reject, ...]
    signs: frozenset[str] = frozenset()


def united(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The counts of several pieces of a file, as of one; those that a piece lacks are none."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {name: _united(name, [row[name] for row in rows if row.get(name) is not None]) for name in names}


def _united(name: str, values: Sequence[Any]) -> Any:  # noqa: ANN401 - counts, days and a float
    if name in LEAST:
        return min(values, default=None)
    return max(values, default=None) if name in MOST else sum(values)


def schema_of(columns: Mapping[str, pl.DataType]) -> str:
    """The columns of what executors hand back, as Spark spells a schema.

    Args:
        columns: those of the lines: whole numbers, Boolean or text.
    """
    own = ", ".join(f"`{name}` {_TYPES[dtype.base_type()]}" for name, dtype in columns.items())
    return f"{own}, `{NUMBER_OF_FILE}` int, `{PROOF}` binary"


def told_row(columns: Mapping[str, pl.DataType], file: int, told: object) -> Iterator[pa.RecordBatch]:
    """A row without a line that tells of a piece."""
    row = pl.DataFrame({name: pl.Series([None], dtype=dtype) for name, dtype in columns.items()})
    proof = pl.Series(PROOF, [pickle.dumps(told)], dtype=pl.Binary)
    yield from _batches(row.with_columns(pl.lit(file, pl.Int32).alias(NUMBER_OF_FILE), proof))


def line_rows(columns: Mapping[str, pl.DataType], file: int, lines: pl.DataFrame) -> Iterator[pa.RecordBatch]:
    """Lines of a file; a column that it lacks is null."""
    cells = [
        (pl.col(name).cast(dtype) if name in lines.columns else pl.lit(None, dtype=dtype)).alias(name)
        for name, dtype in columns.items()
    ]
    proof = pl.lit(None, dtype=pl.Binary).alias(PROOF)
    yield from _batches(lines.select(*cells, pl.lit(file, pl.Int32).alias(NUMBER_OF_FILE), proof))


def _batches(frame: pl.DataFrame) -> Iterator[pa.RecordBatch]:
    """As Arrow of the types that Spark knows: its texts have short offsets."""
    import pyarrow as pa

    table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
    short = {pa.large_string(): pa.string(), pa.large_binary(): pa.binary()}
    schema = pa.schema([(one.name, short.get(one.type, one.type)) for one in table.schema])
    yield from table.cast(schema).to_batches()
