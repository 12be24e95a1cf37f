"""Make the pictures and the page of the README again, each from a real run: `python examples/imagens.py`.

The pictures of a terminal are what the commands draw. That of the page is a photograph of `relatorio.html` by a
Chromium, in which the sum of the page is written, so that a test can say whether it is still the picture of that page.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE / "distribuidora"
RUNS = {
    "resumo.svg": ("resumo", "--periodo", "2024-12"),
    "churn.svg": ("churn", "--periodo", "2024-Q4", "--comparar", "anterior"),
    "pareto.svg": ("pareto", "--periodo", "2024"),
    "relatorio.html": ("relatorio", "--periodo", "2024-12", "--empresa", "Distribuidora Exemplo"),
}
PAGE, PHOTOGRAPH = "relatorio.html", "relatorio.png"
WIDTH, HEIGHT = 1100, 1180
KEYWORD = b"sha256"
_SIGNATURE = 8  # bytes before the first chunk of a PNG


def make(name: str, folder: Path) -> Path:
    """What the command of a picture writes into a folder, run where the data are."""
    target = folder.absolute() / name
    target.unlink(missing_ok=True)
    command = (sys.executable, "-m", "carteira_cli", *RUNS[name], "-o", str(target), "-q")
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent.absolute())}
    subprocess.run(command, check=True, cwd=DATA, env=environment)
    return target


def photograph(page: Path, target: Path) -> None:
    """A picture of the top of a page, with the page's sum in it."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as profile:
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")
        places = (f"--user-data-dir={profile}", f"--screenshot={target}", f"--window-size={WIDTH},{HEIGHT}")
        subprocess.run((browser, *flags, *places, page.absolute().as_uri()), check=True, capture_output=True)
    content = target.read_bytes()
    head = _SIGNATURE + 12 + struct.unpack(">I", content[_SIGNATURE : _SIGNATURE + 4])[0]
    target.write_bytes(content[:head] + _chunk(KEYWORD + b"\0" + _sum(page)) + content[head:])


def _chunk(text: bytes) -> bytes:
    body = b"tEXt" + text
    return struct.pack(">I", len(text)) + body + struct.pack(">I", zlib.crc32(body))


def _sum(page: Path) -> bytes:
    return hashlib.sha256(page.read_bytes()).hexdigest().encode()


def shows(picture: Path, page: Path) -> bool:
    """Whether a photograph is of a page as it is now."""
    return _chunk(KEYWORD + b"\0" + _sum(page)) in picture.read_bytes()


if __name__ == "__main__":
    for one in RUNS:
        make(one, HERE)
    photograph(HERE / PAGE, HERE / PHOTOGRAPH)
