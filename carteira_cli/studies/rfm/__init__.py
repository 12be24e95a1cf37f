"""`rfm`: recency, frequency and value."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="rfm",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=120,
    help="Segmentos por recência, frequência e valor, os cortes usados, e quem mudou de segmento.",
    brief="Segmentos por recência, frequência e valor.",
    examples=(
        "rfm",
        "rfm --quantis 4 --periodo 2024",
        "rfm --listar campeoes -o campeoes.xlsx",
    ),
    title="Segmentos RFM",
    module="carteira_cli.studies.rfm.study",
    needed=("vendas",),
    columns=frozenset({"venda"}),
    attributes=frozenset({"segmento_rfm"}),
    tables=(
        "segmentos",
        "cortes",
        "migracao",
    ),
    lists=(
        "campeoes",
        "leais",
        "potenciais-leais",
        "novos",
        "promissores",
        "precisam-de-atencao",
        "quase-dormindo",
        "nao-podemos-perder",
        "em-risco",
        "hibernando",
        "perdidos",
    ),
    charts=("mapa_migracao",),
)
