"""Analyses that are more than a family of indicators: each module makes a `Study` of a customer base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from carteira_cli.chart import Chart
    from carteira_cli.report import Action, PeriodLine, Reading, ReportSection, Snippet, Table
    from carteira_cli.rows import Cell


@dataclass(frozen=True)
class Study:
    """What a study found, before it becomes a report.

    `rules` are its own, besides those of every customer base; `main` is the key of the table that formats of a single
    table carry; `period` is what it looks at where that is not the period asked for; `title` stands for that of the
    command.
    """

    readings: tuple[Reading, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    rules: tuple[tuple[str, Cell], ...] = ()
    main: str | None = None
    period: PeriodLine | None = None
    compared_with: PeriodLine | None = None
    rule_words: str | None = None
    answer: tuple[str, ...] = ()
    title: str | None = None
    snippets: tuple[Snippet, ...] = ()
    actions: tuple[Action, ...] = ()
    year_before: PeriodLine | None = None
    subject: str = ""
    sections: tuple[ReportSection, ...] = ()
