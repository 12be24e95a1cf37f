"""Files that somebody writes while they are read: a number out of two states of a file is a number of nothing.

A file is looked at several times: its first bytes, its lines, perhaps its lines once more. What it was before the
first look is compared with what it is after the last, so that no report comes out of a file that was cut short,
added to, replaced or taken away meanwhile. Where it is known what the bytes must be, that is proven on the side.
"""

from __future__ import annotations

import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, visible

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from pathlib import Path

Identity = tuple[int, int, int, int]
"""Device, inode, bytes, and the time of the last change in nanoseconds."""


@dataclass
class _Reading:
    """What is known of the files of one reading.

    Attributes:
        seen: what each was before the first look.
        proofs: of what their bytes must be; they go on while the files are read.
        beside: who proves them, one at a time: there is a core left while the engine waits for the disk.
    """

    seen: dict[Path, Identity] = field(default_factory=dict)
    proofs: dict[Path, Future[None]] = field(default_factory=dict)
    beside: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, max_workers=1))


_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)


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
    reading = _reading.get()
    if reading is not None and path not in reading.seen:
        reading.seen[path] = identity(path.stat() if status is None else status)


def prove(path: Path, proof: Callable[[], None]) -> None:
    """Have the bytes of a file proven while it is read: what is wrong with them is raised at the end of the reading.

    Inside of `unchanging` each file is proven once; outside of it at once.

    Args:
        path: a file.
        proof: raises a DataError where it is not what it must be.

    Raises:
        DataError: as the proof, outside of a reading.
    """
    reading = _reading.get()
    if reading is None:
        proof()
    elif path not in reading.proofs:
        reading.proofs[path] = reading.beside.submit(proof)


@contextmanager
def unchanging() -> Iterator[None]:
    """The reading of some files, at the end of which each must be what it was at its beginning.

    Also where the reading failed: a file that was cut short says many things, and none of them is what happened.
    A reading inside of another one is a part of it. As a decorator: around each call.

    Raises:
        DataError: a file changed.
    """
    if _reading.get() is not None:
        yield
        return
    reading = _Reading()
    token = _reading.set(reading)
    try:
        yield
    finally:
        _reading.reset(token)
        reading.beside.shutdown(wait=False, cancel_futures=isinstance(sys.exception(), KeyboardInterrupt))
        if not isinstance(sys.exception(), KeyboardInterrupt):
            _check(reading.seen)
            for proof in reading.proofs.values():
                proof.result()


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
