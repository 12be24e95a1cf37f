"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from errno import EISDIR
from pathlib import Path
from typing import IO, TYPE_CHECKING

from carteira_cli.errors import OutputError, why

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEFAULT_MODE = 0o666  # less the umask, as any program's new file


def write_atomic(path: Path, content: bytes) -> None:
    """Replace a file's content in one step; on any failure the old file stays as it was.

    Raises:
        OutputError: the folder is missing or not writable, or the disk is full.
    """
    write_all([(path, content)])


def write_all(contents: Sequence[tuple[Path, bytes]]) -> None:
    """Replace several files: all are on the disk under temporary names before the first takes its own.

    Raises:
        OutputError: one can't be written; then none is.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        for path, content in contents:
            with _telling(path):
                staged.append((_stage(path, content), path))
        for temporary, path in staged:
            with _telling(path):
                _publish(temporary, path)
    finally:
        for temporary, path in staged:
            if temporary != path:
                temporary.unlink(missing_ok=True)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A stream whose content replaces a file's when the block ends well; otherwise the old file stays as it was.

    Raises:
        OutputError: as `write_atomic`.
    """
    with _telling(path):
        if path.is_dir():
            raise IsADirectoryError(EISDIR, "")
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield stream
            return
        with _temporary_beside(path) as (stream, temporary):
            yield stream
        _publish(temporary, path)


@contextmanager
def _temporary_beside(path: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A new file in the same folder, on the disk at the end of the block; gone if the block fails."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".carteira-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream, temporary
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else _DEFAULT_MODE & ~_umask())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _telling(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"não foi possível gravar {path} ({why(error)})", "confira se a pasta existe, a permissão e o espaço"
        ) from error


def _stage(path: Path, content: bytes) -> Path:
    """The content on the disk beside its target; the path itself for a pipe or a device, which nothing replaces."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, "")
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return path
    with _temporary_beside(path) as (stream, temporary):
        stream.write(content)
    return temporary


def _publish(temporary: Path, path: Path) -> None:
    if temporary != path:
        temporary.replace(path)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
