"""Revenue of the period with and without returns, to say what they came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.engines.panel import Measure
from carteira_cli.kpis.catalogue import closure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.kpis.customer_measures import Span

RETURNS_NET, RETURNS_GROSS = "receita com devoluções", "receita sem devoluções"


def return_measures(keys: Sequence[str], span: Span) -> dict[str, Measure]:
    """The measures of both, for reports that show revenue; none for others."""
    if not {"receita", "ltv"} & set(closure(keys)):
        return {}
    start, end = span.period.start, span.period.end
    return {RETURNS_NET: Measure("sum", "validas", start, end), RETURNS_GROSS: Measure("sum", "compras", start, end)}
