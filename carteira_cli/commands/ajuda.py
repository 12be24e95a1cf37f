"""`ajuda`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="ajuda",
    kind=CommandKind.TOOL,
    panel="Ajuda e configuração",
    place=226,
    help="A ajuda de um comando; sem nome, a lista deles.",
    module="carteira_cli.cli.helping",
    examples=(
        "ajuda",
        "ajuda churn",
        "ajuda risco",
    ),
)
