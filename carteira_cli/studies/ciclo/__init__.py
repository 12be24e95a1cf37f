"""`ciclo`: from purchase to purchase."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="ciclo",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=130,
    help="De quanto em quanto tempo se compra, e que prazo de inatividade usar.",
    brief="De quanto em quanto tempo se compra; que prazo usar.",
    examples=(
        "ciclo",
        "ciclo --periodo 2024",
        "ciclo --onde tipo=PJ",
    ),
    title="Ciclo de compra",
    module="carteira_cli.studies.ciclo.study",
    needed=("vendas",),
    tables=(
        "distribuicao",
        "janelas",
    ),
    charts=("intervalos",),
)
