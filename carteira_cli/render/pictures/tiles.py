"""Tiles as large as their values, with what fits of their names, values and details."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render import figures
from carteira_cli.render.pictures import paper
from carteira_cli.render.pictures.heat import ground, ink_on
from carteira_cli.render.pictures.paper import LINE, MARGIN, SMALL, TEXT, WIDTH
from carteira_cli.render.tiling import tiling

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from carteira_cli.chart import Tile, Tiles
    from carteira_cli.render.tiling import Place
    from carteira_cli.units import Unit

HEIGHT = 300
GAP, INSET = 2.0, 8.0
_FADE = 0.75  # how dark the largest tile is


def tiles(chart: Tiles, *, titled: bool) -> Figure:
    """A rectangle of tiles, the largest the darkest."""
    title = chart.title if titled else None
    some = [tile for tile in chart.tiles if tile.value > 0]
    if not some:
        return paper.nothing(title)
    figure, axes = paper.sheet(WIDTH, HEIGHT + 2 * MARGIN, title)
    places = tiling([tile.value for tile in some], WIDTH - 2 * MARGIN, HEIGHT)
    most = some[0].value
    for tile, place in zip(some, places, strict=True):
        _tile(axes, tile, place, ground(_FADE * tile.value / most, below=False), chart.unit)
    return figure


def _tile(axes: Axes, tile: Tile, place: Place, colour: str, unit: Unit) -> None:
    left, top, width, height = place
    paper.box(axes, (MARGIN + left, MARGIN + top), (max(width - GAP, 0.5), max(height - GAP, 0.5)), colour)
    y, end = MARGIN + top + INSET + LINE / 2, MARGIN + top + height - INSET
    told = (tile.label, TEXT, True), (figures.told(tile.value, unit), SMALL, False), (tile.detail, SMALL, False)
    for text, size, bold in told:
        room = width - 2 * INSET
        words = paper.one_line(text.replace("\u00a0", " ")).split(" ")
        if not text or max(paper.measured(word, size, bold=bold) for word in words) > room:
            return
        lines = paper.folded(" ".join(words), room, size, bold=bold)
        if y + (len(lines) - 0.5) * LINE > end:
            return
        for line in lines:
            paper.write(axes, (MARGIN + left + INSET, y), line, colour=ink_on(colour), size=size, bold=bold)
            y += LINE
