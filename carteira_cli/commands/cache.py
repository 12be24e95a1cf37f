"""`cache`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="cache",
    kind=CommandKind.TOOL,
    panel="Ajuda e configuração",
    place=265,
    help="O que ficou guardado da leitura dos arquivos, para a próxima execução; com limpar, apaga tudo.",
    brief="O que ficou guardado da leitura dos arquivos.",
    module="carteira_cli.cli.cached",
    examples=(
        "cache",
        "cache limpar",
        "cache -f json",
    ),
    tables=("cache",),
)
