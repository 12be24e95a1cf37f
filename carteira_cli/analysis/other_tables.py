"""What indicators are computed from besides customers: leads and costs, with what they are grouped by."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.customers import frames
from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import polars as pl

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.group_labels import GroupLabels
    from carteira_cli.customers.groups import Grouping
    from carteira_cli.customers.leads import LeadBook
    from carteira_cli.kpis.catalogue import Frame
    from carteira_cli.sources.ledger import Ledger


@dataclass(frozen=True)
class OtherTables:
    """The leads and costs of a run.

    Attributes:
        base: whose.
        grouping: what the numbers are split by.
        labels: which values of the groups stand for themselves.
    """

    base: CustomerBase
    grouping: Grouping
    labels: GroupLabels

    @cached_property
    def leads(self) -> pl.DataFrame | None:
        """One row a lead, with what she is grouped by; None without leads, or where the filter does not apply."""
        as_of, deadline, pick = self.base.as_of, self.base.config.rules.prazo, self.base.where.of_table
        return self._labelled("leads", lambda ledger, texts: frames.lead_frame(ledger, as_of, deadline, pick, texts))

    @cached_property
    def lead_book(self) -> LeadBook | None:
        """What may be said of their conversions; None without leads."""
        if self.leads is None:
            return None
        from carteira_cli.customers.leads import LeadBook  # weight: for leads

        return LeadBook(self.base, self.leads)

    @cached_property
    def costs(self) -> pl.DataFrame | None:
        """Costs by day, and what they are grouped by; None without costs, or where the filter does not apply."""
        return self._labelled(
            "custos", lambda ledger, texts: frames.cost_frame(ledger, self.base.where.of_table, texts)
        )

    def _labelled(
        self, table: Frame, frame_of: Callable[[Ledger, Collection[str]], pl.DataFrame]
    ) -> pl.DataFrame | None:
        ledger = self.base.ledgers.get(table)
        if ledger is None or not self.base.where.serves(table):
            return None
        texts = self.grouping.columns_of(table)
        found = frame_of(ledger, list(texts.values()))
        return self.labels.labelled(found.rename({column: key for key, column in texts.items()}))
