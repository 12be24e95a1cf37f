"""Small servers of this machine: one of the web, and one that speaks enough of S3 for Polars to read from it."""

from __future__ import annotations

import http.server
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Site:
    """What a server gives, and what it was asked.

    Attributes:
        files: path without the first bar → content, or (status, headers, content) for a special answer.
        ranges: whether parts of a file can be asked for.
        asked: (path with query, headers) of each request.
    """

    files: dict[str, bytes | tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    ranges: bool = True
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def host(self) -> str:
        """Name and port."""
        return f"127.0.0.1:{self.port}"


@contextmanager
def serving(**options):
    """Run a server for a `Site` while the context lasts."""
    site = Site(**options)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"site": site}))
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        self.site.asked.append((self.path, dict(self.headers)))
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        name = unquote(parts.path).strip("/")
        if "list-type" in query:
            self.answer(200, {}, self.listing(name, query.get("prefix", [""])[0]))
            return
        match self.site.files.get(name):
            case None:
                self.answer(404, {}, b"<Error><Code>NoSuchKey</Code></Error>")
            case bytes() as content:
                self.part(content)
            case status, headers, content:
                self.answer(status, headers, content)

    def listing(self, bucket, prefix):
        keys = "".join(
            f"<Contents><Key>{name.partition('/')[2]}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
            f'<ETag>"x"</ETag><Size>{len(content)}</Size><StorageClass>STANDARD</StorageClass></Contents>'
            for name, content in sorted(self.site.files.items())
            if name.startswith(f"{bucket}/{prefix}")
        )
        return (
            f'<?xml version="1.0"?><ListBucketResult><Name>{bucket}</Name><Prefix>{prefix}</Prefix>'
            f"<KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>{keys}</ListBucketResult>"
        ).encode()

    def part(self, content):
        asked = re.match(r"bytes=(\d*)-(\d*)", self.headers.get("Range") or "")
        if not asked or not self.site.ranges:
            self.answer(200, {}, content)
            return
        size = len(content)
        if not size:
            self.answer(416, {}, b"<Error><Code>InvalidRange</Code></Error>")
            return
        start = int(asked[1]) if asked[1] else max(0, size - int(asked[2]))
        end = min(int(asked[2]) + 1, size) if asked[1] and asked[2] else size
        self.answer(206, {"Content-Range": f"bytes {start}-{end - 1}/{size}"}, content[start:end])

    def answer(self, status, headers, content):
        self.send_response(status)
        own = {"Content-Length": str(len(content)), "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT", "ETag": '"x"'}
        for name, value in (own | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            try:
                self.wfile.write(content)
            except OSError:
                self.close_connection = True  # the client has seen enough
        if headers.get("Content-Length"):
            self.close_connection = True  # it told more than it gave
