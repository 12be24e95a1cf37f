"""`config`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="config",
    kind=CommandKind.TOOL,
    panel="Ajuda e configuração",
    place=240,
    help="Cada opção, seu valor e de onde ele veio.",
    module="carteira_cli.cli.setup",
    examples=(
        "config",
        "config --inatividade 3m",
        "config -f csv",
    ),
    tables=("config",),
)
