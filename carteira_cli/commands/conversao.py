"""`conversao`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="conversao",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=70,
    help="Leads que viraram clientes, por origem, vendedor, etapa e mês, e em quantos dias.",
    brief="Leads que viraram clientes, de onde e em quantos dias.",
    examples=(
        "conversao --periodo 2024-Q1",
        "conversao --periodo 2024 --prazo 30d",
        "conversao --periodo 2024-Q1 --por origem",
    ),
    title="Conversão de leads",
    module="carteira_cli.kpis.conversao",
    beside="carteira_cli.analysis.conversion_tables",
    useful=("etapas",),
    columns=frozenset({"origem", "vendedor", "etapa"}),
    columns_with=(("etapas", ("valor",)),),
    ripens=True,
    first=("conversao", "leads", "convertidos", "dias_ate_converter"),
    tables=(
        "funil",
        "por_origem",
        "por_vendedor",
        "por_etapa",
        "por_mes",
        "tempo",
        "etapas",
        "tempo_na_etapa",
        "velocidade",
        "funil_ponderado",
        "calibracao_funil",
    ),
    charts=("convertidos",),
)
