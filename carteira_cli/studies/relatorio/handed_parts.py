"""What other studies hand over: a section each, as their records say."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from carteira_cli.commands import handed_over
from carteira_cli.report import ReportSection
from carteira_cli.studies.asking import studied, tables_of
from carteira_cli.studies.relatorio.part import ReportPart
from carteira_cli.units import Depth

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from carteira_cli.commands import HandedOver
    from carteira_cli.customers.customers import CustomerBase


def handed_parts(base: CustomerBase) -> Mapping[str, tuple[str, Callable[[], ReportPart]]]:
    """Key of a section → its title and what makes it, of the studies whose tables are there."""
    return {
        key: (one.handed_over.title, partial(_part, base, key, one.name, one.handed_over))
        for key, one in handed_over().items()
        if one.handed_over is not None and all(table in base.ledgers for table in one.needed)
    }


def _part(base: CustomerBase, key: str, command: str, shown: HandedOver) -> ReportPart:
    """The section of a study.

    Raises:
        CarteiraError: the data do not allow it.
    """
    found = studied(base, command)
    tables = tables_of(found, *shown.tables)
    charts = tuple(chart for chart in found.charts if chart.key in shown.charts)
    readings = tuple(one for one in found.readings if one.depth is Depth.SCREEN)
    section = ReportSection(
        key,
        shown.title,
        found.answer,
        readings=tuple(one.key for one in readings),
        tables=tuple(table.key for table in tables),
        charts=tuple(chart.key for chart in charts),
        sheet=shown.sheet,
    )
    return ReportPart(section, readings, tables, charts, found.notes, found.warnings)
