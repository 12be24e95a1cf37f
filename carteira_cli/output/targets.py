"""Where an output goes: the file behind the links, or a device that nothing can take the place of."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager
from errno import EDQUOT, ELOOP, ENOSPC
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import OutputError, UsageError, remedy, why

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_OPEN_FILE = re.compile(r"/(?:dev|proc/(?:self|thread-self))/fd/(\d+)")
_FULL = (ENOSPC, EDQUOT)
_MOST_LINKS = 40  # as many as the system follows
_LONGEST_NAME = 200  # bytes; most systems take 255, and a lock's name is a little longer than its file's


@dataclass(frozen=True)
class Target:
    """An output's place.

    Attributes:
        asked: the path as it was given, for messages.
        file: the same, behind its links and absolute.
        is_device: whether it is a pipe, a device or an open file of this process: written to, never replaced.
        descriptor: the number of that open file, as of the one that `/dev/stdout` stands for.
    """

    asked: Path
    file: Path
    is_device: bool
    descriptor: int | None

    @property
    def mark(self) -> str:
        """What the names of this file's own temporary files begin with."""
        return f".carteira-{sha256(os.fsencode(self.file.name)).hexdigest()[:16]}-"

    @property
    def lock(self) -> Path:
        """The file beside it that a run holds while it writes here."""
        name = self.file.name
        short = len(os.fsencode(name)) <= _LONGEST_NAME
        return self.file.with_name(f".{name}.lock" if short else f"{self.mark}.lock")


def target_of(path: Path) -> Target:
    """What a path leads to.

    Raises:
        OSError: the system can't tell, as when links go in circles.
    """
    descriptor = _descriptor(path)
    is_device = descriptor is not None or (path.exists() and not path.is_file() and not path.is_dir())
    file = Path(os.path.realpath(path))
    if not is_device and file.is_symlink():
        raise OSError(ELOOP, "")
    return Target(path, file, is_device, descriptor)


def targets_of(paths: Sequence[Path]) -> list[Target]:
    """What several paths lead to.

    Raises:
        OutputError: the system can't tell.
        UsageError: two are the same file.
    """
    found: dict[Path, Target] = {}
    devices: list[Target] = []
    for path in paths:
        with telling(path):
            target = target_of(path)
        if target.is_device:
            devices.append(target)
        elif target.file in found:
            other = found[target.file].asked
            same = "foi pedido duas vezes" if other == path else f"é o mesmo arquivo que {other}"
            raise UsageError(f"{path} {same}", "dê um nome a cada saída: uma apagaria a outra")
        else:
            found[target.file] = target
    return [*found.values(), *devices]


def refuse_repeated(paths: Sequence[Path]) -> None:
    """Refuse outputs of which one would replace another.

    Raises:
        OutputError: the system can't tell what a path leads to.
        UsageError: two are the same file.
    """
    targets_of(paths)


def open_device(target: Target) -> IO[bytes]:
    """A stream into a device; into an open file, where that one is being written, which is not emptied.

    Raises:
        OSError: among others, nobody reads the other end of a pipe: to wait for somebody could be for ever.
    """
    if target.descriptor is None and target.asked.is_fifo():
        handle = os.open(target.asked, os.O_WRONLY | os.O_NONBLOCK)
        os.set_blocking(handle, True)
        return os.fdopen(handle, "wb")
    return target.asked.open("wb") if target.descriptor is None else os.fdopen(os.dup(_number(target.descriptor)), "wb")


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Tell what the system complains of as one line.

    Raises:
        OutputError: instead of the system's own error.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise OutputError(
                f"não foi possível gravar {path}: o disco de destino está cheio ({why(error)})",
                f"libere espaço em {path.parent} ou grave em outro disco",
            ) from error
        raise OutputError(
            f"não foi possível gravar {path} ({why(error)})",
            remedy(error, "confira se a pasta existe, a permissão e o espaço"),
        ) from error


def _number(descriptor: int) -> int:
    """The number of an open file; stderr's may have moved, out of the way of what the engine says."""
    own = sys.stderr is not None and descriptor == 2  # noqa: PLR2004 - the number of stderr
    try:
        return sys.stderr.fileno() if own else descriptor
    except (OSError, ValueError):
        return descriptor


def _descriptor(path: Path) -> int | None:
    """The open file of this process that a name stands for, itself or through links.

    Behind `/dev/stdout` may be a regular file, such as the log that a scheduler appends to: it is not ours to replace.
    """
    name = os.path.abspath(path)  # noqa: PTH100 - pathlib's own would follow the links
    for _ in range(_MOST_LINKS):
        if found := _OPEN_FILE.fullmatch(name):
            return int(found[1])
        if not os.path.islink(name):  # noqa: PTH114 - as above
            return None
        name = os.path.abspath(os.path.join(os.path.dirname(name), os.readlink(name)))  # noqa: PTH100, PTH115, PTH118, PTH120
    return None


def make_folder(folder: Path) -> None:
    """Make a folder, and those that it lies in; one that is there is left as it is.

    Raises:
        OutputError: it can't be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"não foi possível criar {folder} ({why(error)})", "confira o caminho e a permissão"
        ) from error
