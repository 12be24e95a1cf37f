"""`carteira habilidade`: the file that teaches an assistant the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.cli.options import Typed, add
from carteira_cli.config.settings import ResultSettings

if TYPE_CHECKING:
    import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "habilidade", _run, takes=(ResultSettings.saida, ResultSettings.quieto))


def _run(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.assistant.skill import skill
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import emit_bytes

    emit_bytes(skill().encode(), loaded(flags))
