"""What everybody buys at a moment, as integers: how many of each segment, which items may be offered, in what order."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.studies.cesta import formulas
from carteira_cli.studies.cesta.formulas import OFFERS, STRENGTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from carteira_cli.studies.cesta.baskets import Baskets
    from carteira_cli.studies.cesta.formulas import Floats, Ints

    Flags = NDArray[np.bool_]

Moment = Literal["agora", "antes"]


class Order(StrEnum):
    """By what offers are chosen."""

    VALUE = "valor_esperado"
    SEGMENT = "segmento"
    POPULAR = "popularidade"
    COSINE = "cosseno"
    LIFT = "maior_lift"
    RANDOM = "acaso"


NOBODY = -1  # stands where there is no item to offer
MOST_SEGMENTS = 100  # beyond them the portfolio stands for a segment: a column of free texts is none


@dataclass(frozen=True)
class Market:
    """The customers and items of a moment.

    Attributes:
        baskets: what everybody ever bought.
        moment: now, or the first day of the last quarter.
        alive: from which day on an item must have been sold to be offered.
        segments: `cliente`, `segmento` of those who have one.
        barred: items that are offered to nobody.
    """

    baskets: Baskets
    moment: Moment
    alive: int
    segments: pl.DataFrame
    barred: frozenset[str]

    @property
    def customers(self) -> pl.Series:
        """Everybody who ever bought something, in bytewise order: whoever has a place, has it at every moment."""
        return self.baskets.customers

    @property
    def items(self) -> pl.Series:
        """Likewise what was ever bought."""
        return self.baskets.items

    @cached_property
    def bought(self) -> pl.DataFrame:
        """The pairs of the history: the places `c` and `i` of customer and item, and the cents that they brought."""
        return self.baskets.pairs.filter(self.moment).select(pl.col("c", "i").cast(pl.Int64), "receita")

    @cached_property
    def owners(self) -> Ints:
        """Of each pair the customer's place."""
        return self.bought["c"].to_numpy()

    @cached_property
    def things(self) -> Ints:
        """Of each pair the item's place."""
        return self.bought["i"].to_numpy()

    @cached_property
    def present(self) -> Flags:
        """Of all customers those who bought something in the history: they are who counts."""
        found = np.zeros(len(self.customers), dtype=np.bool_)
        found[self.owners] = True
        return found

    @cached_property
    def many(self) -> int:
        """How many they are."""
        return int(self.present.sum())

    @cached_property
    def known(self) -> Flags:
        """Of all items those that were bought in the history."""
        return self.buyers > 0

    @cached_property
    def buyers(self) -> Ints:
        """How many customers buy each item."""
        return np.bincount(self.things, minlength=len(self.items))

    @cached_property
    def _of_items(self) -> pl.DataFrame:
        """A row an item, in their order: `ultima` (day), `duplo` (twice the median cents of the first three months).

        Of those who started it three months ago or longer, however long ago; where there are none, of all, up to now.
        """
        past = "_antes" if self.moment == "antes" else ""
        last, whole, cents = f"ultima{past}", f"completo{past}", f"gasto{past}"
        found = (
            self.baskets.pairs.lazy()
            .drop_nulls(last)
            .group_by("i")
            .agg(
                pl.col(last).max().alias("ultima"),
                pl.col(cents).filter(whole).median().alias("inteiros"),
                pl.col(cents).median().alias("todos"),
                pl.col(whole).sum().cast(pl.Int64).alias("quantos"),
            )
            .collect()
        )
        doubled = (2 * pl.coalesce("inteiros", "todos")).round().cast(pl.Int64).alias("duplo")
        every = pl.DataFrame({"i": np.arange(len(self.items), dtype=np.uint32)})
        named = every.join(found.with_columns(doubled), on="i", how="left", maintain_order="left")
        return named.with_columns(pl.col("duplo", "quantos", "ultima").fill_null(0))

    @cached_property
    def doubled_spend(self) -> Ints:
        """Of each item twice the median cents of the first three months of those who started it."""
        return self._of_items["duplo"].to_numpy()

    @cached_property
    def unripe(self) -> Flags:
        """The items that nobody started three months ago or longer."""
        found: Flags = self._of_items["quantos"].to_numpy() == 0
        return found

    @cached_property
    def last_days(self) -> Ints:
        """The day on which each item was last sold."""
        return self._of_items["ultima"].to_numpy()

    @cached_property
    def stopped(self) -> Flags:
        """The items that nobody bought lately."""
        return self.last_days < self.alive

    @cached_property
    def refused(self) -> Flags:
        """The items that are to be offered to nobody."""
        return np.array([one in self.barred for one in self.items], dtype=np.bool_)

    @cached_property
    def worthless(self) -> Flags:
        """The items that bring nothing in three months, what was given back taken off."""
        return self.doubled_spend <= 0

    @cached_property
    def offered(self) -> Flags:
        """The items that may be offered."""
        return self.known & ~(self.stopped | self.refused | self.worthless)

    @cached_property
    def segment_names(self) -> tuple[str, ...]:
        """The segments in bytewise order: the largest ones, if there are too many."""
        sizes = self._segment_of_each.filter(pl.Series(self.present)).drop_nulls().group_by("segmento").len()
        largest = sizes.sort("len", "segmento", descending=[True, False]).head(MOST_SEGMENTS)
        return tuple(largest["segmento"].sort())

    @cached_property
    def _segment_of_each(self) -> pl.DataFrame:
        who = pl.DataFrame({CUSTOMER: self.customers})
        return who.join(self.segments, on=CUSTOMER, how="left", maintain_order="left")

    @cached_property
    def segment_of(self) -> Ints:
        """Of each customer the place of her segment; beyond the last for who has none: the portfolio stands for it."""
        names = self.segment_names
        places = pl.DataFrame(
            {"segmento": names, "s": range(len(names))}, schema={"segmento": pl.String, "s": pl.Int64}
        )
        found = self._segment_of_each.join(places, on="segmento", how="left", maintain_order="left")
        return found["s"].fill_null(len(names)).to_numpy()

    @cached_property
    def sizes(self) -> Ints:
        """How many customers each segment has, and after them the portfolio."""
        found = np.bincount(self.segment_of[self.present], minlength=len(self.segment_names) + 1)
        found[-1] = self.many
        return found

    @cached_property
    def segment_buyers(self) -> Ints:
        """How many of each segment buy each item, and after them of the portfolio: segments × items."""
        many, kinds = len(self.items), len(self.segment_names) + 1
        cells = self.segment_of[self.owners] * many + self.things
        found = np.bincount(cells, minlength=kinds * many).reshape(kinds, many)
        found[-1] = self.buyers
        return found

    def likely(self, segment: int, item: int) -> Fraction:
        """`formulas.chance` of an item to a customer of a segment who does not buy it."""
        share = Fraction(int(self.buyers[item]), self.many)
        return formulas.chance(int(self.segment_buyers[segment, item]), int(self.sizes[segment]) - 1, share)

    def order(self, segment: int, by: Order) -> Ints:
        """The items that may be offered, in what order to a segment.

        Numerators of p̂ over the denominator that all items of a segment share: whole numbers, hence equal where the
        fractions are.
        """
        there = np.flatnonzero(self.offered)
        if by is Order.POPULAR:
            scores: Floats = self.buyers[there].astype(np.float64)
        else:
            of_segment = self.segment_buyers[segment, there].astype(np.float64)
            scores = of_segment * self.many + STRENGTH * self.buyers[there]
            if by is Order.VALUE:
                scores *= self.doubled_spend[there]
        return there[formulas.order_by(scores, there)]

    def picks(self, by: Order) -> Ints:
        """The items to offer each customer, customers × `OFFERS`, the best first; `NOBODY` where there are no more."""
        found = np.full((len(self.customers), OFFERS), NOBODY, dtype=np.int64)
        for segment, members in self._members():
            order = self.order(segment, by)
            rank = np.full(len(self.items), NOBODY, dtype=np.int64)
            rank[order] = np.arange(len(order))
            place = np.full(len(self.customers), NOBODY, dtype=np.int64)
            place[members] = np.arange(len(members))
            whose, ranks = place[self.owners], rank[self.things]
            counts = (whose >= 0) & (ranks >= 0)
            free = formulas.first_missing(whose[counts], ranks[counts], len(members))
            item = np.append(order, NOBODY)[np.minimum(free, len(order))]
            found[members] = item
        return found

    def _members(self) -> Iterator[tuple[int, Ints]]:
        """Each segment that has any, and the places of its customers."""
        for segment in range(len(self.segment_names) + 1):
            members = np.flatnonzero(self.present & (self.segment_of == segment))
            if len(members):
                yield segment, members
