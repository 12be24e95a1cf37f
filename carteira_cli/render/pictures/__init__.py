"""Charts as pictures: SVG for a page, PNG for an e-mail or a workbook. Same chart, same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from carteira_cli.chart import ColumnChart, Curve, HeatMap, Histogram, Tiles, Waterfall
from carteira_cli.render.pictures import bars, columns, heat, lines, tiles
from carteira_cli.render.pictures.library import PIXELS_PER_INCH, drawing
from carteira_cli.render.pictures.paper import one_line
from carteira_cli.render.pictures.plain_svg import plain_svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from carteira_cli.chart import Chart

SCALE = 2  # pixels of a PNG for one of the picture: sharp on the screens of today


def svg(chart: Chart, *, prefix: str = "", titled: bool = True) -> str:
    """A picture as one `<svg>` element to stand inside HTML.

    Its texts are texts, in the font of what it stands in; it names no address and needs nothing from outside.

    Args:
        chart: what to draw.
        prefix: put before every id, so that several pictures can stand in one page.
        titled: whether the title is in the picture; otherwise it is only its name for screen readers.

    Raises:
        OutputError: the drawing library finds no folder that it may write to.
    """
    with drawing():
        from matplotlib.backends.backend_svg import FigureCanvasSVG  # weight: matplotlib

        buffer = io.BytesIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        FigureCanvasSVG(_figure(chart, titled=titled)).print_svg(buffer, metadata=nothing)  # type: ignore[no-untyped-call]
    return plain_svg(buffer.getvalue(), one_line(chart.title), prefix)


def png(chart: Chart) -> tuple[bytes, int, int]:
    """A picture as PNG, with the width and height to show it at; it has `SCALE` times as many pixels.

    Raises:
        OutputError: the drawing library finds no folder that it may write to.
    """
    with drawing():
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # weight: matplotlib

        figure = _figure(chart, titled=True)
        figure.set_dpi(PIXELS_PER_INCH * SCALE)
        canvas = FigureCanvasAgg(figure)
        buffer = io.BytesIO()
        canvas.print_png(buffer, metadata={"Software": None})  # type: ignore[no-untyped-call]
        width, height = canvas.get_width_height()
    return buffer.getvalue(), width // SCALE, height // SCALE


def _figure(chart: Chart, *, titled: bool) -> Figure:
    match chart:
        case Waterfall():
            return bars.waterfall(chart, titled=titled)
        case HeatMap():
            return heat.heat_map(chart, titled=titled)
        case Curve():
            return lines.curve(chart, titled=titled)
        case Histogram():
            return bars.histogram(chart, titled=titled)
        case ColumnChart():
            return columns.columns(chart, titled=titled)
        case Tiles():
            return tiles.tiles(chart, titled=titled)
