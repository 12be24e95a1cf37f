"""A Parquet of the cloud as a file of this machine with holes: only what questions need is brought, where it belongs.

The engine reads it as it reads any file, so that what is read from far is read as what is near: its types, its
columns, its row groups. What was brought for one question is there for the next one.
"""

from __future__ import annotations

import os
import weakref
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.reading.inputs.cloud import Stored, part
from carteira_cli.reading.inputs.helpers import together
from carteira_cli.reading.inputs.parquet_pages import check_span, two_alike
from carteira_cli.reading.inputs.workspace import discard, disk_told, scratch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pyarrow.parquet import FileMetaData

Span = tuple[int, int]
"""Bytes of a file: the first, and the one behind the last."""

TAIL = 128 << 10  # asked for first: a footer of some hundred columns, and small files whole
NEAR = 256 << 10  # bytes that are brought along rather than ask twice: what a store sends while it answers once
PIECE = 8 << 20  # of one request: several go on at once, and one that fails costs no more than this
_MAGIC = b"PAR1"
_END = 8  # the footer's length and the magic


class SparseFile:
    """A scratch file as large as the one in the store, with what was brought of it; gone when nobody uses it."""

    def __init__(self, stored: Stored, tail: bytes) -> None:
        """Make the file, with its tail.

        Args:
            stored: the file in the store, of a known size.
            tail: its last bytes.
        """
        self.path: Path = scratch(".parquet")
        weakref.finalize(self, discard, self.path)
        self.size = stored.size or 0
        self.brought = 0
        self._stored = stored
        self._tail = self.size - len(tail)
        self._held: set[Span] = set()
        with disk_told():
            os.truncate(self.path, self.size)
        self._put(self._tail, tail)

    def bring(self, spans: Iterable[Span]) -> None:
        """Have these bytes in the file.

        Args:
            spans: each of a column in a row group.

        Raises:
            DataError: they can't be had, are damaged, or the file in the store is another by now.
        """
        new = [span for span in spans if span not in self._held]
        pieces = [piece for span in joined(span for span in new if span[0] < self._tail) for piece in _pieces(span)]
        for (start, _), content in zip(pieces, together(self._part, pieces), strict=True):
            self._put(start, content)
            self.brought += len(content)
        for span in new:
            check_span(self.path, *span, redact(self._stored.address))
        self._held.update(new)

    def _part(self, span: Span) -> bytes:
        return part(self._stored, *span)[0]

    def _put(self, start: int, content: bytes) -> None:
        with disk_told(), self.path.open("r+b", buffering=0) as file:
            file.seek(start)
            left = memoryview(content)
            while left:
                left = left[file.write(left) or 0 :]


class Footer:
    """What a Parquet in a store says of itself, which is all that is read of it at first."""

    def __init__(self, stored: Stored) -> None:
        """Read it.

        Raises:
            DataError: the file can't be had, is empty, or is no Parquet.
        """
        tail, self.stored = part(stored, -TAIL, 0)
        size = self.stored.size or 0
        length = int.from_bytes(tail[-_END:-4], "little") + _END
        if tail[-4:] != _MAGIC or not _END < length <= size:
            raise self._refused()
        if length > len(tail):
            tail = part(self.stored, size - length, size - len(tail))[0] + tail
        self.tail = tail
        self.schema, self.about = self._read(_MAGIC + tail[-length:])
        self.columns = _columns(self.about)
        self.lines = [self.about.row_group(each).num_rows for each in range(self.about.num_row_groups)]

    def _read(self, footer: bytes) -> tuple[pl.Schema, FileMetaData]:
        import pyarrow as pa  # weight: for a Parquet that is far away
        from pyarrow.parquet import read_metadata

        try:
            return pl.Schema(pl.read_parquet_schema(BytesIO(footer))), read_metadata(pa.BufferReader(footer))
        except pl.exceptions.DuplicateError as error:
            raise two_alike(redact(self.stored.address), error) from None
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException, pa.ArrowException, OSError) as error:
            raise self._refused() from error

    def _refused(self) -> DataError:
        shown = redact(self.stored.address)
        return DataError(f"{shown} não é um Parquet que se possa ler", "confira se o arquivo está completo")

    def spans(self, group: int, columns: Iterable[str]) -> list[Span]:
        """Where the cells of some columns lie in a row group."""
        found = self.about.row_group(group)
        return [_span(found.column(leaf)) for name in columns for leaf in self.columns[name]]


def joined(spans: Iterable[Span], near: int = NEAR) -> list[Span]:
    """Spans in order, those that touch or almost do as one.

    Example:
        >>> joined([(10, 20), (0, 5), (20, 30)], near=0)
        [(0, 5), (10, 30)]
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= near:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _pieces(span: Span) -> list[Span]:
    return [*pairwise([*range(span[0], span[1], PIECE), span[1]])]


def _columns(about: FileMetaData) -> dict[str, list[int]]:
    """Column → its leaves: of a list or a struct there are several."""
    names: Sequence[str] = about.schema.to_arrow_schema().names
    found: dict[str, list[int]] = {name: [] for name in names}
    at = 0
    for leaf in range(about.num_columns):
        path = about.schema.column(leaf).path
        while not (path == names[at] or path.startswith(f"{names[at]}.")) or (
            path in names[at + 1 :] and found[names[at]]
        ):
            at += 1
        found[names[at]].append(leaf)
    return found


def _span(chunk: object) -> Span:
    dictionary, data, length = chunk.dictionary_page_offset, chunk.data_page_offset, chunk.total_compressed_size  # type: ignore[attr-defined] # pyarrow has no types
    start = min(dictionary, data) if dictionary else data
    return start, start + length
