"""`validar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="validar",
    kind=CommandKind.TOOL,
    panel="Dados",
    place=220,
    help="Qualidade dos dados: o que foi lido, rejeitado, repetido, inválido ou fora de escala.",
)
