"""Columns in the order of time, each with its number above it; what hangs below the ground has it below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render import figures
from carteira_cli.render.pictures import paper
from carteira_cli.render.pictures.paper import FAINT, FALL, INK, LINE, MARGIN, RISE, SMALL, WIDTH
from carteira_cli.units import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from carteira_cli.chart import ColumnChart

HEIGHT = 220  # of the plot
BAR = 0.72  # of the room of a column
GAP = 6
SIGN = 12  # width of a sign of the legend
PARTS = ("#9db8cc", RISE, "#5fa8d3", "#66737f")
_DASHES = (5.0, 3.0)

Look = tuple[str, str]  # a word of the legend with its colour, "line" or "hatched"


def columns(chart: ColumnChart, *, titled: bool) -> Figure:
    """Parts upon each other, told apart by how dark they are; lines over them; what is unfinished is hatched."""
    title = chart.title if titled else None
    if not chart.labels:
        return paper.nothing(title)
    sums = [reach(chart, place) for place in range(len(chart.labels))]
    beside = [value for line in chart.lines for value in line.values if value is not None]
    high, low = max([0.0, *beside, *(up for up, _ in sums)]), min(0.0, *(down for _, down in sums))
    legend = _placed(list(_legend(chart)))
    size = (WIDTH - 2 * MARGIN) / len(chart.labels)
    names = [_named(words, size) for words in figures.ticks(chart.labels)]
    top = LINE + (legend[-1][1] + LINE / 2 + GAP if legend else 0)
    foot = top + HEIGHT + (LINE if low else 0)
    figure, axes = paper.sheet(WIDTH, foot + (max(map(len, names)) + 0.2) * LINE + MARGIN, title)
    _write_legend(axes, legend)
    scale = HEIGHT / (high - low) if high > low else 0.0
    ground = top + high * scale
    for place in range(len(chart.labels)):
        _column(axes, chart, place, (MARGIN + size * (place + (1 - BAR) / 2), size * BAR), (ground, scale))
    axes.plot([MARGIN, WIDTH - MARGIN], [ground, ground], color=FAINT, linewidth=1)
    for line in chart.lines:
        xs = [MARGIN + size * (place + 0.5) for place in range(len(chart.labels))]
        ys = [float("nan") if value is None else ground - value * scale for value in line.values]
        axes.plot(xs, ys, color=INK, linewidth=2, dashes=_DASHES)
    _write(axes, chart, sums, (size, ground, scale))
    for place, lines in enumerate(names):
        for down, word in enumerate(lines):
            at = (MARGIN + size * (place + 0.5), foot + LINE * (down + 0.7))
            paper.write(axes, at, word, align="center", colour=FAINT, size=SMALL)
    return figure


def _named(words: Sequence[str], size: float) -> list[str]:
    """The lines under a column, as wide as its room."""
    return [line for word in words for line in paper.folded(word, size, SMALL)]


def reach(chart: ColumnChart, place: int) -> tuple[float, float]:
    """How far a column reaches above the ground and below it."""
    values = [part.values[place] or 0.0 for part in chart.parts]
    return sum(value for value in values if value > 0), sum(value for value in values if value < 0)


def scale_of(chart: ColumnChart) -> tuple[int, int]:
    """Decimals and thousands of the numbers of a picture: those that leave its largest three digits."""
    if not chart.unit.is_money:
        return 0, 0
    most = max((abs(value) for part in chart.parts for value in part.values if value is not None), default=0.0)
    decimals, power = figures.scaled(most)
    return (decimals, power) if power else (0, 0)


def in_what(chart: ColumnChart) -> str:
    """`, em R$ mil`: what the numbers of a picture are in; nothing of what is counted."""
    _, power = scale_of(chart)
    return f", em R$ {figures.word(power)}" if power else ", em reais" if chart.unit.is_money else ""


def falls(values: Sequence[float | None]) -> bool:
    """Whether a part hangs below the ground."""
    return any(value is not None and value < 0 for value in values)


def _colours(chart: ColumnChart) -> list[str]:
    first = 2 if len(chart.parts) == 1 else 0  # one alone is light enough for the line over it to be seen
    return [
        FALL if falls(part.values) else PARTS[(place + first) % len(PARTS)] for place, part in enumerate(chart.parts)
    ]


def _column(axes: Axes, chart: ColumnChart, place: int, across: tuple[float, float], down: tuple[float, float]) -> None:
    from matplotlib.patches import Rectangle  # weight: matplotlib

    (left, width), (ground, scale) = across, down
    up = under = 0.0
    for part, colour in zip(chart.parts, _colours(chart), strict=True):
        value = part.values[place] or 0.0
        start = up if value > 0 else under
        if value:
            corner = (left, ground - max(start, start + value) * scale)
            paper.box(axes, corner, (width, abs(value) * scale), colour)
        up, under = (up + value, under) if value > 0 else (up, under + value)
    if place in chart.unfinished:
        corner, height = (left, ground - up * scale), (up - under) * scale
        axes.add_patch(Rectangle(corner, width, height, facecolor="none", edgecolor="white", hatch="///", linewidth=0))


def _write(
    axes: Axes, chart: ColumnChart, sums: Sequence[tuple[float, float]], where: tuple[float, float, float]
) -> None:
    size, ground, scale = where
    decimals, power = scale_of(chart)
    for place, (up, down) in enumerate(sums):
        x = MARGIN + size * (place + 0.5)
        for value, y in ((up, ground - up * scale - 8), (down, ground - down * scale + 9)):
            if value:
                paper.write(axes, (x, y), number(value / 1000**power, decimals), align="center", size=SMALL)


def _legend(chart: ColumnChart) -> Iterator[Look]:
    if chart.unit.is_money:
        yield in_what(chart).removeprefix(", "), ""
    if len(chart.parts) + len(chart.lines) > 1:
        for part, colour in zip(chart.parts, _colours(chart), strict=True):
            yield part.label, colour
        for line in chart.lines:
            yield line.label, "line"
    if chart.unfinished:
        yield "incompleto", "hatched"


def _placed(legend: Sequence[Look]) -> list[tuple[float, float, str, str]]:
    """Where each line of the legend stands, its text and its sign: as many rows as they need."""
    found: list[tuple[float, float, str, str]] = []
    x, y = float(MARGIN), LINE / 2
    for label, look in legend:
        sign = (2 * SIGN if look == "line" else SIGN) + GAP if look else 0
        for place, text in enumerate(paper.folded(label, WIDTH - 2 * MARGIN - 3 * SIGN)):
            wanted = sign + paper.measured(text)
            if place or x + wanted > WIDTH - MARGIN:
                x, y = float(MARGIN), y + (LINE if found else 0)
            found.append((x, y, text, "" if place else look))
            x += wanted + 3 * GAP
    return found


def _write_legend(axes: Axes, legend: Sequence[tuple[float, float, str, str]]) -> None:
    from matplotlib.patches import Rectangle  # weight: matplotlib

    for x, y, text, look in legend:
        if look == "line":
            axes.plot([x, x + 2 * SIGN], [y, y], color=INK, linewidth=2, dashes=_DASHES)
        elif look == "hatched":
            corner = (x, y - SIGN / 2)
            axes.add_patch(
                Rectangle(corner, SIGN, SIGN, facecolor=PARTS[2], edgecolor="white", hatch="/////", linewidth=0)
            )
        elif look:
            paper.box(axes, (x, y - SIGN / 2), (SIGN, SIGN), look)
        sign = (2 * SIGN if look == "line" else SIGN) + GAP if look else 0
        paper.write(axes, (x + sign, y), text)
