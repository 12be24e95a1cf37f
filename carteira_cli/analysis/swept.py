"""What one pass over the sales came to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.evaluate import Value

if TYPE_CHECKING:
    import polars as pl

    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.signal.means import StandardError

Values = Mapping[str, Value]


@dataclass(frozen=True)
class Swept:
    """What one pass over the sales came to.

    Attributes:
        totals: for each span, key → value.
        groups: for each span, group → key → value, of the groups to show; empty without a grouping.
        hidden: groups of the first span that are not shown.
        panel: of the first span: one row a customer, the measures under their names; None without sales.
        spreads: number of a span, and of the one that it is compared with → group (`()`: all customers) → indicator →
            how far its change varies with who the customers are.
    """

    totals: tuple[Values, ...]
    groups: tuple[Mapping[Group, Values], ...]
    hidden: int
    panel: pl.DataFrame | None
    spreads: Mapping[tuple[int, int], Mapping[Group, Mapping[str, StandardError]]]
