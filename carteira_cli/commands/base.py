"""`base`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="base",
    kind=CommandKind.CHECK,
    panel="Automação",
    place=280,
    help="Grava os números de hoje como linha de base, ou compara com ela.",
    tolerant=True,
    partial=True,
)
