"""Bars that lie: a bridge from one total to another, and how many there are of each class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.pictures import paper
from carteira_cli.render.pictures.paper import FALL, GRID, LABEL, LINE, MARGIN, RISE, TOTAL, WIDTH
from carteira_cli.render.shown import count_and_share, step_amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from carteira_cli.chart import Histogram, Step, Waterfall

ROW, BAR = 34, 22  # heights
GAP = 8
LEAST = 1.5  # width of a bar of next to nothing


def waterfall(chart: Waterfall, *, titled: bool) -> Figure:
    """A bridge: each bar begins where the one before it ends; rises and falls differ by colour and by their sign."""
    title = chart.title if titled else None
    if not chart.steps:
        return paper.nothing(title)
    spans = _spans(chart.steps)
    ends = [step_amount(step, chart.unit) for step in chart.steps]
    colours = [TOTAL if step.total else RISE if (step.amount or 0) >= 0 else FALL for step in chart.steps]
    drawn = [step.amount not in {None, 0} for step in chart.steps]
    return _bars([step.label for step in chart.steps], spans, ends, (colours, drawn), title, joined=True)


def histogram(chart: Histogram, *, titled: bool) -> Figure:
    """A bar a class, with its count and its share beside it."""
    title = chart.title if titled else None
    if not chart.bins:
        return paper.nothing(title)
    total = sum(one.count for one in chart.bins)
    ends = [
        count_and_share(one.count, total) + (f" · {paper.one_line(one.mark)}" if one.mark else "") for one in chart.bins
    ]
    spans = [(0.0, float(one.count)) for one in chart.bins]
    colours = [RISE if not one.mark else "#00507d" for one in chart.bins]
    drawn = [one.count > 0 for one in chart.bins]
    return _bars([one.label for one in chart.bins], spans, ends, (colours, drawn), title, joined=False)


def _spans(steps: Sequence[Step]) -> list[tuple[float, float]]:
    reached, spans = 0.0, []
    for step in steps:
        amount = step.amount or 0.0
        before, reached = (0.0, amount) if step.total else (reached, reached + amount)
        spans.append((before, reached))
    return spans


def _bars(
    labels: Sequence[str],
    spans: Sequence[tuple[float, float]],
    ends: Sequence[str],
    look: tuple[Sequence[str], Sequence[bool]],
    title: str | None,
    *,
    joined: bool,
) -> Figure:
    """Label, bar, what it comes to; with `joined`, a line from the end of a bar to the beginning of the next."""
    lines = [paper.folded(label, LABEL) for label in labels]
    heights = [max(ROW, len(some) * LINE + GAP) for some in lines]
    left = MARGIN + paper.widest([line for some in lines for line in some]) + GAP
    size = max(WIDTH - left - GAP - paper.widest(ends) - MARGIN, WIDTH / 4)
    width = left + size + GAP + paper.widest(ends) + MARGIN
    low, high = min(0.0, *(min(span) for span in spans)), max(0.0, *(max(span) for span in spans))
    scale = size / (high - low) if high > low else 0.0
    figure, axes = paper.sheet(width, sum(heights) + MARGIN, title)
    zero, top = left + (0.0 - low) * scale, 0.0
    axes.plot([zero, zero], [0, sum(heights)], color=GRID, linewidth=1, zorder=0)
    for place, (some, (start, end), text, height) in enumerate(zip(lines, spans, ends, heights, strict=True)):
        middle = top + height / 2
        first, last = left + (min(start, end) - low) * scale, left + (max(start, end) - low) * scale
        if look[1][place]:
            paper.box(axes, (first, middle - BAR / 2), (max(last - first, LEAST), BAR), look[0][place])
        if joined and place + 1 < len(spans):
            reached = left + (end - low) * scale
            below = top + height + (heights[place + 1] - BAR) / 2
            axes.plot([reached, reached], [middle + BAR / 2, below], color=paper.FAINT, linewidth=1)
        paper.block(axes, left - GAP, middle, some)
        paper.write(axes, (last + GAP, middle), text)
        top += height
    return figure
