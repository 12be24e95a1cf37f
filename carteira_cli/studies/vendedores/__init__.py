"""`vendedores`: each seller's portfolio."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="vendedores",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=150,
    help="A carteira, a receita, o churn e a meta de cada vendedor.",
    partial=True,
    title="Vendedores",
    module="carteira_cli.studies.vendedores.study",
    needed=("vendas",),
    useful=("clientes", "leads", "metas"),
    columns=frozenset({"vendedor", "venda", "data_cadastro", "data_conversao"}),
)
