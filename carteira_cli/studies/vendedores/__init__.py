"""`vendedores`: each seller's portfolio."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="vendedores",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=150,
    help="Carteira, receita, churn, conversão e meta de cada vendedor, e o equilíbrio entre as carteiras.",
    brief="Carteira, receita, churn e meta de cada vendedor.",
    examples=(
        "vendedores --periodo 2024-Q4",
        "vendedores --periodo 2024 --onde uf=SP",
        "vendedores --periodo 2024-Q4 -o vendedores.xlsx",
    ),
    partial=True,
    title="Vendedores",
    module="carteira_cli.studies.vendedores.study",
    needed=("vendas",),
    useful=("clientes", "leads", "metas"),
    columns=frozenset({"vendedor", "venda", "data_cadastro", "data_conversao"}),
    tables=(
        "vendedores",
        "equilibrio",
    ),
)
