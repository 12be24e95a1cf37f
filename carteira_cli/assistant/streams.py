"""The two ends of the protocol: lines in, lines out, and nothing else on them, whoever prints.

The SDK's own would wait for a line that never comes when the server is told to end, and leaves a question unanswered
whose asker closed his end, as a shell's pipe does.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Self

import anyio
import anyio.to_thread
from mcp import types

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

PATIENCE = 60.0  # seconds that questions may still take once nobody asks any more


class Pending:
    """The questions that have no answer yet. It fills as lines go by."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._none = anyio.Event()

    def asked(self, line: str) -> None:
        """A line came in: a question, or word that one is not wanted any more."""
        match _message(line):
            case types.JSONRPCRequest() as question:
                self._ids.add(repr(question.id))
            case types.JSONRPCNotification(method="notifications/cancelled", params=dict(told)):
                self._done(told.get("requestId"))

    def answered(self, line: str) -> None:
        """A line went out."""
        match _message(line):
            case types.JSONRPCResponse() | types.JSONRPCError() as answer:
                self._done(answer.id)

    async def none_left(self) -> None:
        """Wait until every question has its answer, but no longer than anybody would."""
        with anyio.move_on_after(PATIENCE):
            while self._ids:
                self._none = anyio.Event()
                await self._none.wait()

    def _done(self, identity: object) -> None:
        self._ids.discard(repr(identity))
        self._none.set()


class QuestionStream:
    """Lines of the client, one after the other. Waiting for one ends when the server does."""

    def __init__(self, stream: TextIO, pending: Pending) -> None:
        self._stream = stream
        self._pending = pending

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> str:
        line: str = await anyio.to_thread.run_sync(self._stream.readline, abandon_on_cancel=True)
        if not line:
            await self._pending.none_left()
            raise StopAsyncIteration
        self._pending.asked(line)
        return line


class Outgoing:
    """Lines to the client."""

    def __init__(self, stream: TextIO, pending: Pending) -> None:
        self._stream = stream
        self._pending = pending

    async def write(self, text: str) -> None:
        """Write a line."""
        await anyio.to_thread.run_sync(self._written, text, abandon_on_cancel=True)
        self._pending.answered(text)

    async def flush(self) -> None:
        """Nothing is left: each line is sent as it is written."""

    def _written(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


@contextmanager
def wire() -> Iterator[tuple[QuestionStream, Outgoing]]:
    """The ends of the protocol; meanwhile what anything else prints goes to stderr, and what reads finds nothing.

    Without a stdin there is nobody who asks, and without a stdout nobody who listens.
    """
    pending = Pending()
    given, taken = _moved(0, os.O_RDONLY), _moved(1, os.O_WRONLY)
    incoming = io.TextIOWrapper(io.FileIO(given, "rb"), encoding="utf-8", errors="replace")
    outgoing = io.TextIOWrapper(io.FileIO(taken, "wb"), encoding="utf-8", newline="\n", write_through=True)
    printed, sys.stdout = sys.stdout, sys.stderr
    try:
        yield QuestionStream(incoming, pending), Outgoing(outgoing, pending)
    finally:
        sys.stdout = printed


def _moved(number: int, flags: int) -> int:
    """A descriptor of its own for a standard stream, in whose place stands stderr, or nothing to read."""
    try:
        found = os.dup(number)
    except OSError:  # it was closed by whoever started us
        return os.open(os.devnull, flags)
    with suppress(OSError):
        if flags == os.O_RDONLY:
            nothing = os.open(os.devnull, os.O_RDONLY)
            os.dup2(nothing, number)
            os.close(nothing)
        else:
            os.dup2(2, number)
    return found


def _message(line: str) -> object:
    """What the SDK reads in a line; None where it refuses it, and nobody is to wait for an answer."""
    try:
        return types.jsonrpc_message_adapter.validate_json(line, by_name=False)
    except ValueError:
        return None
