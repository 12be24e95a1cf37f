"""Threads that wait for a store, so that whoever started the run need not: they are left alone when it is given up.

A library waits in native code, which sees no Ctrl-C, and any thread of the process may be the one that the system
tells of it: the main thread learns it when it next looks up, so it never waits for long at a time.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, wait
from itertools import islice
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

AT_ONCE = 8  # transfers: a store answers each after its own pause, and gives each a part of the line
_PULSE = 0.2  # seconds
In = TypeVar("In")
Out = TypeVar("Out")


def together(function: Callable[[In], Out], items: Iterable[In]) -> Iterator[Out]:
    """What a function makes of each item, several at a time, in the order of the items; few results are held."""
    left = iter(items)
    begun = deque(beside(function, each) for each in islice(left, AT_ONCE))
    while begun:
        yield result_of(begun.popleft())
        begun.extend(beside(function, each) for each in islice(left, 1))


def beside(function: Callable[[In], Out], item: In) -> Future[Out]:
    """Have a thread of its own do it, which ends with the run where nobody waits for it any longer."""
    future: Future[Out] = Future()

    def run() -> None:
        try:
            future.set_result(function(item))
        except BaseException as error:  # noqa: BLE001 - for whoever waits
            future.set_exception(error)

    Thread(target=run, name="nuvem", daemon=True).start()
    return future


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
