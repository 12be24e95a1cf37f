"""`comparar-definicoes`: one period by the rules of others."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="comparar-definicoes",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=170,
    help="O mesmo período pelas regras de ChartMogul, Stripe, ProfitWell e Baremetrics, lado a lado.",
    brief="O período pelas regras de ChartMogul, Stripe e outros.",
    examples=(
        "comparar-definicoes --periodo 2024-Q1",
        "comparar-definicoes --periodo 2024-03",
        "comparar-definicoes --periodo 2024-Q1 -o definicoes.html",
    ),
    title="O mesmo período por outras definições",
    module="carteira_cli.studies.comparar_definicoes.study",
    needed=("vendas",),
    useful=("clientes",),
    columns=frozenset({"produto", "quantidade", "data_cadastro", "vendedor"}),
    reads_by_question=True,
    tables=(
        "definicoes",
        "definicoes_atividade",
        "definicoes_receita",
        "definicoes_pvm",
        "definicoes_positivacao",
        "definicoes_inadimplencia",
        "definicoes_valor",
        "formulas",
        "fontes_das_definicoes",
    ),
)
