"""`resumo`: every indicator."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="resumo",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=10,
    help="Como vai a carteira: três frases, oito números e o que fazer; todos os indicadores com --completo.",
    brief="Como vai a carteira: o que houve, por quê, o que fazer.",
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
        "receita",
        "ticket_cliente",
        "novos",
        "ltv_cac",
    ),
    tables=("texto",),
    everything=True,
    partial=True,
    tolerant=True,
    compares="anterior",
)
