"""What a database sends becomes a scratch Parquet, batch by batch, and its texts of numbers exact numbers.

Databases hand a NUMERIC over as text, for it may have any number of decimals, and none knows of a whole column how many
it has. So it is counted while the lines come, and a second pass over the scratch file gives the column the one type
that holds all of it. A text "1.234" would be read as 1234 by whoever looks for thousands.
"""

from __future__ import annotations

from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.workspace import LIMIT_OPTION, discard, disk_told, scratch, size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    from carteira_cli.reading.inputs.databases.session import DatabaseStream

MOST_DIGITS = 38  # of a Decimal
MOST_OF_INTEGER = 18  # digits that any 64-bit integer has


class BatchWriter(Protocol):
    """Writes batches to a file."""

    def write_batch(self, batch: pa.RecordBatch, /) -> None:
        """Write one more."""

    def close(self) -> None:
        """End the file."""


@dataclass(frozen=True)
class NumberShape:
    """What the texts of a column of numbers have in common.

    Attributes:
        whole: the most digits before the point.
        decimals: the most digits behind it.
        odd: whether some is no finite number.
        wide: whether some whole one is beyond 64 bits.
    """

    whole: int = 0
    decimals: int = 0
    odd: bool = False
    wide: bool = False

    def with_texts(self, texts: pa.Array) -> NumberShape:
        """The shape of these texts and those before."""
        if texts.null_count == len(texts):
            return self
        lengths, points = pc.utf8_length(texts), pc.find_substring(texts, ".")
        has = pc.greater_equal(points, 0)
        decimals = pc.if_else(has, pc.subtract(pc.subtract(lengths, points), 1), 0)
        sign = pc.cast(pc.starts_with(texts, "-"), pa.int32())
        whole = pc.subtract(pc.if_else(has, points, lengths), sign)
        digits = max(self.whole, pc.max(whole).as_py())
        return NumberShape(
            digits,
            max(self.decimals, pc.max(decimals).as_py()),
            self.odd or pc.any(pc.match_substring_regex(texts, "[A-Za-z]")).as_py(),
            self.wide or (digits > MOST_OF_INTEGER and _beyond_integers(texts)),
        )

    @property
    def type(self) -> pa.DataType:
        """The narrowest type that holds every one of them as it is.

        Infinities and numbers that are none are of floats alone, as the reading of amounts refuses and counts them.
        Whole numbers of twenty digits and more are codes (that of an invoice has 44), and no amount: they stay texts.
        Of a number with decimals a float loses only what no amount has.
        """
        if self.odd:
            return pa.float64()
        if not self.decimals:
            return pa.string() if self.wide else pa.int64()
        fits = self.whole + self.decimals <= MOST_DIGITS
        return pa.decimal128(MOST_DIGITS, self.decimals) if fits else pa.float64()


def _beyond_integers(texts: pa.Array) -> bool:
    """Whether some whole number has more than 64 bits; one with decimals is none."""
    whole = texts.filter(pc.invert(pc.match_substring_regex(texts, "[^0-9-]")))
    try:
        whole.cast(pa.int64())
    except pa.ArrowInvalid:
        return True
    return False


def arrived(stream: DatabaseStream, exact: Iterable[str], shown: str, limit: int) -> tuple[Path, int]:
    """Keep what comes of a query.

    Args:
        stream: as it comes.
        exact: the columns of it that are texts of numbers.
        shown: what it is, in messages.
        limit: how many bytes are too many.

    Returns:
        The scratch Parquet and its number of lines. Nothing is left behind when an error ends the reading.

    Raises:
        DataError: there are more bytes than the limit, the disk is full, or a text is not in UTF-8.
    """
    shapes = dict.fromkeys(exact, NumberShape())

    def measured() -> Iterator[pa.RecordBatch]:
        for batch in stream.batches:
            for name, shape in shapes.items():
                shapes[name] = shape.with_texts(batch.column(name))
            yield batch

    with closing(stream.batches):
        path, lines = _written(stream.schema, measured(), shown, limit, _in_passing if shapes else pq.ParquetWriter)
    if not shapes:
        return path, lines
    try:
        return _converted(path, {name: shape.type for name, shape in shapes.items()}, shown, limit), lines
    finally:
        discard(path)


def _converted(path: Path, types: Mapping[str, pa.DataType], shown: str, limit: int) -> Path:
    with path.open("rb") as stored, pa.ipc.open_stream(stored) as source:
        schema = pa.schema([field.with_type(types.get(field.name, field.type)) for field in source.schema])
        return _written(schema, source, shown, limit, pq.ParquetWriter)[0]


def _in_passing(sink: BinaryIO, schema: pa.Schema) -> pa.ipc.RecordBatchStreamWriter:
    """A writer of what is read once more and no longer: a third of the time that a Parquet takes."""
    return pa.ipc.new_stream(sink, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))


def _written(
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    shown: str,
    limit: int,
    open_writer: Callable[[BinaryIO, pa.Schema], BatchWriter],
) -> tuple[Path, int]:
    plain = pa.schema([pa.field(field.name, _plain(field.type)) for field in schema])
    path, lines = scratch(".parquet"), 0
    try:
        with disk_told():
            sink = path.open("wb")
        with _closed(sink):  # which writes what is left
            with disk_told():
                writer = open_writer(sink, plain)
            with _closed(writer):
                for batch in batches:
                    whole = _valid(batch, plain, shown)
                    with disk_told():
                        writer.write_batch(whole)
                    lines += whole.num_rows
                    _check_size(sink.tell(), limit, shown)
    except BaseException:
        discard(path)
        raise
    return path, lines


@contextmanager
def _closed(writer: BatchWriter | BinaryIO) -> Iterator[None]:
    """Have a writer or a file closed; where something failed before, whatever it says of that then is no news."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            writer.close()
        raise
    with disk_told():
        writer.close()


def _check_size(done: int, limit: int, shown: str) -> None:
    if done > limit:
        raise DataError(
            f"{shown} passa do limite de {size(limit)}",
            f"traga menos colunas ou linhas com --consulta, ou aumente o limite com {LIMIT_OPTION}",
        )


def _valid(batch: pa.RecordBatch, plain: pa.Schema, shown: str) -> pa.RecordBatch:
    """A batch in its types; a database without an encoding hands over bytes that are no text."""
    try:
        batch.validate(full=True)
    except pa.ArrowInvalid as error:
        raise DataError(
            f"{shown} tem textos que não são UTF-8",
            "converta-os na consulta, como em convert_from(coluna::bytea, 'latin1')",
        ) from error
    return batch if batch.schema.equals(plain) else batch.rename_columns(plain.names).cast(plain)


def _plain(kind: pa.DataType) -> pa.DataType:
    """A type as every file has it: words of an enumeration are text, and an instant is one of UTC."""
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us" if kind.unit == "s" else kind.unit, "UTC" if kind.tz else None)
    return kind
