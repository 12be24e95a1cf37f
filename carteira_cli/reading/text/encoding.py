"""How the bytes of a text file become text: byte order mark, strict UTF-8, UTF-16 by its NULs, else Windows-1252.

Never a guess by frequency of letters: those take Portuguese for Hungarian or Chinese. Exports glued together may be
UTF-8 in some lines and Windows-1252 in others: unless the caller forces an encoding, each line is then read as what it
is, and counted.
"""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
HEAD = 1 << 12
NUL_SHARE = 0.3  # of the bytes at even or odd places, in Latin text as UTF-16
WINDOWS = ("cp1252", "windows-1252")
_HIGH = bytes(range(0x80, 0xA0))  # where Windows-1252 and Latin-1 differ
_PAIR = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")  # without one, no line is UTF-8 beyond ASCII
_ASCII = bytes(range(0x80))
_TWICE = frozenset("£§©¡³ªµ\xad‡")  # after Ã: UTF-8 that was taken for Windows-1252 and saved


@dataclass(frozen=True)
class Encoding:
    """How a file's bytes are text.

    Attributes:
        codec: Python's name.
        mark: length of the byte order mark in bytes, 0 without one.
        forced: the caller said so: what does not fit is an error, not a guess.
    """

    codec: str
    mark: int = 0
    forced: bool = False

    @property
    def wide(self) -> bool:
        """Whether a line end is more than one byte."""
        return self.codec.lower().replace("_", "-").startswith(("utf-16", "utf-32", "utf16", "utf32"))

    @property
    def mixable(self) -> bool:
        """Whether UTF-8 and Windows-1252 are told apart line by line."""
        return not self.forced and self.codec in ("utf-8", "cp1252")


@dataclass
class ByteTally:
    """What decoding met.

    Attributes:
        utf8: whether any line beyond ASCII was UTF-8.
        windows: lines that were Windows-1252; where whole blocks were, they are counted only if `exact`.
        uncounted: there were such blocks.
        exact: count them, which takes as long as decoding them.
        replaced: characters that stand for bytes without meaning.
        twice: letters that look as if they had been encoded twice.
    """

    utf8: bool = False
    windows: int = 0
    uncounted: bool = False
    exact: bool = False
    replaced: int = 0
    twice: int = 0


def find_encoding(samples: Iterable[bytes], path: Path, forced: str | None = None) -> Encoding:
    """The encoding of a file, from samples of whole lines whose first is its beginning.

    Raises:
        DataError: the encoding asked for does not exist.
    """
    pieces = list(samples)
    head = pieces[0] if pieces else b""
    mark, marked = next(((mark, name) for mark, name in MARKS if head.startswith(mark)), (b"", ""))
    if forced is not None:
        try:
            codec = codecs.lookup(forced).name
            "".encode(codec)
        except (LookupError, UnicodeError) as error:
            raise DataError(f'a codificação "{forced}" não existe', "use utf-8, cp1252, latin-1 ou utf-16") from error
        if codec in ("utf-8-sig", "utf-16", "utf-32"):
            codec = marked or {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[codec]
        # A mark belongs to the encoding it is of; before others it is text, and reading it as such would spoil a name.
        return Encoding(codec, len(mark), forced=True)
    if marked:
        return Encoding(marked, len(mark))
    wide = _utf16_without_mark(head, path)
    if wide:
        return Encoding(wide)
    return Encoding("utf-8" if all(map(_is_utf8, pieces)) else "cp1252")


def decode(block: bytes, encoding: Encoding, tally: ByteTally, path: Path) -> str:
    """Whole lines of bytes as text.

    Raises:
        DataError: they are not in the encoding that was forced.
    """
    if block.isascii() and not encoding.wide:
        return block.decode("ascii")
    if encoding.mixable:
        text = _mixed(block, tally)
    elif encoding.codec in WINDOWS:
        text = windows(block)
    else:
        try:
            text = block.decode(encoding.codec)
        except UnicodeError as error:
            if encoding.forced:
                hint = "deixe que a codificação seja descoberta"
                raise DataError(f"{path} não está em {encoding.codec}", hint) from error
            text = block.decode(encoding.codec, errors="replace")
            tally.replaced += text.count("\ufffd")
    if "Ã" in text:  # as in SÃO; each is looked at, which in capitals costs a tenth of counting every pair
        tally.twice += sum(piece[:1] in _TWICE for piece in text.split("Ã")[1:])
    return text


def windows(block: bytes, high: bytes | None = None) -> str:
    """Windows-1252; the five bytes it leaves undefined stay the controls they are in Latin-1.

    Args:
        block: of text.
        high: the same without its ASCII, where that is known.
    """
    high = block.translate(None, _ASCII) if high is None else high
    if len(high.translate(None, _HIGH)) == len(high):
        return block.decode("latin-1")  # several times faster, and the same where no byte is in between
    try:
        return block.decode("cp1252")
    except UnicodeDecodeError:
        return block.decode("latin-1").translate(_WINDOWS_TABLE)


def _single(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_WINDOWS_TABLE = {byte: _single(byte) for byte in _HIGH}


def _mixed(block: bytes, tally: ByteTally) -> str:
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        # Without its ASCII a block is far quicker to search, and can only show pairs that are none.
        high = block.translate(None, _ASCII)
        if not (_PAIR.search(high) and _PAIR.search(block)):
            tally.uncounted = tally.uncounted or not tally.exact
            tally.windows += list(map(bytes.isascii, block.split(b"\n"))).count(False) if tally.exact else 0
            return windows(block, high)
        return "\n".join([_line(line, tally) for line in block.split(b"\n")])
    tally.utf8 = True
    return text


def _line(line: bytes, tally: ByteTally) -> str:
    if line.isascii():
        return line.decode("ascii")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        tally.windows += 1
        return windows(line)
    tally.utf8 = True
    return text


def _is_utf8(piece: bytes) -> bool:
    """Whether a sample is UTF-8; a character cut at either end of it is not held against it."""
    start = 0
    while start < min(3, len(piece)) and 0x80 <= piece[start] < 0xC0:  # noqa: PLR2004 - bytes that continue a character
        start += 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(piece[start:])
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_mark(body: bytes, path: Path) -> str:
    """UTF-16 betrays itself: every other byte of Latin text is NUL."""
    head = body[:HEAD]
    if len(head) < 4 or b"\0" not in head or path.stat().st_size % 2:  # noqa: PLR2004 - two characters tell nothing
        return ""
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    for share, other, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if share > NUL_SHARE and other < share / 4:
            try:
                codecs.getincrementaldecoder(name)().decode(body)
            except UnicodeDecodeError:
                return ""
            return name
    return ""
