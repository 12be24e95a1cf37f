"""`carteira esquema`: the JSON Schema of what other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import ResultSettings

if TYPE_CHECKING:
    from collections.abc import Mapping


def register(app: typer.Typer) -> None:
    """Add the command."""
    name = own(
        "nome",
        str,
        typer.Argument(
            help="De quê: resultado (--formato json), base, manifesto ou recibo.",
            metavar="[NOME]",
            autocompletion=lambda: [*schemas()],
        ),
        "resultado",
    )
    add(app, "esquema", _run, takes=(ResultSettings.saida,), extra=[name])


def schemas() -> dict[str, Mapping[str, Any]]:
    """The JSON Schema of each file that other programs read."""
    # weight: the help does without
    from carteira_cli.checks.baseline import BASELINE
    from carteira_cli.json_schema import document_schema
    from carteira_cli.outgoing.receipt import RECEIPT
    from carteira_cli.output.manifest import MANIFEST
    from carteira_cli.render.result_json import schema

    return {
        "resultado": schema(),
        "base": document_schema("Linha de base do carteira", BASELINE),
        "manifesto": document_schema("Manifesto das saídas do carteira", MANIFEST),
        "recibo": document_schema("Recibo de um resultado do carteira", RECEIPT),
    }


def _run(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import emit_bytes
    from carteira_cli.errors import UsageError, did_you_mean
    from carteira_cli.json_schema import written
    from carteira_cli.names import spelled

    known = schemas()
    name = spelled(flags.pop("nome"), known)
    if name not in known:
        raise UsageError(f'não há esquema de "{name}"', did_you_mean(name, known))
    emit_bytes(written(known[name]).encode(), loaded(flags))
