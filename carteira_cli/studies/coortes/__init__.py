"""`coortes`: who keeps buying."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="coortes",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=110,
    help="Clientes e receita que ficam, por mês ou trimestre da primeira compra.",
    brief="Clientes e receita que ficam, desde a primeira compra.",
    examples=(
        "coortes",
        "coortes --coorte trimestre",
        "coortes --periodo 2024 -o coortes.html",
    ),
    title="Coortes de clientes",
    module="carteira_cli.studies.coortes.study",
    needed=("vendas",),
    tables=(
        "curva",
        "coortes",
    ),
    charts=(
        "mapa_clientes",
        "mapa_receita",
        "curva",
        "mapa",
    ),
)
