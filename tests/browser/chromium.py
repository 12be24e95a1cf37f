"""A headless Chromium, spoken to in its own protocol over two pipes: no driver, no network, nothing to install."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from subprocess import DEVNULL
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run", "--remote-debugging-pipe",
)  # fmt: skip
READ = 1 << 16
# Where the browser looks for its pipes: 3 and 4. What is there already is moved out of the way first.
START = """
import fcntl, os, sys
ours, theirs = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 20) for number in sys.argv[1:3])
os.dup2(ours, 3)
os.dup2(theirs, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


def installed() -> str | None:
    """Where a Chromium is; None without one."""
    return next(
        (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
    )


class Browser:
    """One page of a Chromium: what was said on its console, and what it asked for, besides what it shows."""

    def __init__(self, to: int, back: int) -> None:
        self.to, self.back, self.rest, self.number, self.session = to, back, b"", 0, None
        self.events: list[dict[str, Any]] = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Ask for something, and wait for its answer; events that come meanwhile are kept."""
        self.number += 1
        asked = {"id": self.number, "method": method, "params": params}
        if self.session:
            asked["sessionId"] = self.session
        os.write(self.to, json.dumps(asked).encode() + b"\0")
        while (found := self._next()).get("id") != self.number:
            self.events.append(found)
        assert "error" not in found, (method, found["error"])
        return found["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self.rest:
            more = os.read(self.back, READ)
            assert more, "o Chromium terminou"
            self.rest += more
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def show(self, page: Path, width: int, *, dark: bool = False, phone: bool = False) -> None:
        """Open a file at a width, and wait until it is there; what was heard before is forgotten."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=phone)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="", features=[scheme])
        for address in ("about:blank", page.as_uri()):
            self.events.clear()
            self.call("Page.navigate", url=address)
            self._until("Page.loadEventFired")

    def _until(self, method: str) -> None:
        while not any(event["method"] == method for event in self.events):
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """What an expression comes to, awaited if it is a promise."""
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    @property
    def complaints(self) -> list[str]:
        """What the console has of errors and warnings, a refusal of the page's own policy among them."""
        said = [event["params"]["entry"] for event in self.events if event["method"] == "Log.entryAdded"]
        thrown = [str(event["params"]) for event in self.events if event["method"] == "Runtime.exceptionThrown"]
        logged = [str(event["params"]) for event in self.events if event["method"] == "Runtime.consoleAPICalled"]
        return [str(one) for one in said if one["level"] in {"error", "warning"}] + thrown + logged

    @property
    def requests(self) -> list[str]:
        """The addresses that were asked for."""
        sent = (event for event in self.events if event["method"] == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in sent]

    def picture(self, height: int | None = None) -> bytes:
        """The whole page as PNG, or so much of it from the top."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": height or size["height"], "scale": 1}
        found = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        return base64.b64decode(found["data"])

    def as_printed(self, width: int) -> None:
        """Show the page as it is printed on paper so many pixels wide between its margins."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", media="print")

    def printed(self) -> bytes:
        """The page as PDF, on the paper that it asks for."""
        found = self.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(found["data"])


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium with an empty profile, gone afterwards."""
    program = installed()
    assert program, "não há Chromium"
    (ours, to), (back, theirs) = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        started = subprocess.Popen(
            [sys.executable, "-c", START, str(ours), str(theirs), *words],
            pass_fds=(ours, theirs), stdout=DEVNULL, stderr=DEVNULL,
        )  # fmt: skip
        os.close(ours)
        os.close(theirs)
        try:
            page = Browser(to, back)
            yield page
            page.session = None
            page.call("Browser.close")
            started.wait(timeout=20)
        finally:
            started.kill()
            started.wait()
            os.close(to)
            os.close(back)
