"""HTML: one page that stands alone, for people to read, print and pass on. It runs no script and asks for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.errors import visible
from carteira_cli.render import judgements, shown
from carteira_cli.render.page import sections
from carteira_cli.render.page.templates import template
from carteira_cli.render.page.trend import spark
from carteira_cli.render.pictures import svg

if TYPE_CHECKING:
    from markupsafe import Markup

    from carteira_cli.report import Report

_WIDE, _WIDER, _WIDEST = 7, 13, 21  # columns from which a printed table lies on its side, in ever smaller letters


def render(report: Report) -> bytes:
    """The whole report as a page.

    Raises:
        OutputError: the pictures can't be drawn: there is no folder to write to.
    """
    record = commands().get(report.command)
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
        one_sheet=record is not None and record.one_sheet,
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


def width_class(columns: int) -> str:
    """How a table of so many columns is printed."""
    if columns < _WIDE:
        return ""
    return "wide" + (" widest" if columns >= _WIDEST else " wider" if columns >= _WIDER else "")
