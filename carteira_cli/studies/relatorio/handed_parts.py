"""What other studies hand over: a section each, as their records say."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from carteira_cli.commands import handed_over, keys_in_report
from carteira_cli.report import ReportSection
from carteira_cli.studies.asking import studied, tables_of
from carteira_cli.studies.relatorio import COMMAND
from carteira_cli.studies.relatorio.part import ReportPart
from carteira_cli.units import Depth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from carteira_cli.commands import Command
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table

_ROWS = 10  # that people see of a table; the workbook has all


def handed_parts(base: CustomerBase) -> Mapping[str, tuple[str, Callable[[], ReportPart]]]:
    """Key of a section → its title and what makes it, of the studies whose tables are there."""
    found: dict[str, tuple[str, Callable[[], ReportPart]]] = {}
    tables, charts = list(COMMAND.tables), list(COMMAND.charts)
    for key, one in handed_over().items():
        if one.handed_over is None:
            continue
        named = keys_in_report(one.name, one.handed_over.tables, tables)
        drawn = keys_in_report(one.name, one.handed_over.charts, charts)
        tables += named.values()
        charts += drawn.values()
        if all(table in base.ledgers for table in one.needed):
            found[key] = one.handed_over.title, partial(_part, base, one, named, drawn)
    return found


def _part(base: CustomerBase, command: Command, named: Mapping[str, str], drawn: Mapping[str, str]) -> ReportPart:
    """The section of a study, its tables and pictures under the keys that they have in the report.

    Raises:
        CarteiraError: the data do not allow it.
    """
    found, shown = studied(base, command.name), command.handed_over
    tables = tuple(_at_a_glance(table, named[table.key]) for table in tables_of(found, *named))
    charts = tuple(replace(chart, key=drawn[chart.key]) for chart in found.charts if chart.key in drawn)
    section = ReportSection(
        command.name.replace("-", "_"),
        shown.title if shown is not None else command.title,
        found.answer,
        tables=tuple(table.key for table in tables),
        charts=tuple(chart.key for chart in charts),
        sheet=shown.sheet if shown is not None else "",
    )
    return ReportPart(section, (), tables, charts, found.notes, found.warnings)


def _at_a_glance(table: Table, key: str) -> Table:
    """A table as a page has room for it: the columns of a screen, and few rows; formats for machines have all."""
    columns = (one if one.depth is Depth.SCREEN else replace(one, depth=Depth.DATA) for one in table.columns)
    return replace(table, key=key, columns=tuple(columns), shown=_ROWS)
