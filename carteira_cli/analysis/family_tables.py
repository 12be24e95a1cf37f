"""What a family shows besides its indicators."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from carteira_cli.analysis.run import Run
    from carteira_cli.chart import Chart
    from carteira_cli.report import Table
    from carteira_cli.rows import Cell


@dataclass(frozen=True)
class Beside:
    """Tables and pictures, notes before and among the others, and rules that the numbers stand under."""

    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    first_notes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    rules: tuple[tuple[str, Cell], ...] = ()


def beside_of(run: Run) -> Beside:
    """What the command of a run shows besides."""
    module = commands()[run.command].beside
    found: Beside = import_module(module).beside(run) if module else Beside()
    return found
