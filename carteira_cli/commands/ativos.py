"""`ativos`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="ativos",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=90,
    help="Clientes ativos, inativos e reativados, e positivação.",
    examples=(
        "ativos --inatividade 3m",
        "ativos --periodo 2024-Q4 --por vendedor",
        "ativos --periodo 2024-Q4 --listar inativos -o inativos.xlsx",
    ),
    title="Clientes ativos",
    module="carteira_cli.kpis.atividade",
    first=("percentual_ativos", "clientes_ativos", "positivacao", "taxa_reativacao"),
    lists=(
        "ativos",
        "inativos",
        "nunca-compraram",
        "cadastrados",
    ),
)
