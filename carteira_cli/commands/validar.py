"""`validar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, Kind

COMMAND = Command(
    name="validar",
    kind=Kind.TOOL,
    panel="Dados",
    place=220,
    help="Qualidade dos dados: o que foi lido, rejeitado, repetido, inválido ou fora de escala.",
)
