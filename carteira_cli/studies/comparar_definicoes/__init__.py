"""`comparar-definicoes`: one period by the rules of others."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="comparar-definicoes",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=170,
    help="O mesmo período pelas regras de outros fornecedores, lado a lado.",
    title="O mesmo período por outras definições",
    module="carteira_cli.studies.comparar_definicoes.study",
    needed=("vendas",),
)
