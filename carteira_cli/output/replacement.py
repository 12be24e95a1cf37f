"""Contents on their way: on the disk without a name, then in the place of the old ones in one step each."""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack, contextmanager, suppress
from errno import EACCES, EINVAL, EISDIR, ENOTSUP
from pathlib import Path
from secrets import token_hex
from typing import IO, TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.output.moment import uninterrupted
from carteira_cli.output.targets import telling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.output.targets import Target

_OPEN_FILES = Path("/proc/self/fd")
_NEW = 0o666  # less the umask, as any program's new file
_PRIVATE = 0o600  # until it has the old file's permissions


@dataclass(frozen=True)
class Replacement:
    """A content on its way.

    Attributes:
        target: where it goes.
        stream: where it is written.
        temporary: the name, beside the target, that it has just before it takes the target's.
        nameless: whether it has that name only then: so that not even kill -9 leaves anything.
    """

    target: Target
    stream: IO[bytes]
    temporary: Path
    nameless: bool


@contextmanager
def staging(target: Target) -> Iterator[Replacement]:
    """A new file to be written and published in the block; gone afterwards if it was not.

    It has the permissions of the file that it is to replace, from before it has any content.

    Raises:
        OSError: it can't be made.
    """
    if target.file.is_dir():
        raise IsADirectoryError(EISDIR, "")
    mode = stat.S_IMODE(target.file.stat().st_mode) if target.file.exists() else None
    temporary = target.file.with_name(f"{target.mark}{token_hex(8)}.tmp")
    asked = _NEW if mode is None else _PRIVATE
    try:
        handle = _open_nameless(target.file.parent, asked)
        nameless = handle is not None
        if handle is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            handle = os.open(temporary, flags, asked)
        stream = os.fdopen(handle, "wb")
        try:
            if mode is not None and os.chmod in os.supports_fd:
                os.chmod(handle, mode)  # noqa: PTH101 - by handle: it may have no name
            yield Replacement(target, stream, temporary, nameless)
        finally:
            with suppress(OSError):  # what it still held did not fit: that is being told already
                stream.close()
    finally:
        temporary.unlink(missing_ok=True)


def settle(one: Replacement) -> None:
    """Make sure that a content is on the disk.

    Raises:
        OSError: it does not fit.
    """
    one.stream.flush()
    os.fsync(one.stream.fileno())
    if not one.nameless:
        one.stream.close()  # Windows moves no open file


def publish(staged: Sequence[Replacement]) -> None:
    """Put settled contents in their places, in their order; if one can't be, those before it are taken back.

    Raises:
        OutputError: one can't be put in its place.
    """
    with uninterrupted():
        for one in staged:
            if one.nameless:
                with telling(one.target.asked):
                    _give_name(one)
        with ExitStack() as kept, ExitStack() as undo:
            for one in staged:
                old = kept.enter_context(_kept(one)) if len(staged) > 1 else None
                is_new = not one.target.file.exists()
                with telling(one.target.asked):
                    os.replace(one.temporary, one.target.file)  # noqa: PTH105 - the call that is atomic by contract
                undo.callback(_put_back, one.target.file, old, is_new=is_new)
            undo.pop_all()
        for one in {one.target.file.parent: one for one in staged}.values():
            with telling(one.target.asked):
                flush_names(one.target.file.parent)


def _open_nameless(folder: Path, mode: int) -> int | None:
    """A file in a folder that has no name; None where the system offers none, or none here."""
    flag = getattr(os, "O_TMPFILE", 0)
    if not flag or not _OPEN_FILES.is_dir():
        return None
    try:
        return os.open(folder, flag | os.O_WRONLY, mode)
    except OSError:
        return None  # what is really wrong comes out when a named one is tried


def _give_name(one: Replacement) -> None:
    """Link a nameless file; naming a folder's handle, any, is what makes Python ask for links to be followed."""
    handle = one.stream.fileno()
    os.link(_OPEN_FILES / str(handle), one.temporary, src_dir_fd=handle)


@contextmanager
def _kept(one: Replacement) -> Iterator[Path | None]:
    """A second name of the file that is about to be replaced, for as long as it may be wanted back."""
    name = one.temporary.with_name(f"{one.target.mark}{token_hex(8)}.tmp")
    made = False
    with suppress(OSError):  # there is no old one, or no such thing as a second name here: then no way back
        os.link(one.target.file, name)
        made = True
    try:
        yield name if made else None
    finally:
        with suppress(OSError):
            name.unlink(missing_ok=True)


def _put_back(file: Path, old: Path | None, *, is_new: bool) -> None:
    with suppress(OSError):  # the first complaint is the one to tell
        if old is not None:
            os.replace(old, file)  # noqa: PTH105 - as above
        elif is_new:
            file.unlink(missing_ok=True)


def flush_names(folder: Path) -> None:
    """Make sure that the names in a folder are on the disk, where the system lets one ask for it."""
    if os.name == "nt":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        if error.errno not in {EACCES, EINVAL, ENOTSUP}:
            raise
