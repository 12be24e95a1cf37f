"""`risco`: who is about to leave."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="risco",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=140,
    help="Quem está para ir embora, quanto dinheiro vai junto, e quem vale reconquistar.",
    title="Clientes em risco",
    module="carteira_cli.studies.risco.study",
    needed=("vendas",),
    useful=("clientes",),
    columns=frozenset({"nome", "vendedor", "segmento"}),
    up_to_date=True,
)
