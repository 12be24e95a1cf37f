"""`novidades`: which customers changed state."""

from __future__ import annotations

from carteira_cli.commands.record import Command, CommandKind

COMMAND = Command(
    name="novidades",
    kind=CommandKind.STUDY,
    panel="Automação",
    place=285,
    help="Quem mudou de estado desde a linha de base ou uma data: parou, voltou, é novo, caiu de classe, corre risco.",
    brief="Quem parou, voltou, é novo ou corre risco desde a base.",
    examples=(
        "novidades --desde 2024-11-30",
        "novidades --desde 2024-09-30 --onde uf=SP",
        "novidades --desde 2024-11-30 -f email -o novidades.eml",
    ),
    title="Novidades",
    module="carteira_cli.checks.news",
    reads_by_question=True,
    recent_months=1,
    tables=(
        "texto",
        "novidades",
        "perdidos",
        "reativados",
        "novos",
        "cairam_de_classe",
        "entraram_em_risco",
        "sairam_do_risco",
        "por_vendedor",
    ),
)
