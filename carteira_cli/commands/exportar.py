"""`exportar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, Kind

COMMAND = Command(
    name="exportar",
    kind=Kind.TOOL,
    panel="Automação",
    place=290,
    help=r"Roda os trabalhos [\[exportar]] do carteira.toml: lê uma vez, grava tudo ou nada.",
)
