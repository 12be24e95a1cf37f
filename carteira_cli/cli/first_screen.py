"""`carteira painel`, and `carteira` alone: the first screen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from carteira_cli.cli.options import Typed, add
from carteira_cli.config.settings import (
    PLACE,
    PRIVACY,
    READING,
    RUNNING,
    SOURCES,
    QuestionSettings,
    ResultSettings,
    RuleSettings,
)

if TYPE_CHECKING:
    import typer

TAKES = (
    *PLACE,
    *SOURCES,
    *READING,
    QuestionSettings.hoje,
    QuestionSettings.periodo,
    RuleSettings.inatividade,
    RuleSettings.fuso,
    RuleSettings.max_rejeitadas,
    ResultSettings.sem_cache,
    *PRIVACY,
    *RUNNING,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "painel", _show, takes=TAKES)


def _show(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.quality.first_screen import ScreenLine, first_screen
    from carteira_cli.told import told

    config = loaded(flags).without(ResultSettings.saida)  # which is for analyses
    screen = [ScreenLine(told(line.plain), told(line.bold)) for line in first_screen(config)]
    if sys.stdout is not None and sys.stdout.isatty():
        from rich.console import Console  # weight: rich
        from rich.text import Text  # weight: rich

        page = Text("\n").join(Text.assemble(line.plain, (line.bold, "bold")) for line in screen)
        Console(highlight=False, emoji=False).print(page, soft_wrap=True)
        return
    from carteira_cli.cli.emit import emit_bytes  # weight: for a pipe

    emit_bytes(("\n".join(line.text for line in screen) + "\n").encode(), config)
