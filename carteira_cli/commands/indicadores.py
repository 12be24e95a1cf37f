"""`indicadores`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="indicadores",
    kind=CommandKind.TOOL,
    panel="Ajuda e configuração",
    place=230,
    help="Todos os indicadores: unidade, fórmula e significado; de um só, uma conta feita.",
    brief="Todos os indicadores: fórmula e significado.",
    module="carteira_cli.cli.indicators",
    examples=(
        "indicadores",
        "indicadores ltv",
        "indicadores -o indicadores.xlsx",
    ),
    tables=(
        "indicadores",
        "indicador",
    ),
)
