"""HTML: one page that stands alone, for people to read, print and pass on. It runs no script and asks for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.errors import visible
from carteira_cli.render import judgements, shown
from carteira_cli.render.page import sections
from carteira_cli.render.page.templates import template
from carteira_cli.render.pictures import svg

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from carteira_cli.report import Report

SPARK = (96, 22)  # width and height of a trend
_INSET = 2
_WIDE, _WIDER, _WIDEST = 7, 13, 21  # columns from which a printed table lies on its side, in ever smaller letters


def render(report: Report) -> bytes:
    """The whole report as a page.

    Raises:
        OutputError: the pictures can't be drawn: there is no folder to write to.
    """
    page = template("page.html").render(
        **sections.common(report),
        title=visible(shown.title_line(report)),
        families=sections.families(report),
        trends=any(len(reading.trend) > 1 for reading in report.readings),
        judged=judgements.judged(report),
        findings=list(judgements.findings(report)),
        pictures=pictures(report),
        grids=[sections.pieces(grid, sections.PAGE) for grid in sections.grids(report)],
        definitions=sections.definitions(report),
        spark=spark,
        one_sheet=report.command in commands() and commands()[report.command].one_sheet,
        width_class=width_class,
    )
    return page.encode()


def pictures(report: Report) -> list[tuple[str, Markup]]:
    """Title and drawing of each chart."""
    if not report.charts:
        return []
    from markupsafe import Markup  # weight: jinja2

    return [  # markup because `svg` has escaped every text in it
        (visible(chart.title), Markup(svg(chart, prefix=f"g{place}-", titled=False)))  # noqa: S704
        for place, chart in enumerate(report.charts)
    ]


def spark(values: Sequence[float | None]) -> list[str]:
    """The lines of a trend as `points` of polylines, broken where there is no value; a lone one is a short dash."""
    known = [value for value in values if value is not None]
    if not known:
        return []
    low, high = min(known), max(known)
    step = (SPARK[0] - 2 * _INSET) / max(len(values) - 1, 1)

    def point(place: int, value: float) -> str:
        share = (value - low) / (high - low) if high > low else 0.5
        return f"{_INSET + place * step:.1f},{_INSET + (1 - share) * (SPARK[1] - 2 * _INSET):.1f}"

    lines = []
    for run in _runs(values):
        points = [point(place, value) for place, value in run]
        if len(points) == 1:
            x, y = points[0].split(",")
            points.append(f"{float(x) + _INSET:.1f},{y}")
        lines.append(" ".join(points))
    return lines


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def width_class(columns: int) -> str:
    """How a table of so many columns is printed."""
    if columns < _WIDE:
        return ""
    return "wide" + (" widest" if columns >= _WIDEST else " wider" if columns >= _WIDER else "")
