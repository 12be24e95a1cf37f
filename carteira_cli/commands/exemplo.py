"""`exemplo`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="exemplo",
    kind=CommandKind.TOOL,
    panel="Ajuda e configuração",
    place=310,
    help="Gera uma carteira de exemplo de qualquer tamanho, sempre igual.",
)
