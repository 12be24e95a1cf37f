"""`verificar`."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="verificar",
    kind=CommandKind.CHECK,
    panel="Automação",
    place=270,
    help="Confere os [[limites]] do carteira.toml e sai com código 1 se algum foi cruzado.",
    brief="Confere os limites do carteira.toml; código 1 se passam.",
    module="carteira_cli.cli.verify",
    examples=(
        "verificar",
        "verificar --seco",
        "verificar -f github -o verificado.junit.xml",
    ),
    answers="carteira_cli.checks.run",
    asked_with=("periodo", "comparar", "hoje", "onde", "base", "inatividade", "margem"),
    tolerant=True,
    any_source=True,
    tables=(
        "limites",
        "grupos",
    ),
)
