"""The SVG of the drawing library, less what a page must not carry: style sheets, addresses, ids that clash."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFERENCE = re.compile(r"url\(#([^)]*)\)")
_FONT = re.compile(r"font-family: [^;]*; ")
_UNWANTED = {"defs", "metadata", "style"}


def plain_svg(document: bytes, title: str, prefix: str) -> str:
    """One `<svg>` element for HTML: its title, no namespace, no style sheet, the font of what it stands in.

    Ids are kept where something refers to them, with the prefix before them.
    """
    root = ET.fromstring(document)  # noqa: S314 - what the library has just written
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    _prune(root)
    used = {name for element in root.iter() for name in _referred(element)}
    for element in root.iter():
        _rename(element, used, prefix)
        if element.tag == "text":
            element.attrib["style"] = _FONT.sub("", element.attrib["style"])
            del element.attrib["transform"]  # a turn by 0 degrees
    sides = root.attrib["viewBox"].split()[2:]
    root.attrib = {
        "role": "img",
        "aria-label": title,
        "width": sides[0],
        "height": sides[1],
        "viewBox": root.attrib["viewBox"],
        "style": f"--w: {sides[0]}px; stroke-linejoin: round; stroke-linecap: butt",  # a page scales it by its width
    }
    return ET.tostring(root, encoding="unicode")


def _prune(element: ET.Element) -> None:
    """Out with style sheets, the account of the file, and indents; definitions stay where they hold something."""
    if len(element):
        element.text = "\n"
    for child in list(element):
        child.tail = "\n"
        _prune(child)
        if child.tag in _UNWANTED and not any(inner.tag != "style" for inner in child):
            element.remove(child)


def _referred(element: ET.Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name == "href":
            yield value.removeprefix("#")
        yield from _REFERENCE.findall(value)


def _rename(element: ET.Element, used: set[str], prefix: str) -> None:
    kept = {}
    for name, value in element.attrib.items():
        if name == "id":
            if value in used:
                kept[name] = prefix + value
        elif name == "href":
            kept[name] = f"#{prefix}{value.removeprefix('#')}"
        else:
            kept[name] = _REFERENCE.sub(rf"url(#{prefix}\1)", value)
    element.attrib = kept
