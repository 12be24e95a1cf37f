"""`ticket`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="ticket",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=40,
    help="Ticket médio por cliente e por pedido, e frequência.",
    examples=(
        "ticket --periodo 2024-Q1",
        "ticket --periodo 2024-Q1 --por vendas.categoria",
        "ticket --periodo 2024-Q1 --listar compradores -o compradores.xlsx",
    ),
    title="Ticket médio",
    module="carteira_cli.kpis.ticket",
    first=("ticket_cliente", "ticket_pedido", "receita", "frequencia"),
    sample="compradores",
    lists=("compradores",),
)
