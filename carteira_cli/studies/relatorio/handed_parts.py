"""What other studies hand over: a section each, as their records say."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from carteira_cli.analysis import notes
from carteira_cli.commands import handed_over, keys_in_report
from carteira_cli.customers.coverage import first_days
from carteira_cli.days import month_index
from carteira_cli.report import ReportSection
from carteira_cli.studies.asking import studied, tables_of
from carteira_cli.studies.relatorio import COMMAND
from carteira_cli.studies.relatorio.course_parts import usual_term
from carteira_cli.studies.relatorio.part import ReportPart, months_to
from carteira_cli.units import Depth
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from carteira_cli.commands import Command, HandedOver
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Table

_ROWS, _MOST = 5, 6  # that people see of a table: a few of many, all of hardly more; a workbook has all
_SENTENCES = 2


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
    shown = command.handed_over
    if shown is None:
        raise ValueError(f"{command.name} hands nothing over")
    longer = _longer(base, shown)
    found = studied(base, command.name, **longer)
    title = f"{shown.title}, em {counted(_months(base, shown), 'mês', 'meses')}" if longer else shown.title
    glance = dict.fromkeys(shown.tables[:1], shown.glance)
    tables = tuple(
        _at_a_glance(table, named[table.key], glance.get(table.key, ())) for table in tables_of(found, *named)
    )
    charts = tuple(replace(chart, key=drawn[chart.key]) for chart in found.charts if chart.key in drawn)
    section = ReportSection(
        command.name.replace("-", "_"),
        title,
        found.answer[:_SENTENCES],
        tables=tuple(table.key for table in tables),
        charts=tuple(chart.key for chart in charts),
        sheet=shown.sheet,
        command=command.name,
        notes=found.notes,
    )
    of_files = frozenset(notes.of_sources(base))
    warnings = tuple(line if line in of_files else f"{title}: {line}" for line in found.warnings)
    return ReportPart(section, (), tables, charts, found.notes, warnings)


def _longer(base: CustomerBase, shown: HandedOver) -> dict[str, str | int | None]:
    """What is asked besides, where a study looks at more months than the period has."""
    months = _months(base, shown)
    if base.asked.months >= months:
        return {}
    longer: dict[str, str | int | None] = {"periodo": months_to(base, months)}
    return longer | {"prazo": usual_term(base)} if shown.ripe else longer


def _months(base: CustomerBase, shown: HandedOver) -> int:
    """How many months a study looks at: none from before the sales."""
    begun = first_days(base).get("vendas")
    known = shown.months if begun is None else month_index(base.asked.last) - month_index(begun) + 1
    return min(shown.months, known)


def _at_a_glance(table: Table, key: str, glance: Collection[str]) -> Table:
    """A table as a page has room for it: its most telling columns, and few rows; formats for machines have all."""
    columns = (
        one if (one.key in glance if glance else one.depth is Depth.SCREEN) else replace(one, depth=Depth.DATA)
        for one in table.columns
    )
    return replace(table, key=key, columns=tuple(columns), shown=_ROWS if len(table.rows) > _MOST else _MOST)
