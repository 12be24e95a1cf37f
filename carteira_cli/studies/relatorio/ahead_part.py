"""What lies ahead: the next period as `prever` has it, with the naive forecast and how wrong earlier ones were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.customers.open import by_contracts
from carteira_cli.errors import DataError
from carteira_cli.narrative import AHEAD_RULES, PrintedFacts, sentences
from carteira_cli.report import ReportSection
from carteira_cli.studies.asking import asking, studied, tables_of
from carteira_cli.studies.prever import study as prever
from carteira_cli.studies.relatorio.part import ReportPart

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase


def ahead(base: CustomerBase) -> ReportPart:
    """The forecast of the next period: a table, the picture of past forecasts, and sentences.

    Raises:
        CarteiraError: the period is not over, or no earlier forecast can be held against what happened.
    """
    # Contracts say who is active where there are any: then no sales are asked for.
    found = prever.study(asking(base, "prever")) if by_contracts(base.config) else studied(base, "prever")
    beside = [reading.forecast for reading in found.readings if reading.forecast is not None]
    if not any(one.origins for one in beside):
        raise DataError(
            "não há história para conferir nenhuma previsão passada, e sem isso não se diz o que vem",
            "vendas de mais meses, ou um período menor, a trariam",
        )
    tables = tables_of(found, "previsao")
    section = ReportSection(
        "previsao",
        "O que vem",
        sentences(PrintedFacts.of(found.readings), AHEAD_RULES),
        tables=tuple(table.key for table in tables),
        charts=tuple(chart.key for chart in found.charts),
        sheet="Previsão",
    )
    return ReportPart(section, found.readings, tables, found.charts, found.notes, found.warnings)
