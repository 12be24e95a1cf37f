"""`prever`: the next period."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="prever",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=145,
    help="O próximo período: churn, compradores, pedidos e receita, ao lado do ingênuo e dos erros passados.",
    brief="O próximo período, com o ingênuo e os erros ao lado.",
    examples=(
        "prever --periodo 2024-Q4",
        "prever --periodo 2024-Q4 --validar",
        "prever --periodo 2024-Q4 --por vendedor -o previsao.xlsx",
    ),
    title="Previsão do próximo período",
    module="carteira_cli.studies.prever.study",
    needed=("vendas",),
    useful=("clientes",),
    columns=frozenset({"venda", "vendedor"}),
    reads_by_question=True,
    tables=(
        "previsao",
        "metodos",
        "por",
        "meta",
        "cenario",
        "origens",
        "pessoas",
        "calibracao",
        "por_x",
        "modelo",
        "regularidade",
        "diagnostico",
    ),
    charts=("previsao_passada",),
)
