"""What a file is, by its content: never by its suffix, which exports get wrong."""

from __future__ import annotations

import codecs
import lzma
import mmap
import re
import zipfile
import zlib
from typing import TYPE_CHECKING, Literal

from carteira_cli.errors import DataError, why

if TYPE_CHECKING:
    from pathlib import Path

FileKind = Literal[
    "empty", "text", "parquet", "arrow", "arrow_stream",
    "xlsx", "xlsb", "xls", "ods", "excel_xml", "html", "locked_workbook",
    "gzip", "zstd", "bz2", "xz", "zip", "7z", "rar", "tar",
    "json", "xml", "pdf", "image", "document", "numbers", "sqlite", "duckdb", "avro", "binary",
]  # fmt: skip
WORKBOOKS: frozenset[FileKind] = frozenset(("xlsx", "xlsb", "xls", "ods", "excel_xml", "html"))
COMPRESSED: frozenset[FileKind] = frozenset(("gzip", "zstd", "bz2", "xz", "zip"))

HEAD = 1 << 16
# What the standard library says of an archive that is damaged, encrypted or of another kind.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)
_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"PAR1", "parquet"),
    (b"ARROW1\0\0", "arrow"),
    (b"\xff\xff\xff\xff", "arrow_stream"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF89a", "image"),
    (b"SQLite format 3\0", "sqlite"),
    (b"Obj\x01", "avro"),
)
_PATTERNS: tuple[tuple[re.Pattern[bytes], FileKind], ...] = (
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)"), "bz2"),
    (re.compile(rb"[\x50-\x5f]\x2a\x4d\x18"), "zstd"),  # a skippable frame comes first
    (re.compile(rb".{8}DUCK..\0{6}", re.DOTALL), "duckdb"),
    (re.compile(rb".{257}ustar(?:\0|  \0)", re.DOTALL), "tar"),
)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body|table|meta|div|style|tr)\b", re.IGNORECASE)
_JSON = re.compile(r"\{\s*[\"}]|\[\s*[\[{\]]")
_CONTROLS = re.compile("[\0-\x08\x0e-\x19\x1b\x7f]")  # 0x1A ends files of DOS, 0x1C to 0x1F separate fields
_CONTROL_SHARE = 0.02
_OLE_STREAMS: tuple[tuple[str, FileKind], ...] = (
    ("EncryptedPackage", "locked_workbook"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", "document"),
    ("PowerPoint Document", "document"),
)
# An encrypted .xls: right after the record that opens the workbook comes the one with the password's check.
_FILE_PASS = re.compile(rb"\x09\x08\x10\0.{16}(?:\x86\0\0\0)?\x2f\0", re.DOTALL)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What it is called, and what to do with what can't be read.
_CSV = "exporte de novo como CSV ou Excel (.xlsx)"
_REFUSED: dict[FileKind, tuple[str, str]] = {
    "empty": ("está vazio", "confira se a exportação terminou"),
    "arrow_stream": ("é um fluxo Arrow, não um arquivo", "grave como Parquet ou como arquivo Arrow (Feather)"),
    "locked_workbook": ("é uma planilha protegida por senha", "abra no Excel, tire a senha e salve de novo"),
    "7z": ("é um arquivo 7z", "extraia o arquivo e passe o que está dentro, ou comprima em .zip ou .gz"),
    "rar": ("é um arquivo RAR", "extraia o arquivo e passe o que está dentro, ou comprima em .zip ou .gz"),
    "tar": ("é um arquivo tar", "extraia o arquivo e passe o que está dentro"),
    "json": ("é um JSON", _CSV),
    "xml": ("é um XML", _CSV),
    "pdf": ("é um PDF", f"um PDF é para imprimir: {_CSV}"),
    "image": ("é uma imagem", _CSV),
    "document": ("é um documento de texto ou apresentação", "copie a tabela para uma planilha e salve como .xlsx"),
    "numbers": ("é uma planilha do Numbers", "no Numbers, exporte como Excel ou CSV"),
    "sqlite": ("é um banco SQLite, que só se lê como arquivo do disco", "grave-o num arquivo, sem compactar"),
    "duckdb": ("é um banco DuckDB, que só se lê como arquivo do disco", "grave-o num arquivo, sem compactar"),
    "avro": ("é um arquivo Avro", "exporte como CSV ou Parquet"),
    "binary": ("não é um CSV: tem bytes de um arquivo binário", _CSV),
}


def what_is(path: Path) -> FileKind:
    """What a file is, by its content.

    "xlsx" includes .xlsm. "html" may be a table saved as .xls or a login page. "text" is anything that may be a CSV,
    in any encoding. Workbooks and archives are recognised, not checked: they may still be broken.

    Raises:
        DataError: it can't be read.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD)
        kind = _by_magic(head)
        if kind == "zip":
            return _what_zip(path)
        if head.startswith(_OLE):
            return _what_ole(path)
    except OSError as error:
        raise DataError(f"{path}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    return kind or _what_text(head)


def refusal(kind: FileKind, shown: str) -> DataError | None:
    """The error for a kind of file that nothing here reads; None for one that can be read.

    Args:
        kind: what the file is.
        shown: its name in messages.
    """
    if kind not in _REFUSED:
        return None
    what, hint = _REFUSED[kind]
    return DataError(f"{shown} {what}", hint)


def locked(shown: str) -> DataError:
    """The error for a workbook that only a password opens."""
    what, hint = _REFUSED["locked_workbook"]
    return DataError(f"{shown} {what}", hint)


def _by_magic(head: bytes) -> FileKind | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return next((kind for pattern, kind in _PATTERNS if pattern.match(head)), None)


def _what_zip(path: Path) -> FileKind:
    """Spreadsheets are archives too, each with members of its own."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.open("mimetype").read(100) if "mimetype" in names else b""
    except ZIP_ERRORS:
        return "zip"  # cut short, perhaps: whoever opens it will say so
    office = "[Content_Types].xml" in names
    signs: tuple[tuple[FileKind, bool], ...] = (
        ("ods", mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet")),
        ("document", mimetype.startswith(b"application/vnd.oasis.opendocument")),
        ("xlsb", "xl/workbook.bin" in names),
        ("xlsx", office and any(name.startswith("xl/") for name in names)),
        ("document", office and any(name.startswith(("word/", "ppt/")) for name in names)),
        ("numbers", "Index/Document.iwa" in names),
    )
    return next((kind for kind, seen in signs if seen), "zip")


def _what_ole(path: Path) -> FileKind:
    """The container of old Office files, and of the encrypted new ones: its streams have telling names."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _FILE_PASS.search(content):
            return "locked_workbook"
        for name, kind in _OLE_STREAMS:
            if content.find(f"{name}\0".encode("utf-16-le")) >= 0:
                return kind
    return "xls"  # cut short, most likely: its list of streams is often at the end


def _what_text(head: bytes) -> FileKind:
    text = _as_text(head)
    start = text.lstrip("\ufeff \t\r\n")
    if not start.strip("\0\x1a"):
        return "empty" if len(head) < HEAD else "text"  # perhaps a long blank start
    if len(_CONTROLS.findall(text)) > _CONTROL_SHARE * len(text):
        return "binary"
    if start.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in text[:4096] and not _HTML.match(start):
            return "excel_xml"
        if _HTML.search(start[:4096]):
            return "html"
        if start.startswith("<?xml") or (re.match(r"<[A-Za-z_][\w:.-]*(?:\s[^<>]*)?>", start) and "</" in start):
            return "xml"
    return "json" if _JSON.match(start) else "text"


def _as_text(head: bytes) -> str:
    """The head as text, well enough to see what it is: accents may come out wrong."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return head.removeprefix(mark).decode(encoding, errors="replace")
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even + odd > len(head) / 4 and min(even, odd) * 4 < max(even, odd):
        return head.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")
    return head.decode("latin-1")
