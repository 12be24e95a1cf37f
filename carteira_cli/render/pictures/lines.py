"""Lines over two axes, with ticks as Brazilians write them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from carteira_cli.render.pictures import paper
from carteira_cli.render.pictures.paper import FAINT, GRID, LINE, LINES, MARGIN, TEXT, WIDTH
from carteira_cli.units import Unit, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from carteira_cli.chart import Curve, Line

HEIGHT = 300  # of the plot
GAP = 8
TICKS = 6
SAMPLE = 28  # length of a line in the legend
_APART = 9  # size of a point that stands for itself
_FEW = 40  # points up to which each is marked
_DASHES: tuple[tuple[float, ...], ...] = ((), (6.0, 3.0), (2.0, 2.0), (8.0, 3.0, 2.0, 3.0))  # told apart without colour


def curve(chart: Curve, *, titled: bool) -> Figure:
    """Lines, told apart by colour and by dashes, with a legend above them."""
    title = chart.title if titled else None
    points = [point for line in chart.lines for point in line.points]
    if not points:
        return paper.nothing(title)
    xs, ys = [x for x, _ in points], [y for _, y in points]
    x_ticks, y_ticks = _ticks(min(xs), max(xs), chart.x_unit), _ticks(min(0.0, *ys), max(ys), chart.y_unit)
    x_range, y_range = (min(xs), max(xs)), (min(0.0, *ys), max(y_ticks[-1], *ys))
    x_texts, y_texts = _named(chart, x_ticks), _tick_texts(y_ticks, chart.y_unit)
    legend = _legend(chart.lines)
    left = MARGIN + paper.widest(y_texts) + GAP
    top = LINE * (len(legend) + 1) + 2 * GAP
    figure, axes = paper.sheet(WIDTH, top + HEIGHT + 3 * LINE + MARGIN, title)
    across = (left, WIDTH - MARGIN - paper.measured(x_texts[-1]) / 2)
    down = (top + HEIGHT, top)
    _write_legend(axes, legend, chart.lines)
    paper.write(axes, (MARGIN, top - LINE), paper.one_line(chart.y_title), colour=FAINT)
    for tick, text in zip(y_ticks, y_texts, strict=True):
        y = _place(tick, y_range, down)
        axes.plot(across, [y, y], color=GRID if tick else FAINT, linewidth=1, zorder=0)
        paper.write(axes, (left - GAP, y), text, align="right", colour=FAINT)
    for tick, text in zip(x_ticks, x_texts, strict=True):
        x = _place(tick, x_range, across)
        axes.plot([x, x], [down[0], down[0] + 4], color=FAINT, linewidth=1)
        paper.write(axes, (x, down[0] + LINE), text, align="center", colour=FAINT)
    paper.write(
        axes, (sum(across) / 2, down[0] + 2 * LINE + GAP), paper.one_line(chart.x_title), align="center", colour=FAINT
    )
    for place, line in enumerate(chart.lines):
        _draw(axes, place, line, (x_range, across), (y_range, down))
    return figure


def _draw(
    axes: Axes,
    place: int,
    line: Line,
    wide: tuple[tuple[float, float], tuple[float, float]],
    high: tuple[tuple[float, float], tuple[float, float]],
) -> None:
    points = list(line.points)
    if points and line.step:
        points.append((wide[0][1], points[-1][1]))  # the last one holds to the end
    axes.plot(
        [_place(x, *wide) for x, _ in points],
        [_place(y, *high) for _, y in points],
        color=LINES[place % len(LINES)],
        linewidth=0 if line.apart else 2,
        drawstyle="steps-post" if line.step else "default",
        dashes=_DASHES[place % len(_DASHES)] or (None, None),
        marker="o" if line.apart or (not line.step and len(points) <= _FEW) else "",
        markersize=_APART if line.apart else 4,
    )


def _place(value: float, of: tuple[float, float], on: tuple[float, float]) -> float:
    """Where a value of a range is on a stretch of pixels; in the middle of it where the range is one value."""
    (low, high), (start, end) = of, on
    return start + (end - start) * ((value - low) / (high - low) if high > low else 0.5)


def _legend(lines: Sequence[Line]) -> list[list[tuple[int, str]]]:
    """The names of the lines in as many rows as they need; a name too long for a row is folded into several."""
    rows: list[list[tuple[int, str]]] = []
    left = 0.0
    for place, line in enumerate(lines):
        for number_, text in enumerate(paper.folded(line.label, WIDTH - 2 * MARGIN - SAMPLE - GAP)):
            wanted = SAMPLE + 3 * GAP + paper.measured(text)
            if not rows or wanted > left or number_:
                rows.append([])
                left = WIDTH - 2 * MARGIN
            rows[-1].append((place if not number_ else -1, text))
            left -= wanted
    return rows


def _write_legend(axes: Axes, rows: Sequence[Sequence[tuple[int, str]]], lines: Sequence[Line]) -> None:
    for row_place, row in enumerate(rows):
        x, y = float(MARGIN), LINE * (row_place + 0.5)
        for place, text in row:
            if place >= 0:
                axes.plot(
                    [x + SAMPLE / 2] if lines[place].apart else [x, x + SAMPLE],
                    [y] if lines[place].apart else [y, y],
                    color=LINES[place % len(LINES)],
                    linewidth=2,
                    marker="o" if lines[place].apart else "",
                    markersize=_APART,
                    dashes=_DASHES[place % len(_DASHES)] or (None, None),
                )
            paper.write(axes, (x + SAMPLE + GAP, y), text)
            x += SAMPLE + 3 * GAP + paper.measured(text, TEXT)


def _ticks(low: float, high: float, unit: Unit) -> list[float]:
    """Round numbers from the first at or above `low` to the last at or below `high`; at least one."""
    from matplotlib.ticker import MaxNLocator  # weight: matplotlib

    whole = unit.is_count or unit in {Unit.DAYS, Unit.MONTHS}
    found = MaxNLocator(TICKS, integer=whole, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    slack = (high - low) * 1e-9
    # Of the long number that arithmetic makes of 0.3 only what is meant.
    inside = [float(f"{tick:.12g}") for tick in found if low - slack <= tick <= high + slack]
    return inside or [low]


def _named(chart: Curve, ticks: Sequence[float]) -> list[str]:
    """What stands under the ticks of the x axis."""
    if not chart.places:
        return _tick_texts(ticks, chart.x_unit)
    return [paper.one_line(chart.places[int(tick) - 1]) for tick in ticks]


def _tick_texts(ticks: Sequence[float], unit: Unit) -> list[str]:
    """All with as many decimals as the one that needs most, `R$` and `%` beside them."""
    values = [tick * 100 if unit is Unit.FRACTION else tick for tick in ticks]
    decimals = max(_decimals(value) for value in values)
    texts = [number(value, decimals) for value in values]
    if unit.is_money:
        return [f"-R$ {text[1:]}" if text.startswith("-") else f"R$ {text}" for text in texts]
    suffix = {Unit.FRACTION: " %", Unit.TIMES: " ×"}.get(unit, "")
    return [text + suffix for text in texts]


def _decimals(value: float) -> int:
    exponent = Decimal(f"{value:.6g}").normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
