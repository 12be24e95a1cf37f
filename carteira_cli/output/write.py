"""Write files: one, several as one, or a stream."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING

from carteira_cli.output.lock import locked
from carteira_cli.output.replacement import publish, settle, staging
from carteira_cli.output.targets import open_device, target_of, telling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from carteira_cli.output.replacement import Replacement
    from carteira_cli.output.targets import Target


_published: list[Path] = []


def published() -> tuple[Path, ...]:
    """The files that this run has put in their places, as they were asked for."""
    return tuple(dict.fromkeys(_published))


def write_atomic(path: Path, content: bytes) -> None:
    """Replace a file's content in one step; on any failure the old file stays as it was.

    Raises:
        LockedError: another run is writing it.
        OutputError: the folder is missing or not writable, or the disk is full.
    """
    write_all([(path, content)])


def write_all(contents: Sequence[tuple[Path, bytes]], last: tuple[Path, bytes] | None = None) -> None:
    """Replace several files: all are on the disk, without a name, before the first takes its own.

    A pipe or a device gets its content when all files are on the disk and none is in its place yet.

    Args:
        contents: where, and what.
        last: takes its place after all the others, so that a manifest never names what is not there yet.

    Raises:
        LockedError: another run is writing one of them.
        OutputError: one can't be written; then none is, but for what went to pipes and devices.
        UsageError: two are the same file.
    """
    ordered = [*contents, *([last] if last else [])]
    with locked([path for path, _ in ordered]), ExitStack() as stack:
        staged: list[Replacement] = []
        devices: list[tuple[Target, bytes]] = []
        closing: list[tuple[Target, bytes]] = []
        for place, (path, content) in enumerate(ordered):
            with telling(path):
                target = target_of(path)
                if target.is_device:
                    (closing if place == len(contents) else devices).append((target, content))
                    continue
                one = stack.enter_context(staging(target))
                one.stream.write(content)
                settle(one)
                staged.append(one)
        _send(devices)
        publish(staged)
        _published.extend(one.target.asked for one in staged)
        _send(closing)


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A stream whose content replaces a file's when the block ends well; otherwise the old file stays as it was.

    Raises:
        LockedError, OutputError: as `write_atomic`.
    """
    with locked([path]), telling(path):
        target = target_of(path)
        if target.is_device:
            with open_device(target) as stream:
                yield stream
            return
        with staging(target) as one:
            yield one.stream
            settle(one)
            publish([one])
            _published.append(path)


@contextmanager
def replacing_all(paths: Sequence[Path]) -> Iterator[list[IO[bytes]]]:
    """A stream a file, whose contents replace those of all when the block ends well; otherwise every old one stays.

    Raises:
        LockedError, OutputError, UsageError: as `write_all`; a device can't be one of them.
    """
    with locked(paths), ExitStack() as stack:
        staged: list[Replacement] = []
        for path in paths:
            with telling(path):
                staged.append(stack.enter_context(staging(target_of(path))))
        with telling(paths[0].parent):
            yield [one.stream for one in staged]
        for one in staged:
            with telling(one.target.asked):
                settle(one)
        publish(staged)
        _published.extend(one.target.asked for one in staged)


def _send(contents: Sequence[tuple[Target, bytes]]) -> None:
    for target, content in contents:
        with telling(target.asked), open_device(target) as stream:
            stream.write(content)
