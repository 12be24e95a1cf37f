"""`exportar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="exportar",
    kind=CommandKind.TOOL,
    panel="Automação",
    place=290,
    help="Roda os trabalhos [[exportar]] do carteira.toml: lê uma vez, grava tudo ou nada.",
    brief="Roda os trabalhos do carteira.toml: grava tudo ou nada.",
    module="carteira_cli.cli.exporting",
    examples=(
        "exportar",
        "exportar --so resumo-do-mes",
        "exportar -q --hoje 2024-12-31",
    ),
    tables=("arquivos",),
)
