"""`pareto`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="pareto",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=80,
    help="Curva 80/20, classes ABC, maiores clientes e dependência; por receita, margem ou pedidos.",
    brief="Curva 80/20, classes ABC e maiores clientes.",
    examples=(
        "pareto --periodo 2024",
        "pareto --periodo 2024 --medida margem",
        "pareto --periodo 2024 -o curva.svg",
    ),
    title="Curva 80/20",
    module="carteira_cli.kpis.concentracao",
    beside="carteira_cli.analysis.pareto_tables",
    first=("receita_top20", "clientes_80", "gini", "clientes_a"),
    sample="compradores",
    ranks_customers=True,
    tables=(
        "abc",
        "curva",
        "maiores",
    ),
    charts=("curva",),
    lists=(
        "classe-a",
        "classe-b",
        "classe-c",
    ),
)
