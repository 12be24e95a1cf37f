"""Folders of scratch files: one that is held belongs to a run that lives, wherever it runs; the others are swept.

A folder is held by a lock on the folder itself, which the system lets go of when its run ends, by whatever end. That
tells a live run from a dead one across containers and after numbers of processes were used again.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

PREFIX, SUFFIX = "carteira-", "-rascunho"
_ENTRY = "tmp"  # how the names of all scratch files begin
_DIRECTORY = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


def held_folder() -> tuple[Path, int | None]:
    """A new folder that only this user can read, and the number that holds it; None where the system has no such locks.

    Raises:
        OSError: it can't be made.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, suffix=SUFFIX))  # mode 0700, in TMPDIR when set
        if os.name == "nt":
            return folder, None
        try:
            handle = os.open(folder, _DIRECTORY)
        except FileNotFoundError:  # between making and holding it, somebody swept it
            continue
        held = _hold(handle)
        if held and _is_still(folder, handle):
            return folder, handle
        os.close(handle)
        if held is None:
            return folder, None


def sweep() -> None:
    """Remove the scratch folders of this user's runs that are dead."""
    if os.name == "nt":
        return
    with suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if entry.name.startswith(PREFIX) and entry.name.endswith(SUFFIX):
                with suppress(OSError):
                    _remove_dead(Path(entry.path))


def _remove_dead(folder: Path) -> None:
    handle = os.open(folder, _DIRECTORY)  # a link is not followed
    try:
        found = os.fstat(handle)
        private = found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) == stat.S_IRWXU
        if private and _hold(handle) and _is_still(folder, handle) and _is_ours(handle):
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(handle)


def _hold(handle: int) -> bool | None:
    """Whether a folder could be held; None where the disk knows no locks: nobody can tell, and nothing is swept."""
    import fcntl  # Windows has none, and never comes here

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _is_still(folder: Path, handle: int) -> bool:
    """Whether a name stands for the folder that is held: another run may have swept it meanwhile."""
    try:
        return os.path.samestat(folder.lstat(), os.fstat(handle))
    except OSError:
        return False


def _is_ours(handle: int) -> bool:
    return all(name.startswith(_ENTRY) for name in os.listdir(handle))
