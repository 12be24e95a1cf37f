"""Temporary files of a run: in one private folder, gone when the run ends.

A run ends by `sys.exit`, by an error or by Ctrl-C and SIGTERM, which `cli/main.py` turns into an exit: in each case
the interpreter's own farewell removes the folder. What SIGKILL and a power cut leave is swept by the next run.
"""

from __future__ import annotations

import atexit
import errno
import os
import shutil
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, remedy, why
from carteira_cli.reading.inputs.leftover import held_folder, sweep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import RawIOBase

BLOCK = 1 << 20  # bytes moved at a time
LIMIT_OPTION = "--max-descompactado"
_FULL = (errno.ENOSPC, errno.EDQUOT)


def scratch(suffix: str = "") -> Path:
    """A new empty file that only this user can read, removed when the run ends.

    Args:
        suffix: of its name; must be the program's own word, never one from a file or an archive.

    Raises:
        DataError: no folder for temporary files can be written.
    """
    with disk_told():
        handle, name = tempfile.mkstemp(suffix=suffix, dir=_folder())
        os.close(handle)
    return Path(name)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder for scratch files of names that are the program's own, removed at the end.

    Raises:
        DataError: no folder for temporary files can be written.
    """
    with disk_told():
        folder = Path(tempfile.mkdtemp(dir=_folder()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def spill_folder() -> Path:
    """A new folder for what an engine can't hold in memory, removed with all in it when the run ends.

    Raises:
        DataError: no folder for temporary files can be written.
    """
    with disk_told():
        return Path(tempfile.mkdtemp(dir=_folder()))


def spool(chunks: Iterable[bytes], shown: str, limit: int | None = None, suffix: str = "") -> Path:
    """Write bytes to a scratch file as they come.

    Args:
        chunks: the bytes.
        shown: what they are, in messages.
        limit: how many bytes are too many, checked before each is written; None for no limit.
        suffix: of the scratch file's name.

    Returns:
        The scratch file. Nothing is left behind when an error ends the writing.

    Raises:
        DataError: there are more bytes than the limit, or the disk is full.
    """
    path = scratch(suffix)
    try:
        with disk_told():
            stream = path.open("wb", buffering=0)
        with stream:
            # What the source raises is not the disk's fault: only writing is told as such.
            for chunk in chunks if limit is None else _within(chunks, shown, limit):
                with disk_told():
                    _write(stream, chunk)
    except BaseException:
        discard(path)
        raise
    return path


@contextmanager
def disk_told() -> Iterator[None]:
    """Say in Portuguese what the disk of the temporary files complains of.

    Raises:
        DataError: instead of what the system says.
    """
    try:
        yield
    except OSError as error:
        reason = "o disco está cheio" if error.errno in _FULL else why(error)
        raise DataError(
            f"não foi possível gravar os arquivos temporários ({reason})",
            remedy(error, "libere espaço ou aponte a variável TMPDIR para uma pasta em outro disco"),
        ) from error


def is_scratch(path: Path) -> bool:
    """Whether a file is one of this run alone."""
    return bool(_held.cache_info().currsize) and _folder() in path.parents


def discard(path: Path) -> None:
    """Remove a scratch file before the run ends."""
    path.unlink(missing_ok=True)


def clear() -> None:
    """Remove all scratch files now; new ones may be made afterwards."""
    if _held.cache_info().currsize:
        folder, handle = _held()
        _held.cache_clear()
        _let_go(folder, handle)


def size(count: int) -> str:
    """A number of bytes as people say it.

    Example:
        >>> size(1536), size(20 * 2**30), size(5)
        ('1,5 KiB', '20 GiB', '5 bytes')
    """
    amount, unit = float(count), "bytes"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < 1024:  # noqa: PLR2004 - the step between the units
            break
        amount, unit = amount / 1024, larger
    return f"{amount:.1f}".removesuffix(".0").replace(".", ",") + f" {unit}"


def _write(stream: RawIOBase, chunk: bytes) -> None:
    left = memoryview(chunk)
    while left:
        left = left[stream.write(left) or 0 :]


def _within(chunks: Iterable[bytes], shown: str, limit: int) -> Iterator[bytes]:
    done = 0
    for chunk in chunks:
        done += len(chunk)
        if done > limit:
            raise DataError(
                f"{shown} passa do limite de {size(limit)}",
                f"se o tamanho é esse mesmo, aumente o limite com {LIMIT_OPTION}",
            )
        yield chunk


def _folder() -> Path:
    return _held()[0]


@cache
def _held() -> tuple[Path, int | None]:
    sweep()
    folder, handle = held_folder()
    atexit.register(_remove, folder, os.getpid())
    return folder, handle


def _remove(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # a forked child must not take its parent's files away
        shutil.rmtree(folder, ignore_errors=True)


def _let_go(folder: Path, handle: int | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if handle is not None:
        os.close(handle)
