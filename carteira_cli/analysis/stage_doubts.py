"""What a history of stages and the days of conversion say against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.stage_order import is_won
from carteira_cli.quoted import cells
from carteira_cli.words import agree, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from carteira_cli.kpis.etapas import StagedLead


def doubts(leads: Sequence[StagedLead]) -> Iterator[str]:
    """Leads that count as open and are at a stage that is called won."""
    at = [lead.entries[-1][1] if lead.entries else lead.stage for lead in leads if lead.is_open]
    won = [stage for stage in at if stage is not None and is_won(stage)]
    if won:
        many, named = len(won), ", ".join(cells(sorted(set(won))))
        counts = agree(many, "conta", "contam")
        yield (
            f"{counted(many, 'lead está', 'leads estão')} em etapa de ganho ({named}) sem data de conversão que valha: "
            f"{counts} como em aberto, e não como {agree(many, 'convertido', 'convertidos')}; preencha data_conversao"
        )
