"""What the tests in a browser need, and why they are left out where it is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carteira_cli.api import report_of
from carteira_cli.config.resolve import load
from carteira_cli.render import render
from tests.browser.chromium import browser, installed
from tests.hostile_folder import hostile_folder
from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.chromium import Browser

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("distribuidora", "assinaturas", "minima", "hostil")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser of which each test asks pages."""
    if installed() is None:
        pytest.skip("não há Chromium: apt-get install chromium")
    with browser() as found:
        yield found


@pytest.fixture(scope="session")
def axe() -> str:
    """The program that looks for what readers with a handicap stumble over."""
    if not AXE.is_file():
        pytest.skip("não há axe-core: cd tests/browser && npm install --no-package-lock")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports to hand over of the examples, and of a folder with the worst of names."""
    folder = tmp_path_factory.mktemp("pages")
    hostile = folder / "dados"
    hostile.mkdir()
    folders = {name: ROOT / "examples" / name for name in PAGES[:-1]} | {"hostil": hostile_folder(hostile)}
    made = {}
    for name, data in folders.items():
        made[name] = folder / f"{name}.html"
        made[name].write_bytes(render(report_of("relatorio", load({"pasta": str(data)}, environ={})), "html"))
    return made
