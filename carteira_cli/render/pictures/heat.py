"""A heat map: every number is written in its cell, its colour only helps the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.pictures import paper
from carteira_cli.render.pictures.paper import FAINT, LABEL, LINE, MARGIN
from carteira_cli.units import Unit, show

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from carteira_cli.chart import HeatMap

ROW = 24
GAP = 8
CELL = 34  # least width
COLUMN = 90  # the head of a column is folded beyond this
_WHITE_INK_TO = 0.179  # the luminance up to which white has more contrast than black, by WCAG 2
_LIGHT, _DARK, _BELOW = (233, 242, 250), (8, 81, 136), (166, 73, 0)


def heat_map(chart: HeatMap, *, titled: bool) -> Figure:
    """Rows and columns of numbers, darker for more; negative ones are brown; the unobserved stay empty.

    Fractions are darkest from 100 % on, so that one of 500 % does not leave all others pale.
    """
    title = chart.title if titled else None
    if not chart.rows or not chart.columns:
        return paper.nothing(title)
    texts = [["" if value is None else show(value, chart.unit) for value in row] for row in chart.values]
    columns = [paper.folded(column, COLUMN, paper.SMALL) for column in chart.columns]
    words = [*(line for column in columns for line in column), *(text for row in texts for text in row)]
    cell = max(CELL, paper.widest(words, paper.SMALL) + 10)
    heads = [paper.folded(row, LABEL) for row in chart.rows]
    corner = paper.folded(chart.row_title, LABEL)
    heights = [max(ROW, len(head) * LINE + GAP) for head in heads]
    above = max([ROW, *(len(some) * LINE + GAP for some in [corner, *columns])])
    left = MARGIN + paper.widest([line for head in [corner, *heads] for line in head]) + GAP
    figure, axes = paper.sheet(left + cell * len(columns) + MARGIN, above + sum(heights) + MARGIN, title)
    for place, line in enumerate(corner):
        paper.write(axes, (MARGIN, _row(place, corner, above)), line, colour=FAINT)
    for column, some in enumerate(columns):
        for place, line in enumerate(some):
            at = (left + cell * (column + 0.5), _row(place, some, above))
            paper.write(axes, at, line, align="center", colour=FAINT, size=paper.SMALL)
    most, top = _most(chart), float(above)
    for head, values, row, height in zip(heads, chart.values, texts, heights, strict=True):
        paper.block(axes, MARGIN, top + height / 2, head, align="left")
        for place, (value, text) in enumerate(zip(values, row, strict=True)):
            if value is None:
                continue
            share = min(abs(value) / most, 1.0) if most else 0.0
            x = left + cell * place
            colour = ground(share, below=value < 0)
            paper.box(axes, (x + 0.5, top + 0.5), (cell - 1, height - 1), colour)
            ink = ink_on(colour) if value else FAINT
            paper.write(axes, (x + cell / 2, top + height / 2), text, align="center", colour=ink, size=paper.SMALL)
        top += height
    return figure


def _row(place: int, lines: list[str], height: float) -> float:
    """Where a line of several is that stand at the foot of a header."""
    return height - ROW / 2 - (len(lines) - 1 - place) * LINE


def _most(chart: HeatMap) -> float:
    most = max((abs(value) for row in chart.values for value in row if value is not None), default=0.0)
    return min(most, 1.0) if chart.unit is Unit.FRACTION else most


def ground(share: float, *, below: bool) -> str:
    """From nearly white to dark; 0 is the lightest of all."""
    dark = _BELOW if below else _DARK
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(_LIGHT, dark, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}" if share else "#f4f6f8"


def ink_on(colour: str) -> str:
    """White or black, whichever has more contrast: 4.5 or better on any ground."""
    return "#ffffff" if luminance(colour) < _WHITE_INK_TO else "#000000"


def luminance(colour: str) -> float:
    """How light a colour is, by WCAG 2: 0 is black, 1 white."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)  # noqa: PLR2004
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
