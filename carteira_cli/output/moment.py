"""A moment that Ctrl-C waits for."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold an interruption back until the block ends: it must be short.

    SIGTERM counts, which `cli.main` passes on as an interruption. A process that ignores them keeps doing so.
    """
    before = signal.getsignal(signal.SIGINT) if current_thread() is main_thread() else None
    if before in {None, signal.SIG_IGN}:
        yield
        return
    asked: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if asked:
            signal.raise_signal(signal.SIGINT)
