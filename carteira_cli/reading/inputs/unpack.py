"""Take a compressed file apart: recognised by content, streamed to a scratch file, never past a limit.

The limit is checked while writing, so that a bomb fills no disk. An archive inside an archive is not followed, and
no name from inside one ever becomes a path.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
import zipfile
import zlib
from contextlib import closing
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, visible, why
from carteira_cli.names import first_of, fold
from carteira_cli.reading.inputs.kinds import COMPRESSED, ZIP_ERRORS, FileKind, what_is
from carteira_cli.reading.inputs.workspace import BLOCK, discard, spool

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

DATA_SUFFIXES = (
    *(".csv", ".tsv", ".txt", ".tab", ".parquet", ".pq", ".feather", ".arrow", ".ipc"),
    *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
)
PACKED_SUFFIXES = (".gz", ".zst", ".bz2", ".xz", ".zip", ".7z", ".rar", ".tar", ".tgz")
LITTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
_ENCRYPTED = 1  # bit of a member's flags
_BROKEN = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile)
_OPENERS: dict[FileKind, Callable[[Path], object]] = {
    "gzip": gzip.open,
    "bz2": bz2.open,
    "xz": lzma.open,
    "zstd": lambda path: _zstd().open(path),
}
_NOUNS: dict[FileKind, str] = {"gzip": "gzip", "zstd": "Zstandard", "bz2": "bzip2", "xz": "xz", "zip": "ZIP"}


def _zstd() -> Any:  # noqa: ANN401 - a module, which of two the version of Python tells
    if sys.version_info >= (3, 14):
        from compression import zstd  # weight: for a file of its kind
    else:
        from backports import zstd  # weight: for a file of its kind
    return zstd


@dataclass(frozen=True)
class Unpacked:
    """What was inside a compressed file.

    Attributes:
        path: where it is: a scratch file, or the file itself when it is not compressed.
        inner_name: of the member of a zip, safe to print; None otherwise.
        kind: what the content is.
        packed: what the file itself is; None when it is not compressed.
    """

    path: Path
    inner_name: str | None
    kind: FileKind
    packed: FileKind | None


def unpack(path: Path, limit_bytes: int, table: str | None = None, shown: str | None = None) -> Unpacked:
    """Unpack gzip, Zstandard, bzip2, xz or ZIP, recognised by content; other files come back as they are.

    Args:
        path: of the file.
        limit_bytes: how large the content may be.
        table: the wanted table, whose name tells which of several files in a zip is meant.
        shown: the file's name in messages; the path when None.

    Raises:
        DataError: the file is cut short, encrypted, corrupt, or unpacks to more than the limit; it is an archive in
            an archive; a zip has no data file or several; or the disk is full.
    """
    name = shown or str(path)
    kind = what_is(path)
    if kind not in COMPRESSED:
        return Unpacked(path, None, kind, None)
    inner = None
    if kind == "zip":
        content, inner = _unzip(path, name, limit_bytes, table)
    else:
        content = _spool(lambda: cast("BinaryIO", _OPENERS[kind](path)), name, kind, limit_bytes)
    what = what_is(content)
    if what in COMPRESSED or what in ("7z", "rar", "tar"):
        discard(content)
        raise DataError(
            f"{name}: dentro do arquivo compactado há outro ({_NOUNS.get(what, what)})",
            "extraia o de fora e passe o de dentro",
        )
    return Unpacked(content, inner, what, kind)


def _spool(opened: Callable[[], BinaryIO], name: str, kind: FileKind, limit: int) -> Path:
    try:
        with closing(_blocks(opened)) as blocks:
            return spool(blocks, f"{name} descompactado", limit)
    except EOFError as error:
        raise DataError(
            f"{name} está cortado: o {_NOUNS[kind]} termina antes do fim", "copie ou baixe o arquivo de novo"
        ) from error
    except (*_BROKEN, _zstd().ZstdError, OSError) as error:
        # bz2 and gzip complain of their content with a bare OSError, without a number
        reason = f" ({why(error)})" if isinstance(error, OSError) and error.errno else ""
        raise DataError(
            f"{name} está corrompido: o {_NOUNS[kind]} não pôde ser descompactado{reason}",
            "copie ou baixe o arquivo de novo",
        ) from error


def _blocks(opened: Callable[[], BinaryIO]) -> Generator[bytes]:
    with opened() as stream:
        while block := stream.read(BLOCK):
            yield block


def _unzip(path: Path, name: str, limit: int, table: str | None) -> tuple[Path, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            member = _choose(archive.infolist(), name, table)
            inner = visible(_base(member))
            if member.flag_bits & _ENCRYPTED:
                raise DataError(f"{name} está protegido por senha", "extraia com a senha e passe o arquivo de dentro")
            if PurePosixPath(inner).suffix.casefold() in PACKED_SUFFIXES:
                raise DataError(f"{name}: dentro do ZIP há outro arquivo compactado ({inner})", "extraia o de fora")
            try:
                return _spool(lambda: cast("BinaryIO", archive.open(member)), name, "zip", limit), inner
            except NotImplementedError as error:
                raise DataError(
                    f"{name}: o ZIP usa uma compressão que não é lida", "comprima de novo no modo comum (deflate)"
                ) from error
    except ZIP_ERRORS as error:
        raise DataError(
            f"{name} está cortado ou corrompido: não é um ZIP inteiro", "baixe o arquivo de novo"
        ) from error


def _choose(members: Sequence[zipfile.ZipInfo], name: str, table: str | None) -> zipfile.ZipInfo:
    """The member that is meant: named after the table, or the only one with data."""
    files = [member for member in members if member.filename and not member.is_dir() and not _litter(member)]
    data = [member for member in files if _suffix(member) in DATA_SUFFIXES] or (files if len(files) == 1 else [])
    named = [member for member in data if table is not None and fold(PurePosixPath(_base(member)).stem) == table]
    for found in (named, data):
        if len(found) == 1:
            return found[0]
    if not files:
        raise DataError(f"{name} é um ZIP sem arquivos", "confira se a exportação terminou")
    listing = _listing(named or data or files)
    if not data:
        raise DataError(f"{name}: o ZIP não tem arquivo de dados; tem {listing}", "compacte um CSV, Excel ou Parquet")
    wanted = f"deixe nele um só arquivo de dados, ou um chamado {table}" if table else "deixe nele um só arquivo"
    raise DataError(
        f"{name}: o ZIP tem mais de um arquivo de dados: {listing}", f"extraia e passe o certo, ou {wanted}"
    )


def _listing(members: Sequence[zipfile.ZipInfo]) -> str:
    return first_of([f'"{_base(member)}"' for member in members])


def _litter(member: zipfile.ZipInfo) -> bool:
    parts = [part.casefold() for part in _parts(member)]
    return not parts or parts[-1].startswith("._") or any(part in LITTER for part in parts)


def _suffix(member: zipfile.ZipInfo) -> str:
    name = PurePosixPath(_base(member))
    return "" if fold(name.stem).startswith(("readme", "leiame", "leia-me")) else name.suffix.casefold()


def _parts(member: zipfile.ZipInfo) -> list[str]:
    return [part for part in member.filename.replace("\\", "/").split("/") if part]


def _base(member: zipfile.ZipInfo) -> str:
    return _parts(member)[-1]
