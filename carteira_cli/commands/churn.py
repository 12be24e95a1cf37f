"""`churn`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="churn",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=20,
    help="Clientes perdidos, retidos, novos e reativados, e o churn.",
    brief="Clientes perdidos, retidos, novos e reativados; o churn.",
    examples=(
        "churn --periodo 2024-Q1",
        "churn --periodo 2024-Q1 --por uf",
        "churn --periodo 2024-Q1 --listar perdidos -o perdidos.csv",
    ),
    title="Churn de clientes",
    module="carteira_cli.kpis.churn",
    first=("churn", "perdidos", "novos", "clientes_fim"),
    lists=(
        "perdidos",
        "retidos",
        "novos",
        "reativados",
        "clientes-inicio",
        "clientes-fim",
    ),
)
