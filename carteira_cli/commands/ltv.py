"""`ltv`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="ltv",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=50,
    help="Valor do cliente no tempo (LTV): pelo churn, pelo que já trouxe e pelo que se prevê.",
    brief="Valor do cliente no tempo (LTV) e valor da carteira.",
    examples=(
        "ltv --margem 35%",
        "ltv --metodo preditivo --margem custo --horizonte 6m",
        "ltv --periodo 2024-Q4 --margem 35% --por tipo",
    ),
    title="LTV: valor do cliente no tempo",
    module="carteira_cli.kpis.ltv",
    beside="carteira_cli.analysis.ltv_tables",
    first=("ltv", "ltv_historico", "ltv_preditivo", "valor_carteira", "churn_mensal"),
    sample="clientes_inicio",
    ranks_customers=True,
    accounts=(
        ("formula", ("churn_mensal", "vida_media_meses", "ltv")),
        ("historico", ("ltv_historico",)),
        ("preditivo", ("ltv_preditivo", "valor_carteira")),
    ),
    tables=(
        "metodos",
        "previstos",
        "modelo",
        "regularidade",
        "conferencia",
        "calibracao",
        "diagnostico",
    ),
    charts=("p_ativo",),
)
