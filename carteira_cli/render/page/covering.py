"""The letter that a report is handed over with: what it comes to, five figures; the rest is attached."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.errors import visible
from carteira_cli.render import handed_over, shown
from carteira_cli.render.page.templates import template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.report import Report

FIGURES = 5


def as_page(report: Report, attached: Sequence[str]) -> str:
    """The letter as a page of one column.

    Args:
        report: what is attached.
        attached: names of the files.
    """
    return template("covering.html", linkless=True).render(
        heading=visible(_whose(report)),
        line=visible(shown.title_line(report)),
        compared=visible(handed_over.compared_words(report)),
        answer=[visible(sentence) for sentence in report.answer],
        figures=[_seen(one) for one in handed_over.figures(report)[:FIGURES]],
        warnings=[visible(line) for line in report.warnings],
        attached=attached,
    )


def as_text(report: Report, attached: Sequence[str]) -> str:
    """The same for programs that show no pages."""
    lines = [_whose(report), shown.title_line(report), handed_over.compared_words(report), "", *report.answer, ""]
    for one in handed_over.figures(report)[:FIGURES]:
        lines += [f"{one.title}: {one.value}", *(f"  {was}" for was in one.was)]
    lines += ["", *(f"aviso: {line}" for line in report.warnings), f"Em anexo: {', '.join(attached)}", ""]
    return "\n".join(visible(line) for line in lines)


def _whose(report: Report) -> str:
    return report.subject or report.title


def _seen(one: handed_over.Figure) -> handed_over.Figure:
    return replace(one, title=visible(one.title), value=visible(one.value), was=tuple(map(visible, one.was)))
