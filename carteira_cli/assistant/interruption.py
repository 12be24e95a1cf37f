"""A signal that ends the server, whatever the engine does meanwhile.

While the engine works it listens for SIGINT itself, and one that comes as its work ends anyhow is lost. So here no
thread takes it but one that does nothing else. SIGTERM comes as SIGINT, as in every run.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING

import anyio.to_thread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from anyio import CancelScope


class Interruption:
    """Whether the server was told to end.

    Attributes:
        told: whether; it becomes true.
    """

    def __init__(self, handler: object) -> None:
        self.told = False
        self._handler = handler

    async def awaited(self, scope: CancelScope) -> None:
        """Wait until it is, then end what a scope holds."""
        if hasattr(signal, "sigwait"):  # not on Windows, where the event loop hears of it
            await anyio.to_thread.run_sync(self._wait, abandon_on_cancel=True)
            scope.cancel()

    def _wait(self) -> None:
        """Return when a SIGINT comes that counts: who was started in the background has it ignored, but for SIGTERM."""
        while not self.told:
            signal.sigwait({signal.SIGINT})
            try:
                if callable(self._handler):
                    self._handler(signal.SIGINT, None)
            except KeyboardInterrupt:
                self.told = True


@contextmanager
def interruption() -> Iterator[Interruption]:
    """Keep SIGINT from this thread, and from those that it starts, for the one that waits for it.

    To be entered before the libraries that compute are loaded, which start threads of their own, and before the event
    loop, which has a handler of its own.
    """
    found = Interruption(signal.getsignal(signal.SIGINT))
    if not hasattr(signal, "pthread_sigmask"):
        yield found
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield found
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
