"""`inspecionar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="inspecionar",
    kind=CommandKind.TOOL,
    panel="Dados",
    place=210,
    help="O que um arquivo é: dialeto, colunas, amostra e o TOML para fixar a leitura. Com -f csv, a tabela dele.",
    brief="O que um arquivo é: dialeto, colunas, amostra.",
    module="carteira_cli.cli.inspecting",
    examples=(
        "inspecionar vendas.csv",
        "inspecionar vendas.csv -f csv",
        "inspecionar vendas.csv --codificacao cp1252",
    ),
    tables=(
        "arquivo",
        "colunas",
        "amostra",
    ),
)
