"""`carteira mcp`: the server that an assistant asks."""

from __future__ import annotations

import sys

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import PLACE, PRIVACY, SourceSettings
from carteira_cli.errors import OutputError, SurroundingsError

_EXTRA = 'instale com: pip install "carteira-cli[mcp]"'


def register(app: typer.Typer) -> None:
    """Add the command."""
    printing = own(
        "instalar",
        bool,
        typer.Option("--instalar", help="Só mostra o que se põe na configuração do assistente.", show_default=False),
        default=False,
    )
    naming = own(
        "identificar",
        bool,
        typer.Option(
            "--identificar",
            help="As respostas dizem quem são os clientes: códigos e nomes.",
            show_default=False,
        ),
        default=False,
    )
    add(app, "mcp", _run, takes=(*PLACE, *PRIVACY), extra=[printing, naming])


def _run(flags: Typed) -> None:
    printing, naming = flags.pop("instalar"), flags.pop("identificar")
    if printing:
        _print_settings(flags, names_customers=naming)
        return
    if sys.stdin is None:  # nobody asks
        return
    if sys.stdout is None:
        raise OutputError("a saída padrão está fechada", "inicie o servidor pelo programa do assistente")
    _check_installed()
    if sys.stdin.isatty():
        told = "aviso: carteira mcp espera as perguntas de um assistente; para configurar um, carteira mcp --instalar\n"
        sys.stderr.write(told)
    from carteira_cli.assistant.interruption import interruption  # weight: the help does without

    with interruption() as interrupted:
        # weight: as above, and threads of theirs begin
        from carteira_cli.assistant.asking import Assistant
        from carteira_cli.assistant.server import serve
        from carteira_cli.reading.inputs.leftover import sweep

        sweep()
        folder = flags.pop(SourceSettings.pasta.key) or "."
        given = {key: value for key, value in flags.items() if value}
        serve(Assistant(folder, given, names_customers=naming), interrupted)


def _print_settings(flags: Typed, *, names_customers: bool) -> None:
    # weight: the help does without
    from carteira_cli.assistant.client_settings import client_settings
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import emit_bytes
    from carteira_cli.json_schema import written

    config = loaded(flags)
    emit_bytes(written(client_settings(config, names_customers=names_customers)).encode(), config)


def _check_installed() -> None:
    """See that the SDK is there.

    Raises:
        SurroundingsError: it is not.
    """
    # weight: the help does without
    from importlib.util import find_spec

    if find_spec("mcp") is None or find_spec("anyio") is None:
        raise SurroundingsError("para responder a um assistente falta o SDK do protocolo MCP", _EXTRA)
