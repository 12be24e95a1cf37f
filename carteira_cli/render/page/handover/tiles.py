"""Tiles as large as what they bring, with what to do about each where there is room to say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render import figures
from carteira_cli.render.page.handover.drawing import element, picture, said
from carteira_cli.render.tiling import tiling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from carteira_cli.chart import Tiles

WIDTH, HEIGHT = 960.0, 300.0
GAP, INSET = 3.0, 12.0
LETTER, BOLD = 7.8, 10.2  # widths of a letter of the small print and of a name, on average and a little more
LINE, HEADING = 19.0, 22.0
MOODS = {"Campeões": "t-best", "Leais": "t-best", "Em risco": "t-risk", "Não podemos perder": "t-risk"}


def drawing(chart: Tiles, table: str, actions: Mapping[str, str]) -> Markup:
    """The picture.

    Args:
        chart: what to draw.
        table: the anchor of the grid that has its numbers.
        actions: label of a tile → what to do.
    """
    places = tiling([tile.value for tile in chart.tiles], WIDTH, HEIGHT)
    inside = []
    for tile, (x, y, width, height) in zip(chart.tiles, places, strict=True):
        size = {"width": max(width - GAP, 0.5), "height": max(height - GAP, 0.5)}
        ground = element("rect", class_=MOODS.get(tile.label, "t-plain"), **size)
        told = f"{figures.told(tile.value, chart.unit)} · {tile.detail}" if tile.detail else ""
        lines = _lines(tile.label, told, actions.get(tile.label, ""), width - 2 * INSET, height - 2 * INSET)
        inside.append(element("svg", [ground, *lines], x=round(x, 1), y=round(y, 1), **size))
    told = "; ".join(f"{tile.label}, {figures.told(tile.value, chart.unit)}" for tile in chart.tiles)
    box = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return picture(chart.key, chart.title, told, inside, class_="tiles", viewBox=box, aria_describedby=table)


def _lines(label: str, told: str, action: str, width: float, height: float) -> Iterator[Markup]:
    """What fits: the name, then what it brings, then what to do; never a part of one."""
    y = INSET + HEADING / 2
    used = 0.0
    for words, kind, letter in ((label, "t-name", BOLD), (told, "t-told", LETTER), (action, "t-told", LETTER)):
        lines = wrapped(words, int(width / letter))
        needed = len(lines) * LINE
        if not words or used + needed > height + 4 or any(len(line) * letter > width for line in lines):
            return
        for line in lines:
            yield element("text", [said(line)], x=INSET, y=y + used, class_=kind)
            used += LINE
        used += 2.0


def wrapped(words: str, room: int) -> list[str]:
    """A text in lines of so many characters, broken between words alone."""
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
