"""`renovacoes`: contracts that end."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="renovacoes",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=160,
    help="Contratos que terminam nos próximos dias, a receita que vai com eles, e quanto tempo os clientes ficam.",
    brief="Contratos que terminam nos próximos dias, e sua receita.",
    examples=(
        "renovacoes",
        "renovacoes --dias 30",
        "renovacoes -o renovacoes.xlsx",
    ),
    title="Contratos a renovar",
    module="carteira_cli.studies.renovacoes.study",
    needed=("assinaturas",),
    useful=("clientes", "vendas"),
    columns=frozenset({"fim", "plano", "nome", "vendedor"}),
    tables=(
        "renovacoes",
        "por_mes",
        "encerrados",
        "sobrevivencia",
    ),
    charts=("sobrevivencia",),
)
