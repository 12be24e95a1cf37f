"""What a driver is asked is awaited on the side: it hears no Ctrl-C while it waits, and whoever waits for it does.

Even one in Python does not: the system may give the signal to any thread.
"""

from __future__ import annotations

from contextlib import closing, suppress
from queue import Empty, Full, Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    import pyarrow as pa

T = TypeVar("T")
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


def awaited(ask: Callable[[], T], cancel: Callable[[], object] | None = None) -> T:
    """What a function returns, which a thread of its own runs.

    Args:
        ask: the function; an error of it is raised here.
        cancel: makes the driver give up, when whoever waits is interrupted; None: nothing can.
    """
    asking = _Asking(ask)
    try:
        while asking.is_alive():
            asking.join(_LOOK)
    except BaseException:
        if cancel is not None:
            cancel()
            asking.join(_FAREWELL)
        raise
    if asking.error is not None:
        raise asking.error
    return asking.answer[0]


class _Asking(Thread, Generic[T]):
    """Runs a function."""

    def __init__(self, ask: Callable[[], T]) -> None:
        super().__init__(daemon=True)
        self._ask = ask
        self.answer: list[T] = []
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        """Ask, and keep what came of it."""
        try:
            self.answer.append(self._ask())
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is awaited
            self.error = error


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
