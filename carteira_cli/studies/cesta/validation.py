"""Whether offers hit: what would have been offered a quarter ago, held against what was bought since."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.studies.cesta.formulas import OFFERS
from carteira_cli.studies.cesta.market import NOBODY, Order
from carteira_cli.studies.cesta.together import cosine_picks, lift_picks

if TYPE_CHECKING:
    from carteira_cli.studies.cesta.formulas import Ints
    from carteira_cli.studies.cesta.market import Flags, Market

OWN, PLAIN = Order.VALUE, Order.POPULAR
METHODS = {
    OWN: "valor esperado",
    Order.SEGMENT: "chance no segmento",
    PLAIN: "popularidade",
    Order.COSINE: "cosseno entre itens",
    Order.LIFT: "maior lift",
    Order.RANDOM: "acaso",
}


@dataclass(frozen=True)
class HitRate:
    """How a method did: of so many offers to `customers`, so many were bought; of chance as many as are expected."""

    method: Order
    hits: Fraction
    offers: int
    customers: int

    @property
    def rate(self) -> Fraction | None:
        """Hits ÷ offers; None where nothing could be offered."""
        return self.hits / self.offers if self.offers else None


@dataclass(frozen=True)
class BasketValidation:
    """The last quarter, as a test of what was known before it.

    Attributes:
        market: what everybody bought before it.
    """

    market: Market

    @cached_property
    def _later(self) -> tuple[Ints, Ints]:
        """The places of customers and items of the pairs of the quarter, of those customers who count."""
        later = self.market.baskets.pairs.filter("depois").select(pl.col("c", "i").cast(pl.Int64))
        whose = later["c"].to_numpy()
        there = self.market.present[whose]
        return whose[there], later["i"].to_numpy()[there]

    @cached_property
    def tested(self) -> Flags:
        """Who bought before the quarter and in it, anything: of who bought nothing no offer could hit."""
        found = np.zeros(len(self.market.customers), dtype=np.bool_)
        found[self._later[0]] = True
        return found

    @property
    def customers(self) -> int:
        """How many they are."""
        return int(self.tested.sum())

    @cached_property
    def _new(self) -> Ints:
        """The pairs of the quarter that are new, of items that might have been offered: customer × items + item."""
        market, many = self.market, len(self.market.items)
        whose, what = self._later
        there = market.offered[what]
        fresh: Ints = np.setdiff1d(whose[there] * many + what[there], market.owners * many + market.things)
        return fresh

    def of(self, method: Order) -> HitRate:
        """How a method did."""
        if method is Order.RANDOM:
            return self._chance()
        if method is Order.COSINE:
            picks = cosine_picks(self.market)
        elif method is Order.LIFT:
            picks = lift_picks(self.market)
        else:
            picks = self.market.picks(method)
        shown = picks[self.tested]
        whose = np.flatnonzero(self.tested)[:, None]
        codes = (whose * len(self.market.items) + shown)[shown != NOBODY]
        return HitRate(method, Fraction(int(np.isin(codes, self._new).sum())), len(codes), self.customers)

    def _chance(self) -> HitRate:
        """What as many offers drawn at random would hit: of each customer offers × new ÷ items that she lacks."""
        market, many = self.market, len(self.market.customers)
        has = np.bincount(market.owners[market.offered[market.things]], minlength=many)
        lacks = int(market.offered.sum()) - has
        new = np.bincount(self._new // max(len(market.items), 1), minlength=many)
        kinds, counts = np.unique(np.stack([lacks, new])[:, self.tested], axis=1, return_counts=True)
        hits, offers = Fraction(0), 0
        for (free, fresh), count in zip(kinds.T.tolist(), counts.tolist(), strict=True):
            made = min(free, OFFERS)
            offers += made * count
            hits += Fraction(made * fresh * count, free) if free else 0
        return HitRate(Order.RANDOM, hits, offers, self.customers)

    @cached_property
    def own(self) -> HitRate:
        """How the offers by expected value did."""
        return self.of(OWN)

    @cached_property
    def plain(self) -> HitRate:
        """How the most bought items did."""
        return self.of(PLAIN)

    @cached_property
    def spoken(self) -> HitRate:
        """How the offers did that are made: by expected value, or what comes after it and does not lose to popularity.

        Of the chance in a segment there is none but popularity where there are no segments.
        """
        if self.own.hits >= self.plain.hits or not self.market.segment_names:
            return max(self.own, self.plain, key=lambda one: (one.hits, one is self.own))
        of_segment = self.of(Order.SEGMENT)
        return of_segment if of_segment.hits > self.plain.hits else self.plain

    @cached_property
    def all(self) -> tuple[HitRate, ...]:
        """Every method, in one order."""
        done = {one.method: one for one in (self.own, self.plain, self.spoken)}
        wanted = [one for one in METHODS if self.market.segment_names or one is not Order.SEGMENT]
        return tuple(done[one] if one in done else self.of(one) for one in wanted)
