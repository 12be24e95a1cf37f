"""How much of the portfolio was visited in the period, and what came of it: of all, and of each seller."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.customers import selection
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.studies.agenda.events import CONTACTS
from carteira_cli.studies.agenda.formulas import VisitCoverage, covered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.studies.agenda.ahead import DaysAhead
    from carteira_cli.studies.agenda.events import Events


@dataclass(frozen=True)
class Visits:
    """The contacts of a period.

    Attributes:
        ahead: the base and its days.
        events: what its files say.
    """

    ahead: DaysAhead
    events: Events

    @property
    def known(self) -> bool:
        """Whether there is a table of contacts."""
        return CONTACTS in self.ahead.base.ledgers

    @cached_property
    def within(self) -> pl.DataFrame:
        """The contacts of the period."""
        return self.events.contacts.filter(pl.col("data") >= self.ahead.base.period.start)

    @cached_property
    def visited(self) -> frozenset[str]:
        """Customers with one, whether or not they are in the portfolio."""
        return frozenset(self.within[CUSTOMER])

    @cached_property
    def portfolio(self) -> frozenset[str]:
        """The customers known by the end of the period."""
        return frozenset(self.ahead.panel.filter("conhecido")[CUSTOMER])

    @cached_property
    def bought(self) -> frozenset[str]:
        """Those who bought in it."""
        return frozenset(self.ahead.panel.filter("comprou")[CUSTOMER])

    @cached_property
    def coverage(self) -> VisitCoverage:
        """Of the whole portfolio."""
        return covered(self.portfolio, self.visited, self.bought)

    @property
    def strangers(self) -> frozenset[str]:
        """Who was visited and is not in the portfolio."""
        return self.visited - self.portfolio

    @cached_property
    def by_seller(self) -> Mapping[str | None, VisitCoverage]:
        """Seller → how much of her portfolio was visited, by whomever; by name, customers without a seller last."""
        sellers: dict[str | None, list[str]] = {}
        for customer in sorted(self.portfolio):
            sellers.setdefault(self.ahead.sellers.get(customer), []).append(customer)
        order = sorted(sellers, key=lambda one: (one is None, one or ""))
        return {seller: covered(sellers[seller], self.visited, self.bought) for seller in order}

    @cached_property
    def too_early(self) -> int:
        """Of the visited who bought, how many did so only before their first contact of the period."""
        first = self.within.group_by(CUSTOMER).agg(visita=pl.col("data").min())
        start, end = self.ahead.base.period.start, self.ahead.base.period.end
        last = selection.ask(
            self.ahead.base,
            lambda lines: lines.filter(nw.col("compra")).group_by(CUSTOMER).agg(nw.col("data").max()),
            start=start,
            end=end,
        )
        joined = first.join(last, on=CUSTOMER).filter(pl.col("data") < pl.col("visita"))
        return joined.filter(pl.col(CUSTOMER).is_in(sorted(self.portfolio))).height

    @cached_property
    def unknown_sellers(self) -> Mapping[str, int]:
        """Sellers of contacts of the period that no customer has → their contacts, by name."""
        told = self.within.drop_nulls("vendedor").group_by("vendedor").len().sort("vendedor")
        known = {seller for seller in self.ahead.sellers.values() if seller is not None}
        return {seller: count for seller, count in told.iter_rows() if seller not in known} if known else {}
