"""What stands between a program and a store and misbehaves as told: the store behind it is a real one."""

from __future__ import annotations

import http.client
import http.server
import re
import socket
import struct
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = 1 << 16
_RESET = struct.pack("ii", 1, 0)  # a close that says so at once, as when a machine on the way gives up
_OWN = {"connection", "transfer-encoding", "keep-alive", "content-length"}


@dataclass
class Fault:
    """What goes wrong with some requests.

    Attributes:
        where: a pattern of "METHOD /path?query".
        times: with how many of them.
        status: answered in the store's place.
        told: what is answered then; a word is the code of an error.
        cut: reset the connection after so many bytes of the body.
        hang: answer nothing.
        first: done before the request is handed on.
    """

    where: str = "."
    times: int = 1
    status: int = 0
    told: str = ""
    cut: int | None = None
    hang: bool = False
    first: Callable[[], object] | None = None


@dataclass
class Way:
    """The way to a store.

    Attributes:
        store: the store's port.
        port: its own.
        faults: what goes wrong, the first that matches.
        asked: "METHOD /path?query", headers, bytes of body sent, of each request.
        over: set when hanging requests may go.
    """

    store: int
    port: int = 0
    faults: list[Fault] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str], int]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def sent(self) -> int:
        """Bytes of bodies that went through."""
        return sum(count for _, _, count in self.asked)

    def clear(self) -> None:
        """Forget faults and requests."""
        self.faults.clear()
        self.asked.clear()

    def fault(self, line: str) -> Fault | None:
        """The fault of a request, used up."""
        with self.lock:
            found = next((one for one in self.faults if one.times and re.search(one.where, line)), None)
            if found is not None:
                found.times -= 1
            return found


@contextmanager
def between(store: int):
    """A way to a store, of itself without a fault."""
    way = Way(store)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"way": way}))
    way.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield way
    finally:
        way.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    way: Way
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        line = f"{self.command} {self.path}"
        fault = self.way.fault(line) or Fault(times=0)
        if fault.first is not None:
            fault.first()
        if fault.hang:
            self.way.over.wait(60)
            self.close_connection = True
            return
        if fault.status:
            told = (fault.told if "<" in fault.told else f"<Error><Code>{fault.told}</Code></Error>").encode()
            self.way.asked.append((line, dict(self.headers), 0))
            self.send_response(fault.status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told if self.command != "HEAD" else b"")
            return
        self.hand_on(line, fault)

    do_HEAD = do_POST = do_GET  # noqa: N815 - the library's names

    def hand_on(self, line, fault):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        store = http.client.HTTPConnection("127.0.0.1", self.way.store, timeout=60)
        try:
            store.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                store.putheader(name, value)
            store.endheaders(body)
            answer = store.getresponse()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in _OWN:
                    self.send_header(name, value)
            self.send_header("Content-Length", answer.getheader("Content-Length") or "0")
            self.end_headers()
            self.way.asked.append((line, dict(self.headers), self.pour(answer, fault.cut)))
        finally:
            store.close()

    def pour(self, answer, cut):
        done = 0
        while block := answer.read(BLOCK if cut is None else min(BLOCK, cut - done)):
            try:
                self.wfile.write(block)
            except OSError:
                self.close_connection = True  # the client has seen enough
                break
            done += len(block)
            if done == cut:
                break
        if cut is not None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.close_connection = True
        return done
