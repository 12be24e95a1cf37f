"""`ltv`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="ltv",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=50,
    help="Valor do cliente no tempo (LTV) e vida média.",
    examples=(
        "ltv --margem 35%",
        "ltv --periodo 2024 --margem custo",
        "ltv --periodo 2024-Q4 --margem 35% --por tipo",
    ),
    title="LTV: valor do cliente no tempo",
    module="carteira_cli.kpis.ltv",
    first=("ltv", "ltv_historico", "vida_media_meses", "churn_mensal"),
    sample="clientes_inicio",
)
