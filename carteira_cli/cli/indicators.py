"""`carteira indicadores`: what each number means, and how it comes out of ten customers."""

from __future__ import annotations

import typer

from carteira_cli.cli.offered import indicators
from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import ResultSettings

OUTPUT = (ResultSettings.formato, ResultSettings.completo, ResultSettings.saida)


def register(app: typer.Typer) -> None:
    """Add the command."""
    told = typer.Argument(help="Explica só este, com uma conta feita.", show_default=False, autocompletion=indicators)
    name = own("nome", str | None, told)
    add(app, "indicadores", _run, takes=OUTPUT, extra=[name])


def _run(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.analysis.explain import explain, listing
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import check_outputs, emit

    name = flags.pop("nome")
    config = loaded(flags)
    check_outputs(config)
    emit(explain(name) if name else listing(), config)
