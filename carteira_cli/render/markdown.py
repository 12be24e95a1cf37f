"""Markdown: a report to paste into an issue, a pull request or a wiki (GitHub's flavour of tables)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.render import handed_over
from carteira_cli.render.flat import UNIT_COLUMNS, VERDICTS, every_table, sources_table
from carteira_cli.render.markdown_text import escape, paragraph
from carteira_cli.render.shown import cells, first_rows, indicator_header, indicator_rows, more_rows, title_line
from carteira_cli.units import Depth, brief_amounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from carteira_cli.report import Report, Table

_FEW = 15  # rows of a table of a report with sections


def render(report: Report) -> bytes:
    """The whole report: title, tables, what is to be known beside them."""
    blocks = list(_handed_over(report) if report.sections else _tables(report))
    if report.warnings:
        blocks.append("\n".join(f"> **aviso:** {escape(line)}  " for line in report.warnings))
    if report.notes:
        blocks.append("\n".join(f"- {paragraph(line)}" for line in report.notes))
    if report.sources:
        blocks += ["### Fontes", "\n".join(_table(sources_table(report)))]
    blocks += [f"### {escape(snippet.title)}\n\n{_fenced(snippet.text)}" for snippet in report.snippets]
    return ("\n\n".join(blocks) + "\n").encode()


def _tables(report: Report) -> list[str]:
    """Title, sentences, indicators, tables."""
    blocks = [f"## {escape(title_line(report))}"]
    if report.answer:
        blocks.append(paragraph(brief_amounts(" ".join(report.answer))))
    if report.rule_words:
        blocks.append(paragraph(report.rule_words))
    for table in every_table(report):
        if table.key == "indicadores" and report.readings:
            right = [False, True, False, *([True, False] if report.compared_with else [])]
            blocks.append("\n".join(_grid(indicator_header(report), right, indicator_rows(report))))
        elif table.depth is not Depth.DATA:
            blocks.append(f"### {escape(brief_amounts(table.title))}")
            blocks.append("\n".join(_table(first_rows(table))))
            more = more_rows(table, report)
            blocks += [f"*{escape(more)}*"] if more else []
    return blocks


def _handed_over(report: Report) -> Iterator[str]:
    """What a report with sections comes to, and each of them: its sentences, figures and the first rows of its tables.

    Other than on the page, every table of it is short.
    """
    yield f"## {escape(title_line(report))}"
    yield from (paragraph(text) for text in (report.subject, handed_over.compared_words(report)) if text)
    yield from (paragraph(sentence) for sentence in report.answer)
    tables = {table.key: table for table in report.tables}
    for section in report.sections:
        if section.missing is not None:
            continue
        yield f"### {escape(section.title)}"
        yield from (paragraph(sentence) for sentence in section.sentences)
        if section.readings:
            rows = [[one.title, one.value, "; ".join(one.was)] for one in handed_over.figures(report)]
            yield "\n".join(_grid(["Indicador", "Valor", "Antes"], [False, True, False], rows))
        for key in section.seen:
            if key in tables and tables[key].depth is not Depth.DATA:
                yield from _short(tables[key], report)
    absent = handed_over.missing(report)
    if absent:
        yield "### O que não está aqui, e por quê"
        yield "\n".join(f"- {paragraph(line)}" for line in absent)


def _short(table: Table, report: Report) -> Iterator[str]:
    short = replace(table, shown=min(table.shown or _FEW, _FEW))
    yield f"#### {escape(brief_amounts(table.title))}"
    yield "\n".join(_table(first_rows(short), units=False))
    more = more_rows(short, report)
    if more:
        yield f"*{escape(more)}*"


def _table(table: Table, *, units: bool = True) -> Iterator[str]:
    """The rows of a table; without `units`, which each number has beside it, no column names them again."""
    places = [at for at, column in enumerate(table.columns) if units or column.key not in UNIT_COLUMNS]
    columns = [table.columns[at] for at in places]
    # A number that was held against a limit is told to the cent: at a glance it could seem to lie on the other side.
    rows = (cells(row, table.columns, exact=table.key == VERDICTS) for row in table.rows)
    right = [column.is_number for column in columns]
    yield from _grid([column.title for column in columns], right, ([row[at] for at in places] for row in rows))


def _grid(header: Sequence[str], right: Sequence[bool], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _row(escape(title) for title in header)
    yield _row("---:" if number else "---" for number in right)
    for row in rows:
        yield _row(escape(text) for text in row)


def _row(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"


def _fenced(text: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text.rstrip()}\n{fence}"
