"""`importar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="importar",
    kind=CommandKind.TOOL,
    panel="Dados",
    place=225,
    help="Reúne as exportações numa carteira limpa em Parquet, que os outros comandos passam a ler.",
    brief="Reúne as exportações numa carteira limpa em Parquet.",
    module="carteira_cli.cli.importing",
    examples=(
        "importar",
        "importar -o limpa",
        "importar --refazer",
    ),
    tables=(
        "arquivos",
        "carteira",
    ),
)
