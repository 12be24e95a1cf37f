"""`explicar`: why an indicator changed."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="explicar",
    kind=CommandKind.STUDY,
    panel="Análises",
    place=15,
    help="Por que um indicador mudou: se é mais que acaso, quais fatores, quais grupos, quais clientes.",
    brief="Por que um indicador mudou: fatores, grupos, clientes.",
    examples=(
        "explicar churn --periodo 2024-Q3",
        "explicar receita --periodo 2024-Q3 --comparar ano-anterior",
        "explicar conversao --periodo 2024 --por origem -o conversao.html",
    ),
    title="Por que mudou",
    module="carteira_cli.studies.explicar.study",
    reads_by_question=True,
    compares="anterior",
    tables=(
        "texto",
        "fatores",
        "pvm",
        "atributos",
        "explicacao",
        "clientes",
    ),
    charts=("efeitos",),
)
