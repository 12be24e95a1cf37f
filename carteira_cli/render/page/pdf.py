"""PDF: the page as a browser of the Chromium family prints it, by itself, without a network or a profile of anybody."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

from carteira_cli.errors import OutputError, SurroundingsError, why
from carteira_cli.reading.inputs.workspace import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

VARIABLE = "CHROME"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_ELSEWHERE = (  # where they are installed without being on the path
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
SECONDS = 90.0  # that it may take
_OTHERWISE = "grave a página com -o relatorio.html, abra-a num navegador e imprima em PDF"
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",  # which is small in containers
    "--host-resolver-rules=MAP * ~NOTFOUND",  # no name is anywhere: it asks nobody
    "--no-pdf-header-footer",
)
# When it was printed, which is no part of what was: the same page is the same bytes on any day.
_WHEN = re.compile(rb"\((D:\d{14}[^)]{0,8})\)")
_NO_DAY = b"D:19800101000000"


def printed(page: bytes) -> bytes:
    """A page as a PDF.

    Raises:
        SurroundingsError: there is no such browser.
        OutputError: it does not print the page, or not in time.
    """
    browser = _browser()
    with scratch_folder() as place:
        source, target = place / "pagina.html", place / "pagina.pdf"
        source.write_bytes(page)
        _run([browser, *_OPTIONS, *_as_root(), f"--user-data-dir={place / 'perfil'}"], source, target)
        if not target.is_file():
            raise OutputError("o navegador não imprimiu a página", _OTHERWISE)
        return _WHEN.sub(_undated, target.read_bytes())


def _browser() -> str:
    """Where one is: as the variable says, else on the path, else where systems install them.

    Raises:
        SurroundingsError: nowhere.
    """
    told = os.environ.get(VARIABLE)
    if told:
        found = shutil.which(told)
        if found is None:
            raise SurroundingsError(f'a variável {VARIABLE} diz "{told}", que não é um programa', _OTHERWISE)
        return found
    found = next(filter(None, map(shutil.which, (*BROWSERS, *_ELSEWHERE))), None)
    if found is None:
        hint = f"instale o Chromium ou o Chrome (ou diga onde está na variável {VARIABLE}), ou {_OTHERWISE}"
        raise SurroundingsError("para PDF é preciso um Chromium, e não há nenhum", hint)
    return found


def _as_root() -> tuple[str, ...]:
    """As root, in a container, it works without its sandbox only; what it opens is a page of our own that runs none."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()


def _run(words: Sequence[str], source: Path, target: Path) -> None:
    command = [*words, f"--print-to-pdf={target}", source.as_uri()]
    try:
        process = subprocess.Popen(  # noqa: S603 - a browser by its path, and words of our own
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"TZ": "UTC"},
            start_new_session=True,  # so that its own children end with it
        )
    except OSError as error:
        raise SurroundingsError(f"{words[0]} não pôde ser iniciado ({why(error)})", _OTHERWISE) from error
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired as error:
        raise OutputError(f"o navegador não imprimiu a página em {SECONDS:.0f} segundos", _OTHERWISE) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it and what it started, however it stands."""
    if process.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


def _undated(found: re.Match[bytes]) -> bytes:
    """A day of the same length, so that what counts bytes counts the same."""
    return b"(" + (_NO_DAY + found[1][len(_NO_DAY) :]) + b")"
