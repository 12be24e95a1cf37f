"""`rfm`: recency, frequency and value."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="rfm",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=120,
    help="Segmentos por recência, frequência e valor, e quem mudou de segmento.",
    title="Segmentos RFM",
    module="carteira_cli.studies.rfm.study",
    needed=("vendas",),
    columns=frozenset({"venda"}),
    attributes=frozenset({"segmento_rfm"}),
)
