"""`iniciar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="iniciar",
    kind=CommandKind.TOOL,
    panel="Ajuda e configuração",
    place=250,
    help="Escreve um carteira.toml a partir dos arquivos da pasta.",
    module="carteira_cli.cli.starting",
    examples=(
        "iniciar",
        "iniciar --forcar",
        "iniciar --vendas vendas.csv --forcar",
    ),
)
