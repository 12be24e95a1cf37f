"""`carteira config`: what a run is told, and by what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.cli.options import Typed, add

if TYPE_CHECKING:
    import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    add(app, "config", _config)


def _config(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import check_outputs, emit
    from carteira_cli.library.configured import config_report

    config = loaded(flags)
    check_outputs(config)
    emit(config_report(config), config)
