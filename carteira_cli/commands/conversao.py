"""`conversao`: a family of indicators."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="conversao",
    kind=CommandKind.INDICATORS,
    panel="Análises",
    place=70,
    help="Leads que viraram clientes, e em quantos dias.",
    title="Conversão de leads",
    module="carteira_cli.kpis.conversao",
    beside="carteira_cli.analysis.funnel",
    columns=frozenset({"origem", "vendedor", "etapa"}),
    ripens=True,
    first=("conversao", "leads", "convertidos", "dias_ate_converter"),
)
