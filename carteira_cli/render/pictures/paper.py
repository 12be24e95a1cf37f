"""What all pictures share: colours, sizes in pixels, measured and folded texts, the sheet that is drawn on."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from carteira_cli.errors import visible
from carteira_cli.render.pictures.library import PIXELS_PER_INCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

# Okabe and Ito's blue, vermilion and green: told apart by colour-blind readers, and by their grey in print.
INK, FAINT, GRID = "#1f2933", "#5f6b7a", "#dde3ea"
TOTAL, RISE, FALL = "#52606d", "#0072b2", "#d55e00"
LINES = ("#0072b2", "#d55e00", "#009e73", "#52606d")
WIDTH = 720
MARGIN = 12
TITLE = 34  # height of the title
TEXT, SMALL = 12.0, 11.0
LINE = 15  # from one line of text to the next
LABEL = 230  # a label is folded beyond this


def sheet(width: float, height: float, title: str | None) -> tuple[Figure, Axes]:
    """A white sheet whose coordinates are pixels from the top left, with the title on it.

    The title has `TITLE` pixels of its own above what is asked for.
    """
    from matplotlib.figure import Figure  # weight: matplotlib

    lines = [] if title is None else folded(title, width - 2 * MARGIN, TEXT + 2, bold=True)
    above = TITLE + (len(lines) - 1) * LINE if lines else 0
    figure = Figure(figsize=(width / PIXELS_PER_INCH, (height + above) / PIXELS_PER_INCH), dpi=PIXELS_PER_INCH)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, -above)
    for place, line in enumerate(lines):
        write(axes, (MARGIN, 20 - above + place * LINE), line, size=TEXT + 2, bold=True)
    return figure, axes


def write(
    axes: Axes,
    at: tuple[float, float],
    text: str,
    *,
    align: Literal["left", "center", "right"] = "left",
    colour: str = INK,
    size: float = TEXT,
    bold: bool = False,
) -> None:
    """A line of text; its left end, middle or right end is at a point, at half its height."""
    axes.text(
        *at, text, ha=align, va="center_baseline", color=colour, fontproperties=_font(size, bold=bold), clip_on=False
    )


def block(axes: Axes, x: float, y: float, lines: Sequence[str], *, align: Literal["left", "right"] = "right") -> None:
    """Lines of text around the height y; each is a text of its own, so that any font can set it."""
    top = y - (len(lines) - 1) * LINE / 2
    for place, line in enumerate(lines):
        write(axes, (x, top + place * LINE), line, align=align)


def box(axes: Axes, corner: tuple[float, float], size: tuple[float, float], colour: str) -> None:
    """A filled rectangle: its top left corner, its width and height."""
    from matplotlib.patches import Rectangle  # weight: matplotlib

    axes.add_patch(Rectangle(corner, *size, facecolor=colour, edgecolor="none", clip_on=False))


def nothing(title: str | None) -> Figure:
    """The picture of no data."""
    figure, axes = sheet(WIDTH, 60, title)
    write(axes, (MARGIN, 30), "sem dados", colour=FAINT)
    return figure


def one_line(text: str) -> str:
    """A label without line breaks, its control characters shown for what they are."""
    return visible(" ".join(text.split()))


def folded(text: str, room: float, size: float = TEXT, *, bold: bool = False) -> list[str]:
    """A text in lines of at most `room` pixels: between words if it can be, inside a word if it must."""
    lines: list[str] = []
    for word in one_line(text).split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and measured(joined, size, bold=bold) <= room:
            lines[-1] = joined
            continue
        pieces = _pieces(word, room, size, bold=bold)
        lines += pieces
    return lines


def _pieces(word: str, room: float, size: float, *, bold: bool) -> list[str]:
    pieces, left = [""], room
    for char in word:
        width = _advance(char, size, bold=bold)
        if pieces[-1] and width > left:
            pieces.append("")
            left = room
        pieces[-1] += char
        left -= width
    return pieces


def measured(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """The width of a line of text in pixels, in the widest font that is likely to set it."""
    return sum(_advance(char, size, bold=bold) for char in text)


@cache
def _advance(char: str, size: float, *, bold: bool) -> float:
    from matplotlib.textpath import text_to_path  # weight: matplotlib

    width: float = text_to_path.get_text_width_height_descent(char, _font(size, bold=bold), ismath=False)[0]
    return width


def widest(texts: Sequence[str], size: float = TEXT) -> float:
    """The width of the widest of some texts."""
    return max((measured(text, size) for text in texts), default=0.0)


@cache
def _font(size: float, *, bold: bool) -> FontProperties:
    """The font that comes with the library: one of the system's may be another version, of other widths."""
    import matplotlib as mpl  # weight: matplotlib
    from matplotlib.font_manager import FontProperties  # weight: matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(
        fname=str(Path(mpl.get_data_path()) / "fonts" / "ttf" / name), size=size, weight="bold" if bold else "normal"
    )
