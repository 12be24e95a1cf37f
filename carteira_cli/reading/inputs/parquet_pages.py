"""Checksums of a Parquet's pages, which many writers write and the engine does not look at.

A page is a header in Thrift's compact protocol and the bytes that it announces; the header may bear their CRC-32
(https://github.com/apache/parquet-format, `PageHeader.crc`). One wrong bit in a page is a wrong number in silence.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, BinaryIO

from carteira_cli.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import polars as pl

_FIRST = 4  # where the first page begins, behind the mark of the format
_HEADER, _LONG_HEADER = 1 << 12, 1 << 24  # bytes of a header; one with long texts in its statistics
_SIZE, _CRC = 3, 4  # fields of a page's header
_STOP, _TRUE, _FALSE, _BYTE, _DOUBLE, _TEXT, _LIST, _SET, _STRUCT = 0, 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = frozenset({4, 5, 6})


def has_checksums(path: Path) -> bool:
    """Whether the first page of a Parquet bears a checksum: then the others do."""
    with path.open("rb") as file:
        file.seek(_FIRST)
        try:
            return _CRC in _page(file.read(_HEADER))[0]
        except (IndexError, ValueError):
            return False


def check_pages(path: Path, shown: str) -> None:
    """Hold each page of a Parquet against its checksum.

    Args:
        path: of the file.
        shown: its name in messages.

    Raises:
        DataError: a page is not what was written.
        OSError: it can't be read.
    """
    with path.open("rb") as file:
        for start, length in _chunks(path, shown):
            at = start
            while at < start + length:
                at = _checked(file, at, start + length, shown)


def check_span(path: Path, start: int, end: int, shown: str) -> None:
    """Hold the pages of one column of one row group against their checksums, if they bear any.

    Args:
        path: of a file that has these bytes, and maybe no others.
        start: where its first page begins.
        end: where its last one ends.
        shown: the file's name in messages.

    Raises:
        DataError: a page is not what was written.
        OSError: it can't be read.
    """
    with path.open("rb") as file:
        file.seek(start)
        try:
            bears = _CRC in _page(file.read(min(_HEADER, end - start)))[0]
        except (IndexError, ValueError):
            return
        at = start
        while bears and at < end:
            at = _checked(file, at, end, shown)


def _checked(file: BinaryIO, at: int, end: int, shown: str) -> int:
    """Where the next page begins, after the one at a place was checked."""
    fields, length = _header(file, at, end, shown)
    size = fields[_SIZE]
    if not 0 <= size <= end - at - length:
        raise _damaged(shown)
    file.seek(at + length)
    if _CRC in fields and zlib.crc32(file.read(size)) != fields[_CRC] & 0xFFFFFFFF:
        raise _damaged(shown)
    return at + length + size


def _header(file: BinaryIO, at: int, end: int, shown: str) -> tuple[dict[int, int], int]:
    for most in (_HEADER, _LONG_HEADER):
        file.seek(at)
        try:
            fields, length = _page(file.read(min(most, end - at)))
        except (IndexError, ValueError):
            continue
        if _SIZE in fields:
            return fields, length
    raise _damaged(shown)


def _damaged(shown: str) -> DataError:
    return DataError(
        f"{shown} está danificado: o conteúdo não confere com a sua soma de verificação",
        "copie ou baixe o arquivo de novo",
    )


def _chunks(path: Path, shown: str) -> Iterator[tuple[int, int]]:
    """(offset, bytes) of the pages of each column of each row group."""
    import pyarrow as pa  # weight: only where there is something to check
    import pyarrow.parquet as pq

    try:
        found = pq.read_metadata(path)
    except pa.ArrowException as error:
        raise _damaged(shown) from error
    for group in range(found.num_row_groups):
        row_group = found.row_group(group)
        for place in range(found.num_columns):
            column = row_group.column(place)
            starts = (column.dictionary_page_offset, column.data_page_offset)
            yield min(start for start in starts if start), column.total_compressed_size


def _page(header: bytes) -> tuple[dict[int, int], int]:
    """The whole numbers among the fields of a page's header, by their number, and its length.

    Raises:
        IndexError, ValueError: it is no header, or longer than what was read.
    """
    return _struct(header, 0)


def _struct(data: bytes, at: int) -> tuple[dict[int, int], int]:
    fields: dict[int, int] = {}
    field = 0
    while (head := data[at]) != _STOP:
        at += 1
        kind = head & 15
        if head >> 4:
            field += head >> 4
        else:
            field, at = _integer(data, at)
        if kind in _INTEGERS:
            fields[field], at = _integer(data, at)
        elif kind not in {_TRUE, _FALSE}:  # in a struct these are in the head
            at = _skipped(data, at, kind)
    return fields, at + 1


def _skipped(data: bytes, at: int, kind: int) -> int:
    """Where a value ends."""
    if kind in {_TRUE, _FALSE, _BYTE}:
        return at + 1
    if kind in _INTEGERS:
        return _integer(data, at)[1]
    if kind == _DOUBLE:
        return at + 8
    if kind == _TEXT:
        size, at = _varint(data, at)
        return at + size
    if kind == _STRUCT:
        return _struct(data, at)[1]
    if kind in {_LIST, _SET}:
        head = data[at]
        count, at = (head >> 4, at + 1) if head >> 4 != 15 else _varint(data, at + 1)  # noqa: PLR2004 - as the format says
        for _ in range(min(count, len(data))):
            at = _skipped(data, at, head & 15)
        return at
    raise ValueError(kind)


def _integer(data: bytes, at: int) -> tuple[int, int]:
    number, at = _varint(data, at)
    return (number >> 1) ^ -(number & 1), at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:  # noqa: PLR2004 - the bit that says that more follows
            return number, at
        if shift > 63:  # noqa: PLR2004 - bits of the largest number
            raise ValueError(number)


def two_alike(name: str, error: pl.exceptions.DuplicateError) -> DataError:
    """The error for a file that is whole and has two columns of one name, which the engine's words tell."""
    found = re.search(r"with name '(.+)' has", str(error), re.DOTALL)
    which = f'duas colunas de nome "{found[1]}"' if found else "duas colunas de um mesmo nome"
    return DataError(f"{name} tem {which}", "renomeie ou tire uma delas na origem e exporte de novo")
