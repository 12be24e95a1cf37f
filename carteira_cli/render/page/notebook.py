"""A report inside of a notebook: what its first screen shows, in the notebook's own colours, with its pictures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.render import judgements
from carteira_cli.render.page import sections
from carteira_cli.render.page.html import pictures
from carteira_cli.render.page.templates import template
from carteira_cli.units import Depth
from carteira_cli.words import counted

if TYPE_CHECKING:
    from carteira_cli.report import Report, Table

ROWS = 10  # of a table


@dataclass(frozen=True)
class _Grid:
    """A table in texts, under the name that Python asks for it by."""

    key: str
    title: str
    header: tuple[str, ...]
    right: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str


def html(report: Report) -> str:
    """The report as a piece of HTML without scripts, whose every text is escaped."""
    notes = sections.common(report)
    return template("notebook.html").render(
        **notes,
        families=sections.families(report),
        judged=judgements.judged(report),
        findings=list(judgements.findings(report)),
        grids=[_grid(table) for table in report.tables if table.depth is Depth.SCREEN],
        pictures=pictures(report),
        notes_told=counted(len(report.notes), "nota"),
    )


def _grid(table: Table) -> _Grid:
    """The first rows of a table, and how many there are besides."""
    columns = [place for place, column in enumerate(table.columns) if column.depth is Depth.SCREEN]
    few = replace(
        table,
        columns=tuple(table.columns[place] for place in columns),
        rows=tuple(tuple(row[place] for place in columns) for row in table.rows[:ROWS]),
        bar=None,
    )
    whole = sections.grid(few)
    left = len(table.rows) - ROWS
    more = f'mais {counted(left, "linha")}: .tabela("{table.key}")' if left > 0 else ""
    return _Grid(table.key, whole.title, whole.header, whole.right, whole.rows, more)
