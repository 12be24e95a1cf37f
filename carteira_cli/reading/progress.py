"""Who is told how far a reading is: whoever shows it on a screen, or nobody.

The readers say which file they read and, a block at a time, how many lines and bytes went by; the proving and the
analyses say what is being done. Nobody below the command line knows who listens; without a listener a reading makes no
call at all. A listener is asked for once a reading, in the thread that begins it: the engine calls from its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import polars as pl

READING, PROVING, COMPUTING, WRITING = "lendo", "conferindo", "calculando", "gravando"
_SAMPLE = 1 << 18  # bytes that tell how long a line is


class Listener(Protocol):
    """Who shows how far a run is."""

    def phase(self, word: str) -> None:
        """What is being done from now on."""

    def reading(self, name: str, size: int) -> Callable[[int, int], None]:
        """A file is read from its beginning, so many bytes; returns what takes the lines and bytes of each block."""

    def step(self, words: str, done: int = 0, total: int = 0) -> None:
        """What is being done, and how many of how many parts of it are."""


_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def told(listener: Listener) -> Iterator[None]:
    """Tell a listener of everything inside."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


def phase(word: str) -> None:
    """Say what is being done from now on."""
    if (listener := _listener.get()) is not None:
        listener.phase(word)


def steps() -> Callable[[str, int, int], None] | None:
    """What takes what is being done, and how many of how many parts of it are; None where nobody listens."""
    listener = _listener.get()
    return None if listener is None else listener.step


def blocks_of(path: Path, size: int) -> Callable[[int, int], None] | None:
    """What takes the lines and bytes of each block of a file; None where nobody listens."""
    listener = _listener.get()
    return None if listener is None else listener.reading(path.name, size)


def counted(lines: pl.LazyFrame, name: str, path: Path | str, size: int) -> pl.LazyFrame:
    """The same lines, counted as the engine passes them on; as they stand where nobody listens.

    It is the last step of a query, so that no column or line is read for it that would not be read anyway. The engine
    does not say how many bytes it has read: they are counted by the length of the first lines.
    """
    listener = _listener.get()
    if listener is None:
        return lines
    tell = listener.reading(name.rpartition("/")[2], size)
    length = _line_length(path)

    def seen(block: pl.DataFrame) -> pl.DataFrame:
        tell(block.height, int(block.height * length))
        return block

    return lines.map_batches(seen, streamable=True)


def _line_length(path: Path | str) -> float:
    """Bytes of a line of a file, by its first ones; 0 of what is not there to be looked at."""
    if not isinstance(path, Path) or not path.is_file():
        return 0.0
    with path.open("rb") as file:
        block = file.read(_SAMPLE)
    return len(block) / max(1, block.count(b"\n"))
