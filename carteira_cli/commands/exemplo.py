"""`exemplo`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="exemplo",
    kind=CommandKind.TOOL,
    panel="Ajuda e configuração",
    place=310,
    help="Gera uma carteira de exemplo de qualquer tamanho, sempre igual.",
    brief="Gera uma carteira de exemplo de qualquer tamanho.",
    module="carteira_cli.cli.example",
    examples=(
        "exemplo -o exemplo",
        "exemplo --minima -o minima",
        "exemplo --clientes 1000 --vendas 50000 --formato parquet -o grande",
    ),
)
