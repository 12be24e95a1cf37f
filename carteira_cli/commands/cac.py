"""`cac`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="cac",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=60,
    help="Custo de aquisição de clientes (CAC), LTV ÷ CAC e payback.",
    brief="Custo de aquisição (CAC), LTV ÷ CAC e payback.",
    examples=(
        "cac --periodo 2024-Q1",
        "cac --periodo 2024 --serie trimestre",
        "cac --periodo 2024-Q1 --listar clientes-novos",
    ),
    title="CAC: custo de aquisição de clientes",
    module="carteira_cli.kpis.aquisicao",
    first=("cac", "ltv_cac", "payback_meses", "clientes_novos"),
    lists=("clientes-novos",),
)
