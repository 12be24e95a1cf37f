"""One run at a time writes a file; what a killed one left beside it goes away."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from errno import EISDIR, ENOENT, ENOLCK, ENOSYS, ENOTDIR, ENOTSUP
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.errors import LockedError, OutputError
from carteira_cli.output.moment import uninterrupted
from carteira_cli.output.targets import targets_of, telling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from filelock import BaseFileLock

    from carteira_cli.output.targets import Target


@contextmanager
def locked(paths: Sequence[Path]) -> Iterator[None]:
    """Hold files that are to be written; a run that holds one already may hold it again.

    Each has a hidden lock file beside it for as long. The system lets go of a lock when its run is killed; the file
    that is then left is taken over by the next run. Pipes and devices are not held.

    Args:
        paths: the files, whether they exist or not.

    Raises:
        LockedError: another run holds one: there is no waiting.
        OutputError: one can't be written where it is meant to be.
        UsageError: two are the same file.
    """
    files = [target for target in targets_of(paths) if not target.is_device]
    with ExitStack() as stack:
        for target in sorted(files, key=lambda target: str(target.file)):  # one order: two runs never wait crosswise
            stack.enter_context(_held(target))
        yield


@contextmanager
def _held(target: Target) -> Iterator[None]:
    from filelock import FileLock  # weight: filelock

    with telling(target.asked):
        _check_place(target)
    # its own way around a system without locks leaves files behind when it is killed
    lock = FileLock(target.lock, timeout=0, is_singleton=True, fallback_to_soft=False)
    try:
        with telling(target.asked):
            with uninterrupted():  # between making the lock's file and knowing that it is ours
                _acquire(lock, target)
            if lock.lock_counter == 1:
                _clear(target)
        yield
    finally:
        _let_go(lock)


def _check_place(target: Target) -> None:
    """Complain of what the lock would not: it makes folders that are missing, and stands beside anything."""
    if target.file.is_dir():
        raise IsADirectoryError(EISDIR, "")
    if target.lock.is_dir():
        raise OutputError(
            f"não foi possível gravar {target.asked}: {target.lock}, onde fica a trava da gravação, é uma pasta",
            "apague ou mude o nome dessa pasta e repita o comando",
        )
    target.file.parent.stat()
    if not target.file.parent.is_dir():
        raise NotADirectoryError(ENOTDIR, "")


def _acquire(lock: BaseFileLock, target: Target) -> None:
    from filelock import Timeout  # weight: filelock

    try:
        lock.acquire()
    except Timeout as error:
        if not target.file.parent.is_dir():  # gone between making the lock's file and holding it: nobody has it
            raise FileNotFoundError(ENOENT, "") from error
        raise LockedError(
            f"outra execução está gravando {target.asked}",
            "espere ela terminar e repita o comando, ou dê outro nome à saída",
        ) from error
    except OSError as error:
        if error.errno not in {
            ENOLCK,
            ENOSYS,
            ENOTSUP,
        }:  # some shared folders know no locks: better unheld than unwritten
            raise


def _clear(target: Target) -> None:
    """Remove what a killed run left on its way to this file: as long as it is held, there is no live one."""
    for left in target.file.parent.glob(f"{target.mark}*.tmp"):
        left.unlink(missing_ok=True)


def _let_go(lock: BaseFileLock) -> None:
    """Release, and remove the lock file while it is still held: who had it open sees that it is nobody's any more."""
    with uninterrupted():
        if lock.lock_counter == 1 and os.name != "nt":  # there filelock removes it itself
            with suppress(OSError):
                Path(lock.lock_file).unlink()
        lock.release()
