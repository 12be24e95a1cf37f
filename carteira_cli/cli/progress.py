"""How far a run is, on a terminal, once it takes over a second: what is done, file, bytes of all, lines and rate."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

from carteira_cli.cli.log import current
from carteira_cli.reading.progress import READING, told
from carteira_cli.units import file_size, number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

DELAY = 1.0  # seconds after which somebody begins to wonder


class Display:
    """What a run is doing, as it is told; drawn once it has taken a while, and gone without a trace at the end.

    Told by several threads: the engine's, and the timer that begins to draw.
    """

    def __init__(self, word: str) -> None:
        self._lock = Lock()
        self._word, self._name = word, ""
        self._size = self._bytes = self._lines = 0
        self._since = time.monotonic()
        self._drawn: Progress | None = None
        self._ended = False
        self._timer = Timer(DELAY, self._begin)
        self._timer.daemon = True

    def start(self) -> None:
        """Wait, and then draw."""
        self._timer.start()

    def stop(self) -> None:
        """Draw no more; the line goes."""
        self._timer.cancel()
        with self._lock:
            self._ended = True
            if self._drawn is not None:
                self._drawn.stop()

    def phase(self, word: str) -> None:
        """What is being done from now on."""
        with self._lock:
            self._show()
            self._word, self._name = word, ""
            self._size = self._bytes = self._lines = 0
            self._since = time.monotonic()
            self._draw()

    def reading(self, name: str, size: int) -> Callable[[int, int], None]:
        """A file is read from its beginning; returns what takes the lines and bytes of each block."""
        with self._lock:
            self._show()
            self._name, self._size = name, size
            self._bytes = self._lines = 0
            self._since = time.monotonic()
            self._draw()

        def tell(lines: int, count: int) -> None:
            with self._lock:
                if self._name == name:
                    self._lines += lines
                    self._bytes = min(self._bytes + count, self._size)
                    self._draw()

        return tell

    def step(self, words: str, done: int = 0, total: int = 0) -> None:
        """What is being done, and how many of how many lines or jobs of it are."""
        with self._lock:
            if words != self._word:
                self._since = time.monotonic()
            self._word, self._name, self._bytes, self._size = words, "", done, total
            self._lines = 0
            self._draw()

    def _begin(self) -> None:
        # weight: of runs that take a while
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.table import Column

        words = TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis"))
        facts = TextColumn("{task.fields[facts]}", table_column=Column(no_wrap=True))
        console = Console(stderr=True)
        with self._lock:
            if self._ended:
                return
            self._drawn = Progress(
                words, BarColumn(12), facts, TimeElapsedColumn(), console=console, transient=True, refresh_per_second=8
            )
            self._drawn.add_task("", total=None, facts="")
            self._draw()
            self._drawn.start()
            console.show_cursor(True)  # always: whatever ends the run, the terminal has its cursor

    def _show(self) -> None:
        """Show how far it has come before something else begins, however soon after the last time that is."""
        if self._drawn is not None:
            self._drawn.refresh()

    def _draw(self) -> None:
        if self._drawn is not None:
            task, words, total = self._drawn.task_ids[0], f"{self._word} {self._name}".strip(), self._size or None
            self._drawn.update(task, description=words, completed=self._bytes, total=total, facts=self.facts)

    @property
    def facts(self) -> str:
        """`12 MB de 45 MB  120.000 linhas  8 MB/s`, as far as it is known."""
        if not self._name:
            return f"{number(self._bytes, 0)} de {number(self._size, 0)}" if self._size else ""
        known = [f"{file_size(self._bytes)} de {file_size(self._size)}"] if self._bytes else []
        if self._lines:
            known.append(f"{number(self._lines, 0)} linhas")
        seconds = time.monotonic() - self._since
        if self._bytes and seconds > 0:
            known.append(f"{file_size(int(self._bytes / seconds))}/s")
        return "  ".join(known)


@contextmanager
def showing(*, quiet: bool, word: str = READING) -> Iterator[Display]:
    """Show on a terminal how far the run inside is, unless it is quiet or has a log."""
    display = Display(word)
    if quiet or current().kind or not sys.stderr.isatty():
        yield display  # to whom anything may be told: nobody sees it
        return
    display.start()
    try:
        with told(display):
            yield display
    finally:
        display.stop()
