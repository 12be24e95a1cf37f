"""`carteira esquema`: the JSON Schema of what other programs read."""

from __future__ import annotations

import typer

from carteira_cli.cli.options import Flags, add, own
from carteira_cli.config.settings import ResultSettings


def register(app: typer.Typer) -> None:
    """Add the command."""
    name = own(
        "nome",
        str,
        typer.Argument(help="De quê: resultado (--formato json), base ou manifesto.", metavar="[NOME]"),
        "resultado",
    )
    add(app, "esquema", _run, takes=(ResultSettings.saida,), extra=[name])


def _run(flags: Flags) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import emit_bytes
    from carteira_cli.errors import UsageError, did_you_mean
    from carteira_cli.render.schema import SCHEMAS, render

    name = flags.pop("nome")
    if name not in SCHEMAS:
        raise UsageError(f'não há esquema de "{name}"', did_you_mean(name, SCHEMAS))
    emit_bytes(render(name), loaded(flags))
