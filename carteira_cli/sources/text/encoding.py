"""The bytes of a text file as text: byte order mark, strict UTF-8, UTF-16 by its NULs, else Windows-1252.

Never a guess by frequency of letters: those take Portuguese for Hungarian or Chinese.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, why

if TYPE_CHECKING:
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
# What no text has. 0x1A ends files of DOS; 0x1C to 0x1F separate fields in some exports.
CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b\x7f]")
CONTROL_SHARE = 0.02
EXPORT_HINT = "grave a exportação como CSV, texto separado por ponto e vírgula ou vírgula"


@dataclass(frozen=True)
class Decoded:
    """A file's text without its byte order mark.

    Attributes:
        text: all of it.
        encoding: the codec that Python knows it by.
        mark: whether a byte order mark said so.
    """

    text: str
    encoding: str
    mark: bool


def read_text(path: Path, encoding: str | None = None) -> Decoded:
    """Read all of a file as text.

    Raises:
        DataError: it can't be read, is empty, is not in the encoding asked for, or is not text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    decoded = decode(content, path, encoding)
    if not decoded.text.strip("\0\x1a\ufeff \t\r\n\v\f\x85\xa0"):
        raise DataError(f"{path} está vazio", "confira se a exportação terminou")
    if _looks_binary(decoded.text):
        raise DataError(f"{path} não é um CSV: tem bytes de um arquivo binário", EXPORT_HINT)
    return decoded


def decode(content: bytes, path: Path, encoding: str | None = None) -> Decoded:
    """Turn bytes into text by the cascade, or by the encoding asked for.

    Raises:
        DataError: the encoding asked for does not exist or does not fit.
    """
    mark, marked = next(((mark, name) for mark, name in MARKS if content.startswith(mark)), (b"", ""))
    if encoding is not None:
        return _forced(content.removeprefix(mark) if marked else content, path, encoding, mark=bool(marked))
    body = content[len(mark) :]
    if marked:
        return Decoded(body.decode(marked, errors="replace"), marked, mark=True)
    wide = _utf16_without_mark(body)
    if wide is not None:
        return wide
    try:
        return Decoded(body.decode("utf-8"), "utf-8", mark=False)
    except UnicodeDecodeError:
        return Decoded(_cp1252(body), "cp1252", mark=False)


def _forced(body: bytes, path: Path, encoding: str, *, mark: bool) -> Decoded:
    try:
        return Decoded(body.decode(encoding).removeprefix("\ufeff"), encoding, mark=mark)
    except LookupError as error:
        raise DataError(f'a codificação "{encoding}" não existe', "use utf-8, cp1252, latin-1 ou utf-16") from error
    except UnicodeError as error:
        raise DataError(f"{path} não está em {encoding}", "deixe que a codificação seja descoberta") from error


def _utf16_without_mark(body: bytes) -> Decoded | None:
    """UTF-16 betrays itself: every other byte of Latin text is NUL."""
    head = body[:HEAD]
    if len(head) < 4 or len(body) % 2 or b"\0" not in head:  # noqa: PLR2004 - two characters tell nothing
        return None
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    for share, other, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if share > NUL_SHARE and other < share / 4:
            try:
                return Decoded(body.decode(name), name, mark=False)
            except UnicodeDecodeError:
                return None
    return None


def _cp1252(body: bytes) -> str:
    """Windows-1252; the five bytes it leaves undefined stay the controls they are in Latin-1."""
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(_single(byte) for byte in body) if len(body) < HEAD else _cp1252_mapped(body)


def _single(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def _cp1252_mapped(body: bytes) -> str:
    return body.decode("latin-1").translate({byte: _single(byte) for byte in range(0x80, 0xA0)})


def _looks_binary(text: str) -> bool:
    head = text[: 1 << 16]
    if "\0" in text:
        return True
    return len(CONTROLS.findall(head)) > CONTROL_SHARE * len(head)
