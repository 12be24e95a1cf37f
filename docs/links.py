"""Whether every link of the built pages leads somewhere, and whether they fetch anything from elsewhere."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FETCHED = {
    "link": "href",
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "use": "href",
    "object": "data",
}


class LinksOfPage(HTMLParser):
    """What a page has: anchors, what it links, what a browser fetches for it."""

    def __init__(self) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.linked: list[str] = []
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what an element links, and what others may link in it."""
        told = {name: value or "" for name, value in attrs}
        self.anchors |= {told[name] for name in ("id", "name") if name in told}
        if tag == "a" and "href" in told:
            self.linked.append(told["href"])
        elif (address := told.get(_FETCHED.get(tag, ""))) is not None:
            self.fetched.append(address)


def complaints(folder: Path) -> Iterator[str]:
    """What is wrong with the links of a built site, a line each; nothing where all is well.

    Args:
        folder: of the site.
    """
    pages = {path.resolve(): _read(path) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        told = path.relative_to(folder.resolve())
        for address in page.fetched:
            if urlsplit(address).netloc:
                yield f"{told}: fetches {address}"
        for address in (*page.linked, *page.fetched):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                yield f"{told}: {address} is not there"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
                yield f"{told}: {address} has no such anchor"
    for path in sorted(folder.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        if "url(http" in text or 'url("http' in text or "@import" in text:
            yield f"{path.relative_to(folder)}: fetches from elsewhere"


def _read(path: Path) -> LinksOfPage:
    page = LinksOfPage()
    page.feed(path.read_text(encoding="utf-8"))
    return page
