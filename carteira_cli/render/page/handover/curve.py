"""The curve of concentration: how much of the revenue the largest customers bring, and where 20 % and 80 % lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render import figures
from carteira_cli.render.page.handover.drawing import path, picture, rule, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from carteira_cli.chart import Curve

MOST = 160  # points that are drawn of a line
LEFT, FOOT = 0.13, 0.12  # shares of the width and the height that the ticks take
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def drawing(chart: Curve, table: str, crossings: Mapping[str, tuple[float, float]]) -> Markup:
    """The picture; both axes are shares.

    Args:
        chart: what to draw: the curve first, then what to compare it with.
        table: the anchor of the grid that has its numbers.
        crossings: what is said of a point of the curve → the point.
    """
    inside = [*_grid(chart)]
    for line, kind in zip(reversed(chart.lines), reversed(("curve", "even", "even")[: len(chart.lines)]), strict=False):
        inside.append(path([_at(x, y) for x, y in thinned(line.points)], kind))
    for x, y in crossings.values():
        across, down = _at(x, y)
        inside += [rule(across, 1 - FOOT, across, down, "guide"), rule(LEFT, down, across, down, "guide")]
        inside.append(text(across + 0.02, down, f"{figures.percent(x)} → {figures.percent(y)}", "said", down=16))
    return picture(
        chart.key, chart.title, "; ".join(crossings) or chart.title, inside, class_="curve", aria_describedby=table
    )


def thinned(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """At most `MOST` points of a line, and its last one."""
    step = max(len(points) // MOST, 1)
    kept = list(points[::step])
    return kept if not points or kept[-1] == points[-1] else [*kept, points[-1]]


def _at(x: float, y: float) -> tuple[float, float]:
    return LEFT + x * (1 - LEFT - 0.03), (1 - FOOT) - y * (1 - FOOT - 0.05)


def _grid(chart: Curve) -> Iterator[Markup]:
    for tick in _TICKS:
        x, y = _at(tick, tick)
        yield rule(LEFT, y, _at(1, 0)[0], y, "rule" if tick else "axis")
        yield text(LEFT - 0.015, y, figures.percent(tick), "tick end", down=4)
        yield text(x, 1 - FOOT, figures.percent(tick), "tick", down=15)
    yield text(_at(0.5, 0)[0], 1 - FOOT, chart.x_title, "tick", down=29)
