"""`estrela`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="estrela",
    kind=CommandKind.TOOL,
    panel="Automação",
    place=292,
    help="Grava a carteira como tabelas para Power BI, Metabase e Planilhas, com o modelo semântico das métricas.",
    brief="Tabelas e modelo para Power BI, Metabase e Planilhas.",
    module="carteira_cli.cli.star",
    examples=(
        "estrela -o estrela",
        "estrela -o estrela --formato csv",
        "estrela -o estrela --sem-identificadores",
    ),
    tables=("arquivos",),
)
