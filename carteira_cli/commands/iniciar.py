"""`iniciar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, Kind

COMMAND = Command(
    name="iniciar",
    kind=Kind.TOOL,
    panel="Ajuda e configuração",
    place=250,
    help="Escreve um carteira.toml a partir dos arquivos da pasta.",
)
