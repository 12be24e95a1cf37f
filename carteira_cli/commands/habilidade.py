"""`habilidade`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="habilidade",
    kind=CommandKind.TOOL,
    panel="Ajuda e configuração",
    place=304,
    help="O arquivo que ensina um assistente de IA a usar o carteira: que comando responde o quê, e como se lê.",
    brief="O arquivo que ensina um assistente a usar o carteira.",
    module="carteira_cli.cli.skill",
    examples=(
        "habilidade",
        "habilidade -o SKILL.md",
        "habilidade -q -o SKILL.md",
    ),
)
