"""`carteira inspecionar`: what a file is, and the table in it as a standard CSV."""

from __future__ import annotations

import typer

from carteira_cli.cli.options import Typed, add, own
from carteira_cli.config.settings import PLACE, PRIVACY, READING, RUNNING, SOURCE_KEYS, ResultSettings, RuleSettings

TAKES = (
    *PLACE,
    *READING,
    RuleSettings.fuso,
    ResultSettings.formato,
    ResultSettings.completo,
    ResultSettings.saida,
    *PRIVACY,
    *RUNNING,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    file = own("arquivo", str, typer.Argument(help="O arquivo: caminho, - ou endereço.", show_default=False), ...)
    table = own(
        "tabela",
        str | None,
        typer.Option(
            "--tabela",
            help="De que tabela é: vendas, clientes, leads, custos, assinaturas ou metas.",
            metavar="TABELA",
            autocompletion=lambda: [*SOURCE_KEYS],
        ),
    )
    add(app, "inspecionar", _run, takes=TAKES, extra=[file, table])


def _run(flags: Typed) -> None:
    # weight: the help does without
    from carteira_cli.cli.discretion import loaded
    from carteira_cli.cli.emit import check_outputs, emit, emit_bytes
    from carteira_cli.cli.outputs import reserved
    from carteira_cli.errors import UsageError

    named, table = flags.pop("arquivo"), flags.pop("tabela")
    config = loaded(flags)
    check_outputs(config)
    with reserved(config):
        if config.results.formato == "csv":
            if config.hides_customers:
                raise UsageError(
                    "inspecionar -f csv grava todas as células do arquivo, e foi pedido que nenhuma saia",
                    "tire --sem-identificadores e --pseudonimizar, ou use outro formato",
                )
            # weight: the help does without
            from carteira_cli.quality.table_text import table_as_csv

            emit_bytes(table_as_csv(named, config), config)
            return
        # weight: the help does without
        from carteira_cli.quality.inspect import inspect

        emit(inspect(named, config, table), config)
