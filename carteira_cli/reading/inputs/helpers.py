"""Threads that wait for a store, so that whoever started the run need not: they are left alone when it is given up.

A library waits in native code, which sees no Ctrl-C, and any thread of the process may be the one that the system
tells of it: the main thread learns it when it next looks up, so it never waits for long at a time.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

AT_ONCE = 8  # transfers: a store answers each after its own pause, and gives each a part of the line
_PULSE = 0.2  # seconds
In = TypeVar("In")
Out = TypeVar("Out")


@contextmanager
def helpers(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that nobody waits for once what they do is no longer wanted."""
    made = ThreadPoolExecutor(count, thread_name_prefix="nuvem")
    try:
        yield made
    finally:
        made.shutdown(wait=False, cancel_futures=True)


def together(function: Callable[[In], Out], items: Iterable[In]) -> Iterator[Out]:
    """What a function makes of each item, several at a time, in the order of the items; few results are held."""
    left = iter(items)
    with helpers(AT_ONCE) as beside:
        begun = deque(beside.submit(function, each) for each in islice(left, 2 * AT_ONCE))
        while begun:
            yield result_of(begun.popleft())
            begun.extend(beside.submit(function, each) for each in islice(left, 1))


def result_of(future: Future[Out]) -> Out:
    """What a helper came to, waited for so that a Ctrl-C is seen.

    Raises:
        KeyboardInterrupt: there was one. In a thread of the engine, which holds signals while a query runs, any
            question to it raises that.
    """
    while not future.done():
        wait([future], timeout=_PULSE)
        pl.select(pl.lit(0))
    return future.result()
