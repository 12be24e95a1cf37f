"""What stands between a program and a store and misbehaves as told: the store behind it is a real one."""

from __future__ import annotations

import http.client
import http.server
import io
import re
import socket
import ssl
import struct
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
class Asked:
    """A request.

    Attributes:
        line: "METHOD /path?query".
        headers: by their names in small letters.
        sent: bytes of its answer's body.
    """

    line: str
    headers: dict[str, str]
    sent: int = 0


@dataclass
class Way:
    """The way to a store.

    Attributes:
        store: the store's port.
        port: its own.
        faults: what goes wrong, the first that matches.
        asked: each request.
        over: set when hanging requests may go.
    """

    store: int
    port: int = 0
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def sent(self) -> int:
        """Bytes of bodies that went through."""
        return sum(each.sent for each in self.asked)

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
def between(store: int, certificate: Path | None = None):
    """A way to a store, of itself without a fault; through TLS where there is a file with a certificate and its key."""
    way = Way(store)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"way": way}))
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
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


def certified(folder: Path) -> Path:
    """A file with a certificate of this machine, signed by nobody else, and its key."""
    key, certificate, both = (folder / name for name in ("key.pem", "certificate.pem", "both.pem"))
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    kind = ("-newkey", "rsa:2048", "-nodes", "-days", "9999", "-addext", "basicConstraints=critical,CA:FALSE")
    made = ("openssl", "req", "-x509", *kind, *names, "-keyout", str(key), "-out", str(certificate))
    subprocess.run(made, capture_output=True, check=True)
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both


class _Handler(http.server.BaseHTTPRequestHandler):
    way: Way
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        line = f"{self.command} {self.path}"
        fault = self.way.fault(line) or Fault(times=0)
        asked = Asked(line, {name.lower(): value for name, value in self.headers.items()})
        self.way.asked.append(asked)
        if fault.first is not None:
            fault.first()
        if fault.hang:
            self.way.over.wait(60)
            self.close_connection = True
            return
        if fault.status:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told = (fault.told if "<" in fault.told else f"<Error><Code>{fault.told}</Code></Error>").encode()
            self.send_response(fault.status)
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told if self.command != "HEAD" else b"")
            return
        self.hand_on(asked, fault)

    do_HEAD = do_POST = do_GET  # noqa: N815 - the library's names

    def hand_on(self, asked, fault):
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
            whole = None if answer.getheader("Content-Length") else io.BytesIO(answer.read())  # it came in chunks
            length = answer.getheader("Content-Length") if whole is None else str(len(whole.getvalue()))
            self.send_header("Content-Length", length)
            self.end_headers()
            self.pour(whole or answer, fault.cut, asked)
        finally:
            store.close()

    def pour(self, answer, cut, asked):
        while block := answer.read(BLOCK if cut is None else min(BLOCK, cut - asked.sent)):
            asked.sent += len(block)
            try:
                self.wfile.write(block)
            except OSError:
                self.close_connection = True  # the client has seen enough
                break
            if asked.sent == cut:
                break
        if cut is not None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self.close_connection = True
