"""A canvas of braille dots: lines over two axes, with ticks as Brazilians write them."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from rich.text import Text

from carteira_cli.errors import visible
from carteira_cli.units import Unit, brief, number, show

if TYPE_CHECKING:
    from carteira_cli.chart import Curve, Line

HEIGHT = 14
MAX_WIDTH = 72
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # of a braille cell, by row and column
_BLANK = 0x2800
_STYLES = ("cyan", "yellow", "magenta")
_POINTS, _POINTED = "●○◆◇▲△", ("bold red", "bold cyan", "bold yellow")
_SPARSE = 3  # every line but the first is dotted: the second one dot in so many, the third in twice as many, and so on


def plot(chart: Curve, width: int, *, exact: bool) -> list[Text]:
    """The lines of a chart with axes and a legend; the first is drawn full, the others dotted.

    No two look alike, so that nobody needs colours: of points that stand apart each line has its own mark.
    """
    xs = [x for line in chart.lines for x, _ in line.points]
    ys = [y for line in chart.lines for _, y in line.points]
    left, right, low, high = min(xs), max(xs), min([0.0, *ys]), max(ys)
    ticks = [_tick(low + (high - low) * share, chart.y_unit, exact=exact) for share in (1.0, 0.5, 0.0)]
    margin = max(len(tick) for tick in ticks) + 1
    columns = max(min(width - margin - 3, MAX_WIDTH), 10)
    grid = [[0] * columns for _ in range(HEIGHT)]
    styles = [[""] * columns for _ in range(HEIGHT)]
    curves, apart = ([line for line in chart.lines if line.apart is one] for one in (False, True))
    for number_, line in enumerate(curves):
        for place, (x, y) in enumerate(_dots(line, (left, right), (low, high), columns)):
            if number_ and place % (_SPARSE * number_):
                continue
            grid[y // 4][x // 2] |= _DOTS[y % 4][x % 2]
            styles[y // 4][x // 2] = styles[y // 4][x // 2] or _STYLES[number_ % len(_STYLES)]
    points: dict[tuple[int, int], int] = {}  # of several in one cell that of the first line is seen
    for number_, line in enumerate(apart):
        for spot in _spots(line, (left, right), (low, high), columns):
            points.setdefault(spot, number_)
    rows = [Text(f" {chart.y_title}", style="dim")]
    named = {0: ticks[0], HEIGHT // 2: ticks[1], HEIGHT - 1: ticks[2]}
    for number_, (bits, colours) in enumerate(zip(grid, styles, strict=True)):
        row = Text(f" {named.get(number_, ''):>{margin - 1}} ┤" if number_ in named else f" {'':{margin - 1}} │")
        for place, (cell, colour) in enumerate(zip(bits, colours, strict=True)):
            if (place, number_) in points:
                row.append(*_mark(points[place, number_]))
            else:
                row.append(chr(_BLANK + cell) if cell else " ", style=colour)
        row.rstrip()
        rows.append(row)
    first, last = (_named(chart, x, exact=exact) for x in (left, right))
    rows.append(Text(f" {'':{margin - 1}} └{'─' * columns}"))
    rows.append(Text(f" {'':{margin}} {first}{last:>{max(columns - len(first), len(last))}}"))
    rows.append(Text(f" {'':{margin}} {chart.x_title}"[:width], style="dim"))
    for line in chart.lines:
        place = (apart if line.apart else curves).index(line)
        rows.append(Text.assemble(f" {'':{margin}} ", _sample(place, line), f" {visible(line.label)}"))
    return rows


def _sample(place: int, line: Line) -> tuple[str, str]:
    """How a line looks, for the legend."""
    if line.apart:
        mark, style = _mark(place)
        return f"{mark} ", style
    return ("⣀⣀", "⠄⠄", "⠄ ", "⠁ ")[min(place, 3)], _STYLES[place % len(_STYLES)]


def _mark(place: int) -> tuple[str, str]:
    """The mark of a line of points, and its style."""
    return _POINTS[place % len(_POINTS)], _POINTED[place % len(_POINTED)]


def _spots(
    line: Line, x_range: tuple[float, float], y_range: tuple[float, float], columns: int
) -> list[tuple[int, int]]:
    """The cell (column, row) of each point, from the top left."""
    (left, right), (low, high) = x_range, y_range
    return [
        (
            round((x - left) / (right - left) * (columns * 2 - 1)) // 2 if right > left else 0,
            round((1 - ((y - low) / (high - low) if high > low else 0.5)) * (HEIGHT * 4 - 1)) // 4,
        )
        for x, y in line.points
    ]


def _named(chart: Curve, x: float, *, exact: bool) -> str:
    """What stands under a place of the x axis."""
    return visible(chart.places[int(x) - 1]) if chart.places else _tick(x, chart.x_unit, exact=exact)


def _tick(value: float, unit: Unit, *, exact: bool) -> str:
    return number(value, 0) if unit is Unit.DAYS else show(value, unit) if exact else brief(value, unit)


def _dots(
    line: Line, x_range: tuple[float, float], y_range: tuple[float, float], columns: int
) -> list[tuple[int, int]]:
    """A dot for each column of dots, from the top left."""
    (left, right), (low, high) = x_range, y_range
    found = []
    for place in range(columns * 2):
        x = left + (right - left) * place / max(columns * 2 - 1, 1)
        y = _height(line, x)
        if y is not None:
            share = (y - low) / (high - low) if high > low else 0.5
            found.append((place, round((1 - share) * (HEIGHT * 4 - 1))))
    return found


def _height(line: Line, x: float) -> float | None:
    """The line at x: between its points, or the last one where it goes in steps; None outside."""
    points = line.points
    if not points or x < points[0][0] or (x > points[-1][0] and not line.step):
        return None
    place = bisect_right(points, x, key=lambda point: point[0])  # of several at one x, the last one counts
    before = points[place - 1]
    after = points[place] if place < len(points) else None
    if line.step or after is None:
        return before[1]
    return before[1] + (after[1] - before[1]) * (x - before[0]) / (after[0] - before[0])
