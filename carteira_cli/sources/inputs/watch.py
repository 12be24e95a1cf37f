"""Files that somebody writes while they are read: a number out of two states of a file is a number of nothing.

A file is looked at several times: its first bytes, its lines, perhaps its lines once more. What it was before the
first look is compared with what it is after the last, so that no report comes out of a file that was cut short,
added to, replaced or taken away meanwhile.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError, visible

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator
    from pathlib import Path

Identity = tuple[int, int, int, int]
"""Device, inode, bytes, and the time of the last change in nanoseconds."""

_watched: ContextVar[dict[Path, Identity] | None] = ContextVar("watched", default=None)


def identity(status: os.stat_result) -> Identity:
    """What tells one state of a file from another without reading it."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def watch(path: Path, status: os.stat_result | None = None) -> None:
    """Note what a file is; to be called before its first byte is read.

    Outside of `unchanging` nothing is noted; a file that is noted already keeps what was noted first.

    Args:
        path: a regular file.
        status: of the file, where it is at hand.

    Raises:
        OSError: it is not there.
    """
    seen = _watched.get()
    if seen is not None and path not in seen:
        seen[path] = identity(path.stat() if status is None else status)


@contextmanager
def unchanging() -> Iterator[None]:
    """The reading of some files, at the end of which each must be what it was at its beginning.

    Also where the reading failed: a file that was cut short says many things, and none of them is what happened.
    A reading inside of another one is a part of it. As a decorator: around each call.

    Raises:
        DataError: a file changed.
    """
    if _watched.get() is not None:
        yield
        return
    token = _watched.set({})
    try:
        yield
    finally:
        seen = _watched.get() or {}
        _watched.reset(token)
        if not isinstance(sys.exception(), KeyboardInterrupt):
            _check(seen)


def _check(seen: dict[Path, Identity]) -> None:
    for path, before in seen.items():
        try:
            same, hint = identity(path.stat()) == before, "espere quem o grava terminar e rode o comando de novo"
        except OSError:
            same, hint = False, "o arquivo não está mais lá: devolva-o e rode o comando de novo"
        if not same:
            raise changed(path, hint)


def changed(path: Path, hint: str) -> DataError:
    """The error for a file that is not what it was when its reading began."""
    return DataError(f"{visible(str(path))} mudou durante a leitura; repita", hint)
