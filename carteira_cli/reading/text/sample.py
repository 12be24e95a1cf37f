"""What of a file is looked at to understand it: all of a small one; of a big one head, tail and places between."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, why
from carteira_cli.reading.text.blocks import content_end, opened, text_blocks
from carteira_cli.reading.text.encoding import ByteTally, Encoding, decode, find_encoding
from carteira_cli.reading.text.foreign import refuse_bytes, refuse_text
from carteira_cli.reading.text.split import line_end_of

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 1 << 20
TAIL = 1 << 16
BETWEEN = 4  # places between head and tail


@dataclass(frozen=True)
class Sample:
    """What was looked at.

    Attributes:
        encoding: of the file.
        line_end: CRLF, LF or CR.
        head: text from the beginning, whole lines.
        pieces: texts of places between, in order, whole lines.
        tail: text of the last lines that hold anything; "" when the head is all of the file.
        end: where the last line that holds anything ends, in bytes.
        size: of the file, in bytes.
        tally: what decoding met.
    """

    encoding: Encoding
    line_end: str
    head: str
    pieces: tuple[str, ...]
    tail: str
    end: int
    size: int
    tally: ByteTally

    @property
    def whole(self) -> bool:
        """Whether the head is all of the file."""
        return not self.tail


def take_sample(path: Path, encoding: str | None = None) -> Sample:
    """Look at a file.

    Raises:
        DataError: it can't be read, is empty, is no text, or not in the encoding asked for.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DataError(f"{path}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    if path.is_dir():
        raise DataError(f"{path}: não pôde ser lido ({why(OSError(errno.EISDIR, ''))})", "dê o caminho de um arquivo")
    raw = [_read(path, start, length) for start, length in _places(0, size)]
    refuse_bytes(raw[0], path)
    found = find_encoding(raw, path, encoding)
    end = content_end(path, found, size)
    tally = ByteTally()
    if end <= HEAD + TAIL:
        text = "".join(text_blocks(path, found, "\n", tally, end))
        refuse_text(text, path)
        return Sample(found, line_end_of(text), text, (), "", end, size, tally)
    return _of_a_big_file(path, found, end, size, tally)


def _of_a_big_file(path: Path, found: Encoding, end: int, size: int, tally: ByteTally) -> Sample:
    places = _places(found.mark, end)
    wide = 4 if found.wide else 1  # characters start at multiples of it
    texts = []
    for start, length in places:
        aligned = found.mark + (start - found.mark) // wide * wide
        piece = _read(path, aligned, length // wide * wide)
        texts.append((piece, aligned))
    line_end = line_end_of(_lenient(texts[0][0], found))
    last = line_end[-1].encode(found.codec) if found.wide else line_end[-1].encode()
    decoded = []
    for piece, start in texts:
        from_line = 0 if start == found.mark else _after(piece, last, wide)
        to_line = len(piece) if start + len(piece) >= end else _upto(piece, last, wide)
        decoded.append(decode(piece[from_line:to_line], found, tally, path) if from_line < to_line else "")
    refuse_text(decoded[0] or _lenient(texts[0][0], found), path)
    head = decoded[0] or _lenient(texts[0][0], found)
    return Sample(found, line_end, head, tuple(decoded[1:-1]), decoded[-1] or line_end, end, size, tally)


def _places(start: int, end: int) -> list[tuple[int, int]]:
    """Where to look, as (offset, length)."""
    if end - start <= HEAD + TAIL:
        return [(start, end - start)]
    step = (end - start - HEAD - TAIL) // (BETWEEN + 1)
    between = [(start + HEAD + step * number, TAIL) for number in range(1, BETWEEN + 1)] if step > TAIL else []
    return [(start, HEAD), *between, (end - TAIL, TAIL)]


def _read(path: Path, start: int, length: int) -> bytes:
    with opened(path) as file:
        file.seek(start)
        return file.read(length)


def _lenient(piece: bytes, found: Encoding) -> str:
    return piece.decode(found.codec, errors="replace")


def _after(piece: bytes, last: bytes, wide: int) -> int:
    """Where the first whole line of a piece starts; its end when it has none."""
    at = piece.find(last)
    while at >= 0 and at % min(wide, len(last)):
        at = piece.find(last, at + 1)
    return len(piece) if at < 0 else at + len(last)


def _upto(piece: bytes, last: bytes, wide: int) -> int:
    """Where the last whole line of a piece ends; 0 when it has none."""
    at = piece.rfind(last)
    while at >= 0 and at % min(wide, len(last)):
        at = piece.rfind(last, 0, at + len(last) - 1)
    return max(0, at + len(last)) if at >= 0 else 0
