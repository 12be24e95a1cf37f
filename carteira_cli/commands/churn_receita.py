"""`churn-receita`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="churn-receita",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=30,
    help="Churn de receita e a ponte do início ao fim do período.",
    examples=(
        "churn-receita --periodo 2024-Q1",
        "churn-receita --periodo 2024 --serie trimestre",
        "churn-receita --periodo 2024-Q1 --listar contracao",
    ),
    title="Churn de receita",
    module="carteira_cli.kpis.receita",
    beside="carteira_cli.analysis.revenue_bridge",
    first=("nrr", "grr", "churn_receita_percentual", "receita_mensal_fim"),
    sample="clientes_inicio",
    tables=(
        "ponte",
        "mudancas_de_plano",
    ),
    charts=("ponte",),
    lists=(
        "expansao",
        "contracao",
    ),
)
