"""SVG for the page, written by hand: its places are shares of its size, its colours are classes.

So a picture is as wide as its column on any screen while its letters stay as large as they are; it follows light and
dark, and carries no style that a strict policy would refuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from carteira_cli.errors import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


Attribute = str | float | None
_LONG, _PIECE = 18, 8  # letters of a word that may be broken, and of its pieces


def element(tag: str, inside: Iterable[Markup | str] = (), /, **attributes: Attribute) -> Markup:
    """An element; what is inside is escaped unless it is markup. `_` in a name is a hyphen, `class_` is the class."""
    words = "".join(
        Markup(' {}="{}"').format(_name(name), value if isinstance(value, str) else f"{value:g}")
        for name, value in attributes.items()
        if value is not None
    )
    body = Markup("").join(Markup("{}").format(part) for part in inside)
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), Markup(words), body)  # noqa: S704 - tags are ours


def _name(name: str) -> Markup:
    return Markup(name.rstrip("_") if "_" not in name.strip("_") else name.replace("_", "-"))  # noqa: S704 - ours


def share(value: float) -> str:
    """A place or a length as a share of the picture."""
    return f"{value * 100:.2f}%"


def box(x: float, y: float, width: float, height: float, kind: str | None, **more: Attribute) -> Markup:
    """A rectangle, in shares."""
    return element("rect", x=share(x), y=share(y), width=share(width), height=share(height), class_=kind, **more)


def rule(x1: float, y1: float, x2: float, y2: float, kind: str = "rule") -> Markup:
    """A straight line, in shares."""
    return element("line", x1=share(x1), y1=share(y1), x2=share(x2), y2=share(y2), class_=kind)


def said(words: str) -> str:
    """A text as a drawing has it, where no line is ever broken."""
    return visible(words.replace("\u00a0", " "))


def text(x: float, y: float, words: str, kind: str = "", *, down: float = 0.0) -> Markup:
    """A line of text at a place in shares, and so many pixels below it."""
    return element("text", [said(words)], x=share(x), y=share(y), dy=down or None, class_=kind or None)


def path(points: Sequence[tuple[float, float]], kind: str) -> Markup:
    """A line through points in shares; its width is not scaled with it."""
    line = element("polyline", points=" ".join(f"{x * 100:.2f},{y * 100:.2f}" for x, y in points), class_=kind)
    return element("svg", [line], viewBox="0 0 100 100", preserveAspectRatio="none", width="100%", height="100%")


def hatching(key: str) -> Markup:
    """Slanted lines to fill with, as `url(#key)`."""
    line = element("path", d="M-1 7 L7 -1 M-1 1 L1 -1 M5 7 L7 5")
    pattern = element("pattern", [line], id=key, width=6.0, height=6.0, patternUnits="userSpaceOnUse", class_="hatch")
    return element("defs", [pattern])


def picture(key: str, title: str, told: str, inside: Iterable[Markup], **attributes: Attribute) -> Markup:
    """A whole drawing with its name and what it shows in words, for who does not see it.

    Args:
        key: anchor of its own.
        title: its name.
        told: what it shows.
        inside: its elements.
        attributes: of the drawing, such as the grid that has its numbers in `aria_describedby`.
    """
    named = [element("title", [said(title)], id=f"{key}-n"), element("desc", [said(told)], id=f"{key}-d")]
    described = " ".join(str(one) for one in (f"{key}-d", attributes.pop("aria_describedby", None)) if one)
    return element(
        "svg", [*named, *inside], role="img", aria_labelledby=f"{key}-n", aria_describedby=described, **attributes
    )


def beside(inside: Iterable[Markup], kind: str) -> Markup:
    """A small drawing of what the text beside it says."""
    return element("svg", inside, class_=kind, aria_hidden="true")


def breakable(text: str) -> Markup:
    """A text in which a word too long for a line may be broken, and no other is."""
    return Markup(" ").join(
        Markup("<wbr>").join(word[start : start + _PIECE] for start in range(0, len(word), _PIECE))
        if len(word) > _LONG
        else word
        for word in text.split(" ")
    )
