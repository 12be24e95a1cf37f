"""`completar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="completar",
    kind=CommandKind.TOOL,
    panel="Ajuda e configuração",
    place=320,
    help="O script que faz o terminal completar comandos e opções.",
    module="carteira_cli.cli.helping",
    examples=(
        "completar bash",
        "completar zsh",
        "completar fish",
    ),
)
