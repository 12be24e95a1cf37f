"""The page of a report that is handed over: one column to read on any screen, and to print on A4.

It runs no script and asks for nothing: its policy allows its own style by hash, and refuses whatever else.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup

from carteira_cli.errors import visible
from carteira_cli.render import figures
from carteira_cli.render.page.handover import ahead, basis, behaviour, customers, first
from carteira_cli.render.page.handover.blocks import PageSection, PageWords
from carteira_cli.render.page.handover.drawing import breakable
from carteira_cli.render.page.handover.records import plain_grid, tables
from carteira_cli.render.page.templates import template
from carteira_cli.render.pictures.heat import ground, ink_on
from carteira_cli.render.shown import extent, rows_left
from carteira_cli.words import counted, date_of_iso

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from carteira_cli.render.page.handover.blocks import Block
    from carteira_cli.report import Report, ReportSection, Table

_SHEETS = (("previsao", "atencao"), ("vendedores",), ("como_se_calcula",))  # of each the first there begins a sheet
_MAKERS: Mapping[str, Callable[[Report, ReportSection], Iterator[Block]]] = {
    "numeros": first.cards,
    "ponte": first.bridge,
    "meses": first.months,
    "previsao": ahead.forecast,
    "atencao": customers.attention,
    "concentracao": customers.concentration,
    "vendedores": customers.sellers,
    "coortes": behaviour.cohorts,
    "segmentos": behaviour.segments,
    "ciclo": behaviour.cycle,
    "funil": behaviour.funnel,
    "dados": basis.quality,
    "como_se_calcula": basis.definitions,
}
_UNTITLED = frozenset({"numeros"})  # told by their place; a heading for screen readers alone


def render(report: Report) -> bytes:
    """The whole report as a page."""
    style = _style(report)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    page = template("handover.html").render(
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        style=Markup(style),  # noqa: S704 - a style sheet of ours, and nothing in it but a period, escaped
        subject=visible(report.subject),
        heading=_heading(report),
        compared=_compared(report),
        partial=extent(report.period) if report.period and not report.period.complete else "",
        until=date_of_iso(report.period.until) if report.period else "",
        seal=basis.seal(report),
        answer=[figures.sentence(text) for text in report.answer],
        sections=[(brief, list(some)) for brief, some in groupby(_sections(report), key=lambda one: one.brief)],
        untitled=_UNTITLED,
        broken=breakable,
        command=report.command,
    )
    return page.encode()


def _heading(report: Report) -> str:
    title = visible(report.title)
    return f"{title}: {figures.period(report.period.label)}" if report.period else title


def _compared(report: Report) -> str:
    """`comparado com novembro de 2024 e dezembro de 2023`; nothing without a comparison."""
    lines = [figures.period(line.label) for line in (report.compared_with, report.year_before) if line]
    return f"comparado com {' e '.join(lines)}" if lines else ""


def _sections(report: Report) -> Iterator[PageSection]:
    for section in report.sections:
        if section.missing is None and section.key != "como_se_calcula":
            yield _made(report, section)
    if left_out := tuple(_left_out(report)):
        yield PageSection("fora", "O que ficou de fora", (), (PageWords("", left_out, "list"),))
    for section in report.sections:
        if section.missing is None and section.key == "como_se_calcula":
            yield _made(report, section)


def _made(report: Report, section: ReportSection) -> PageSection:
    make = _MAKERS.get(section.key, _as_it_is)
    sentences = tuple(figures.sentence(text) for text in section.sentences)
    blocks = tuple(make(report, section))
    sheet, brief = _begins_sheet(report, section), bool(section.command)
    return PageSection(section.key, visible(section.title), sentences, blocks, sheet, brief)


def _begins_sheet(report: Report, section: ReportSection) -> bool:
    """Whether a section begins a sheet in print."""
    there = [one.key for one in report.sections if one.missing is None]
    return any(next((key for key in keys if key in there), None) == section.key for keys in _SHEETS)


def _as_it_is(report: Report, section: ReportSection) -> Iterator[Block]:
    """A section of which the page knows nothing: its tables, as they are; one of another study says whose it is."""
    known = tables(report)
    shown = [known[key] for key in section.seen if key in known and known[key].rows]
    for table in shown:
        yield replace(plain_grid(table), more=_rest(table, section)) if section.command else plain_grid(table)
    if section.command and not shown:
        yield PageWords("", (f"Mais em carteira {section.command}.",), "note")


def _rest(table: Table, section: ReportSection) -> str:
    """Where the other rows are, and all else that the study says."""
    left = rows_left(table)
    rows = f"{counted(left, 'linha')} " if left else ""
    return f"Mais {rows}na planilha e em carteira {section.command}."


def _left_out(report: Report) -> Iterator[str]:
    """Why sections are not there, and what would bring them; those of one reason together."""
    reasons: dict[str, list[str]] = {}
    for section in report.sections:
        if section.missing is not None:
            reasons.setdefault(section.missing, []).append(section.title)
    for reason, titles in reasons.items():
        yield visible(f"{', '.join(titles)}: {reason}")


def _style(report: Report) -> str:
    """The style sheet: grounds of a heat map with inks that can be read on them, the period in the foot of a sheet."""
    shades = [ground(step / behaviour.SHADES, below=False) for step in range(behaviour.SHADES + 1)]
    heat = "\n".join(
        f".h{step} {{ background: {colour}; color: {ink_on(colour)} }}" for step, colour in enumerate(shades)
    )
    foot = _quoted(_heading(report) if report.period else visible(report.title))
    return template("handover.css").render(foot=Markup(foot), heat=Markup(heat))  # noqa: S704 - made here


def _quoted(text: str) -> str:
    """A text as a string of a style sheet, in which whatever is not a letter of ours, a digit or a space is escaped."""
    return '"' + "".join(char if char.isalnum() or char in " ,.:/º" else f"\\{ord(char):x} " for char in text) + '"'
