"""`cliente`: all that is known of one customer."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="cliente",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=16,
    help="Tudo o que se sabe de um cliente, pelo código, documento ou nome: situação, números e história.",
    brief="Tudo o que se sabe de um cliente, por código ou nome.",
    examples=(
        "cliente C00001",
        "cliente C00001 --periodo 2024-Q3",
        "cliente C00001 -o cliente.html",
    ),
    title="Cliente",
    module="carteira_cli.studies.cliente.study",
    reads_by_question=True,
    recent_months=12,
    one_sheet=True,
    tables=(
        "texto",
        "cadastro",
        "historico",
        "produtos",
        "pedidos",
        "contratos",
        "titulos",
        "avaliacoes",
        "contatos",
        "ofertas",
        "linha_do_tempo",
    ),
)
