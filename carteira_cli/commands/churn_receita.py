"""`churn-receita`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="churn-receita",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=30,
    help="Churn de receita e a ponte do início ao fim do período.",
    title="Churn de receita",
    module="carteira_cli.kpis.receita",
    beside="carteira_cli.analysis.bridge",
    first=("nrr", "grr", "churn_receita_percentual", "receita_mensal_fim"),
    sample="clientes_inicio",
)
