"""`resumo`: every indicator."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="resumo",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=10,
    help="Todos os indicadores de um período, cada um com sua variação.",
    brief="Todos os indicadores de um período, e o que mudou.",
    examples=(
        "resumo",
        "resumo --periodo 2024-Q4 --comparar ano-anterior",
        "resumo --periodo 2024 --serie mes -o resumo.xlsx",
    ),
    title="Resumo da carteira",
    first=(
        "receita_mensal_fim",
        "clientes_fim",
        "churn",
        "nrr",
        "ticket_cliente",
        "ltv_cac",
        "conversao",
        "receita_top20",
    ),
    everything=True,
    partial=True,
    tolerant=True,
    compares="anterior",
)
