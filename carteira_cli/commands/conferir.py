"""`conferir`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="conferir",
    kind=CommandKind.TOOL,
    panel="Automação",
    place=295,
    help="Refaz os números de um recibo (--recibo): código 0 se são iguais, 1 se não, 2 se os dados são outros.",
    brief="Refaz os números de um recibo, e diz se são os mesmos.",
    title="Recibo",
    module="carteira_cli.cli.holding",
    examples=(
        "conferir churn.recibo.json",
        "conferir churn.recibo.json -C dados",
        "conferir churn.recibo.json -f json",
    ),
    tables=("conferencia",),
)
