"""`inspecionar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="inspecionar",
    kind=CommandKind.TOOL,
    panel="Fontes",
    place=210,
    help="O que um arquivo é: dialeto, colunas, amostra e o TOML para colar. Com -f csv, a tabela dele.",
)
