"""`validar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="validar",
    kind=CommandKind.TOOL,
    panel="Dados",
    place=220,
    help="Qualidade dos dados: o que foi lido, rejeitado, repetido, inválido ou fora de escala.",
    brief="Qualidade dos dados: rejeitado, repetido, inválido.",
    module="carteira_cli.cli.validating",
    answers="carteira_cli.quality.run",
    asked_with=("hoje", "max_rejeitadas", "fuso"),
    examples=(
        "validar",
        "validar --rejeitadas rejeitadas.csv",
        "validar --hoje 2024-12-31 -f json",
    ),
    tables=(
        "colunas",
        "situacoes",
        "rejeicoes",
    ),
)
