"""Batches of a driver that hears no Ctrl-C while it waits: they are read on the side, and whoever waits hears it."""

from __future__ import annotations

from contextlib import closing, suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    import pyarrow as pa

_HELD = 2  # batches that wait to be taken
_LOOK = 0.2  # seconds between two looks at whether anything changed
_FAREWELL = 5.0  # seconds that the driver may take to give up


def read_ahead(batches: Generator[pa.RecordBatch], cancel: Callable[[], object]) -> Generator[pa.RecordBatch]:
    """The same batches, in their order, read by a thread of its own while the one before is used.

    Args:
        batches: what the driver hands over, run and closed by that thread; an error of it is raised here.
        cancel: makes the driver give up; called when whoever takes the batches does not take all of them.
    """
    reader = _BatchReader(batches)
    whole = False
    try:
        yield from reader.taken()
        whole = True
    finally:
        reader.given_up.set()
        if not whole and reader.is_alive():
            cancel()
        reader.join(_FAREWELL)


class _BatchReader(Thread):
    """Reads batches, and waits while enough of them are not taken."""

    def __init__(self, batches: Generator[pa.RecordBatch]) -> None:
        super().__init__(daemon=True)
        self._batches = batches
        self._waiting: Queue[pa.RecordBatch | None] = Queue(_HELD)
        self._error: BaseException | None = None
        self.given_up = Event()
        self.start()

    def run(self) -> None:
        """Read until the end, an error, or nobody takes any more."""
        try:
            with closing(self._batches):
                for batch in self._batches:
                    self._hand_over(batch)
                    if self.given_up.is_set():
                        return
        except BaseException as error:  # noqa: BLE001 - raised again where the batches are awaited
            self._error = error
        self._hand_over(None)

    def taken(self) -> Iterator[pa.RecordBatch]:
        """Each batch as it comes, awaited in short turns, so that a signal is seen on every system."""
        while True:
            with suppress(Empty):
                batch = self._waiting.get(timeout=_LOOK)
                if batch is None:
                    break
                yield batch
        if self._error is not None:
            raise self._error

    def _hand_over(self, batch: pa.RecordBatch | None) -> None:
        while not self.given_up.is_set():
            with suppress(Full):
                self._waiting.put(batch, timeout=_LOOK)
                return
