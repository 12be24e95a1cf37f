"""`base`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="base",
    kind=CommandKind.CHECK,
    panel="Automação",
    place=280,
    help="Grava os números de hoje como linha de base, ou compara com ela.",
    brief="Grava os números de hoje como linha de base, ou compara.",
    module="carteira_cli.cli.verify",
    examples=(
        "base gravar",
        "base comparar",
        "base gravar --periodo 2024-Q4",
    ),
    tolerant=True,
    partial=True,
    tables=("grupos",),
)
