"""`painel`: what `carteira` alone shows."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="painel",
    kind=CommandKind.TOOL,
    panel="Análises",
    place=5,
    help="O que há na pasta, o mês numa linha e o que perguntar; é o que carteira sozinho mostra.",
    brief="O que há na pasta, o mês numa linha, o que perguntar.",
    module="carteira_cli.cli.first_screen",
    examples=(
        "painel",
        "painel --vendas vendas.csv",
        "painel --hoje 2024-10-31",
    ),
)
