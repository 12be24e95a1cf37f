"""Analyses that are more than a family of indicators: each module makes a `Study` of a customer base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.chart import Chart
    from carteira_cli.report import Reading, Table


@dataclass(frozen=True)
class Study:
    """What a study found, before it becomes a report."""

    readings: tuple[Reading, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
