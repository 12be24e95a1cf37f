"""Where files are, as it is told: by the data folder or as it was typed, so that no result depends on the machine."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.config.settings import SourceSettings
from carteira_cli.neutral import BEHIND, IN_FRONT, without_home

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from carteira_cli.config.resolve import Config
    from carteira_cli.findings import Check, Example, Finding
    from carteira_cli.report import Report, ReportSection, Table
    from carteira_cli.rows import Cell


def located(report: Report, config: Config) -> Report:
    """A report whose files are told by the data folder where that was named from the root, and never by the home.

    Cells of the data are not looked for: rows that are made as they are read stay as they are.
    """
    told = _teller(config)
    return replace(
        report,
        title=told(report.title),
        rules=tuple((key, _cell(value, told)) for key, value in report.rules),
        sources=tuple(replace(one, file=told(one.file)) for one in report.sources),
        warnings=tuple(map(told, report.warnings)),
        notes=tuple(map(told, report.notes)),
        snippets=tuple(replace(one, text=told(one.text)) for one in report.snippets),
        findings=None if report.findings is None else tuple(_finding(one, told) for one in report.findings),
        checks=None if report.checks is None else tuple(_check(one, told) for one in report.checks),
        tables=tuple(_table(one, told) for one in report.tables),
        sections=tuple(_section(one, told) for one in report.sections),
    )


def located_text(text: str, config: Config) -> str:
    """A sentence whose files are told as those of a report are."""
    return _teller(config)(text)


def _teller(config: Config) -> Callable[[str], str]:
    """What shortens the paths of a text."""
    found = dict.fromkeys((config.folder, config.value(SourceSettings.pasta).folder))
    roots = [str(folder) for folder in found if folder.is_absolute() and folder != Path(folder.anchor)]
    roots.sort(key=len, reverse=True)  # of one inside another, the inner one
    shortest = [(root, re.compile(IN_FRONT + re.escape(root) + r"(?:/|" + BEHIND + ")")) for root in roots]

    def told(text: str) -> str:
        for root, pattern in shortest:
            if root in text:
                text = pattern.sub(lambda match: "" if match[0].endswith("/") else ".", text)
        return without_home(text)

    return told


def _cell(value: Cell, told: Callable[[str], str]) -> Cell:
    return told(value) if isinstance(value, str) else value


def _section(section: ReportSection, told: Callable[[str], str]) -> ReportSection:
    missing = None if section.missing is None else told(section.missing)
    sentences, notes = tuple(map(told, section.sentences)), tuple(map(told, section.notes))
    return replace(section, sentences=sentences, notes=notes, missing=missing)


def _table(table: Table, told: Callable[[str], str]) -> Table:
    rows = table.rows
    if isinstance(rows, tuple):
        rows = tuple(tuple(_cell(value, told) for value in row) for row in rows)
    return replace(table, title=told(table.title), rows=rows)


def _check(check: Check, told: Callable[[str], str]) -> Check:
    # Commands are to be run in the data folder.
    look, explain = (None if command is None else told(command) for command in (check.look, check.explain))
    reference = None if check.reference is None else told(check.reference)
    file, message = told(check.file), told(check.message)
    return replace(check, file=file, message=message, reference=reference, look=look, explain=explain)


def _finding(finding: Finding, told: Callable[[str], str]) -> Finding:
    return replace(
        finding,
        title=told(finding.title),
        message=told(finding.message),
        advice=told(finding.advice),
        examples=tuple(_example(one, told) for one in finding.examples),
    )


def _example(example: Example, told: Callable[[str], str]) -> Example:
    places = tuple((told(file), line) for file, line in example.places)
    fields: Sequence[tuple[str, Cell]] = [(key, _cell(value, told)) for key, value in example.fields]
    return replace(example, places=places, text=told(example.text), fields=tuple(fields))
