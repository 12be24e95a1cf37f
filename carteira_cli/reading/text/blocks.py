"""A text file in blocks of whole lines, so that memory does not grow with it."""

from __future__ import annotations

import codecs
from contextlib import contextmanager
from itertools import islice
from os import SEEK_CUR
from typing import TYPE_CHECKING, BinaryIO

import polars as pl

from carteira_cli.errors import DataError, why
from carteira_cli.reading.progress import blocks_of
from carteira_cli.reading.text.encoding import ByteTally, Encoding, decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = 1 << 22
LINE = 1 << 20  # bytes of a line; no export has one, and the engine takes hundreds of bytes for each of its cells
LONGEST = 1 << 26  # bytes of blanks that end no line, as a disk that lost the end of a file leaves them
_STEP = 1 << 12  # bytes in which the end of a line is looked for
_BLANK = b" \t\r\n\v\f\x1a\0;,|"


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to read bytes from.

    Raises:
        DataError: it can't be opened or read.
    """
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise DataError(f"{path}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error


def byte_blocks(path: Path, start: int, end: int, line_end: bytes, size: int = BLOCK) -> Iterator[bytes]:
    """Bytes from `start` to `end`, cut after line ends. The last block is never small, unless the file is."""
    tell = blocks_of(path, end - start)
    with opened(path) as file:
        file.seek(start)
        left = end - start
        while left > 0 and (block := file.read(left if left < size + size // 4 else size)):
            left -= len(block)
            if left and not block.endswith(line_end):
                rest = _rest_of_line(file, line_end, left, path)
                left -= len(rest)
                block += rest
            if tell is not None:
                tell(block.count(line_end), len(block))
            if any(_is_endless(block[at : at + LINE], line_end) for at in _lines_in(block)):
                raise line_too_long(path)
            yield block


def _rest_of_line(file: BinaryIO, line_end: bytes, left: int, path: Path) -> bytes:
    """The bytes up to and with the next line end, of so many that are left."""
    found = b""
    while left > 0 and (more := file.read(min(left, _STEP))):
        place = more.find(line_end)
        if place >= 0:
            taken = place + len(line_end)
            file.seek(taken - len(more), SEEK_CUR)
            return found + more[:taken]
        found, left = found + more, left - len(more)
        if len(found) > LONGEST or (len(found) >= LINE and _is_endless(found, line_end)):
            raise line_too_long(path)
    return found


def _is_endless(piece: bytes, line_end: bytes) -> bool:
    """Whether a piece as long as a line may be has no line end, and is not blank."""
    return line_end not in piece and bool(piece.strip(_BLANK))


def _lines_in(block: bytes) -> range:
    """Where to look for a line end that must come: only a line of twice the limit is sure to be found."""
    return range(0, len(block) - LINE + 1, LINE)


def line_too_long(path: Path) -> DataError:
    """The error of a file that is no table, whatever it is."""
    return DataError(
        f"{path} tem uma linha de mais de 1 MB", "confira se a exportação é de texto, com uma linha por registro"
    )


def text_blocks(
    path: Path, encoding: Encoding, line_end: str, tally: ByteTally, end: int, size: int = BLOCK
) -> Iterator[str]:
    """The text of a file without its byte order mark, in blocks that end where a line does.

    Args:
        path: of the file.
        encoding: of its bytes.
        line_end: CRLF, LF or CR.
        tally: filled with what decoding meets.
        end: bytes to read up to.
        size: of a block, in bytes.

    Raises:
        DataError: it can't be read, or is not in the encoding that was forced.
    """
    last = line_end[-1]
    if not encoding.wide:
        for block in byte_blocks(path, encoding.mark, end, last.encode(), size):
            yield decode(block, encoding, tally, path)
        return
    tell = blocks_of(path, end - encoding.mark)
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict" if encoding.forced else "replace")
    rest, left = "", end - encoding.mark
    with opened(path) as file:
        file.seek(encoding.mark)
        while left > 0 and (more := file.read(left if left < size + size // 4 else size)):
            left -= len(more)
            if tell is not None:
                tell(more.count(last.encode()), len(more))
            try:
                text = rest + decoder.decode(more, final=not left)
            except UnicodeError as error:
                hint = "deixe que a codificação seja descoberta"
                raise DataError(f"{path} não está em {encoding.codec}", hint) from error
            tally.replaced += text.count("\ufffd")
            cut = text.rfind(last) + 1 if left else len(text)
            if cut:
                yield text[:cut]
            rest = text[cut:]
            if len(rest) > LINE and rest.strip():
                raise line_too_long(path)
    if rest:
        yield rest


def mixed_lines(path: Path, encoding: Encoding, end: int, tally: ByteTally) -> int:
    """How many lines are Windows-1252 in a file that is UTF-8 in others; 0 in a file of one encoding."""
    if not (tally.utf8 and (tally.windows or tally.uncounted)):
        return 0
    if tally.uncounted:  # rare, so that the common file need not be counted
        tally = ByteTally(exact=True)
        for _ in text_blocks(path, encoding, "\n", tally, end):
            pass
    return tally.windows


def lines_of(text: str, line_end: str) -> list[str]:
    r"""The lines of a text. Files of LF and of CRLF are cut at LF, so a line keeps its `\r`."""
    lines = text.split(line_end[-1])
    if not lines[-1]:
        lines.pop()
    return lines


def series_of(text: str, line_end: str) -> pl.Series:
    """The lines of a text as `lines_of` cuts them, several times faster."""
    lines = pl.Series("line", [text]).str.split(line_end[-1]).explode()
    return lines if lines.item(-1) else lines.head(-1)


def content_end(path: Path, encoding: Encoding, size: int) -> int:
    """Where the last line with anything in it ends, in bytes: what follows is blank lines and lines of separators."""
    if encoding.wide:
        return size
    with opened(path) as file:
        end = size
        while end > encoding.mark:
            start = max(encoding.mark, end - (1 << 16))
            file.seek(start)
            kept = file.read(end - start).rstrip(_BLANK)
            end = start + len(kept)
            if kept:
                break
        file.seek(end)
        while more := file.read(1 << 16):  # up to the end of its line, for its last cells may be empty
            more += file.read(1) if more.endswith(b"\r") else b""
            places = [place for mark in (b"\n", b"\r") if (place := more.find(mark)) >= 0]
            if places:
                place = min(places)
                return end + place + 1 + (more[place : place + 2] == b"\r\n")
            end += len(more)
        return size


def first_lines(path: Path, count: int) -> bytes:
    """The first lines of a file as they stand.

    Raises:
        DataError: it can't be read.
    """
    with opened(path) as file:
        return b"".join(islice(file, count))


def lines_of_bytes(path: Path, count: int) -> tuple[bytes, bytes]:
    r"""The first lines of a file, each up to its `\n`, and the rest.

    Raises:
        DataError: it can't be read.
    """
    with opened(path) as file:
        return b"".join(file.readline() for _ in range(count)), file.read()


def count_lines(path: Path, start: int, end: int, line_end: str) -> int:
    """How many lines the bytes from `start` to `end` hold; a last one without line end counts."""
    count, last = 0, b""
    with opened(path) as file:
        file.seek(start)
        left = end - start
        while left > 0 and (more := file.read(min(left, 1 << 20))):
            left -= len(more)
            count += more.count(line_end[-1].encode())
            last = more[-1:]
    return count + (last not in (b"", line_end[-1].encode()))
