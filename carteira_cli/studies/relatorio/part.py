"""A part of the report, and how other analyses are asked for what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.indicator_report import present
from carteira_cli.analysis.run import Run
from carteira_cli.dataclass import dataclass
from carteira_cli.period import containing
from carteira_cli.studies.asking import asking, check_sources

if TYPE_CHECKING:
    from carteira_cli.chart import Chart
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Reading, Report, ReportSection, Table


@dataclass(frozen=True)
class ReportPart:
    """A section, and all that it shows; none of what this machine lacks a library for, which is only warned of."""

    section: ReportSection | None
    readings: tuple[Reading, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def months_to(base: CustomerBase, count: int) -> str:
    """So many whole months as a period, the last of which has the last day of the period asked for."""
    last = containing("mes", base.asked.last)
    first = last
    for _ in range(count - 1):
        first = first.previous()
    return f"{first.label}..{last.label}"


def indicators(base: CustomerBase, command: str, **meanings: str | int | None) -> Report:
    """What a command of indicators reports of the same customers.

    Raises:
        CarteiraError: a table that they need is not there.
    """
    check_sources(base, command)
    return present(Run(command, asking(base, command, **meanings)))
