"""`esquema`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="esquema",
    kind=CommandKind.TOOL,
    panel="Automação",
    place=300,
    help="O JSON Schema do que outros programas leem: resultado, linha de base e manifesto.",
    brief="O esquema JSON do que outros programas leem.",
    module="carteira_cli.cli.schema",
    examples=(
        "esquema",
        "esquema base",
        "esquema -o resultado.schema.json",
    ),
)
