"""`carteira indicadores`: what each number means, and how it comes out of ten customers."""

from __future__ import annotations

import typer

from carteira_cli.cli.discretion import loaded
from carteira_cli.cli.emit import check_outputs, emit
from carteira_cli.cli.options import Flags, own, with_settings
from carteira_cli.cli.ptbr import Command

OUTPUT = ("formato", "saida")


def register(app: typer.Typer) -> None:
    """Add the command."""
    name = own("nome", str | None, typer.Argument(help="Explica só este, com uma conta feita.", show_default=False))
    app.command(
        "indicadores",
        cls=Command,
        help="Todos os indicadores: unidade, fórmula e significado.",
        rich_help_panel="Ajuda e configuração",
    )(with_settings("indicadores", _run, keys=OUTPUT, extra=[name]))


def _run(flags: Flags) -> None:
    from carteira_cli.analysis.explain import explain, listing  # weight: a tenth of what help loads

    name = flags.pop("nome")
    config = loaded(flags)
    check_outputs(config)
    emit(explain(name) if name else listing(), config)
