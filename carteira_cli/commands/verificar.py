"""`verificar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="verificar",
    kind=CommandKind.CHECK,
    panel="Automação",
    place=270,
    help=r"Confere os [\[limites]] do carteira.toml e sai com código 1 se algum foi cruzado.",
    tolerant=True,
    any_source=True,
)
