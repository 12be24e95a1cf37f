"""What is bought together: the rules that are shown, and two methods that offers are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from carteira_cli.studies.cesta.formulas import OFFERS, PairRule
from carteira_cli.studies.cesta.market import NOBODY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scipy.sparse import csr_array

    from carteira_cli.studies.cesta.formulas import Floats, Ints
    from carteira_cli.studies.cesta.market import Market

MOST_OF_RULES, MOST_OF_METHODS = 200, 1000  # items, the most bought: their pairs are as many squared
FEWEST_BOTH = 2  # customers who make a rule
FEWEST_OF_LIFT = 10  # customers who buy both, below whom the highest lift is that of the rarest items
_CHUNK = 2000  # customers whose scores are held at once
_CELLS = 4_000_000  # of lifts held at once


def most_bought(market: Market, most: int) -> Ints:
    """The places of the items that most customers buy, in the order of their names; of equal ones the first."""
    found: Ints = np.sort(np.lexsort((np.arange(len(market.items)), -market.buyers))[: min(most, market.known.sum())])
    return found


def _baskets(market: Market, kept: Ints) -> csr_array:
    """Customers × those items: 1 where she buys it."""
    from scipy.sparse import csr_array  # weight: for rules and --validar alone

    place = np.full(len(market.items), NOBODY, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    columns = place[market.things]
    there = columns >= 0
    ones = np.ones(int(there.sum()))
    return csr_array((ones, (market.owners[there], columns[there])), shape=(len(market.customers), len(kept)))


def _both(baskets: csr_array) -> Floats:
    """How many customers buy each two of the items."""
    found: Floats = (baskets.T @ baskets).toarray()
    return found


def rules(market: Market) -> Iterator[tuple[str, str, PairRule]]:
    """Who buys one buys another, of the most bought items, the most customers first; equal ones by name."""
    kept = most_bought(market, MOST_OF_RULES)
    both = _both(_baskets(market, kept)).astype(np.int64)
    np.fill_diagonal(both, 0)
    firsts, seconds = np.nonzero(both >= FEWEST_BOTH)
    counts = both[firsts, seconds]
    names, buyers = market.items.gather(kept).to_list(), market.buyers[kept]
    for at in np.lexsort((seconds, firsts, -counts)).tolist():
        one, other = int(firsts[at]), int(seconds[at])
        rule = PairRule(int(counts[at]), int(buyers[one]), int(buyers[other]), market.many)
        yield names[one], names[other], rule


def cosine_picks(market: Market) -> Ints:
    """Offers by the sum of the cosines between an item and those that she buys (Sarwar et al., 2001)."""
    kept = most_bought(market, MOST_OF_METHODS)
    baskets = _baskets(market, kept)
    size = market.buyers[kept].astype(np.float64)
    alike = _both(baskets) / np.sqrt(np.outer(size, size))
    np.fill_diagonal(alike, 0)
    return _picks(market, kept, baskets, lambda rows: rows @ alike)


def lift_picks(market: Market) -> Ints:
    """Offers by the highest lift of any pair that begins with an item she buys, of pairs that enough customers buy."""
    kept = most_bought(market, MOST_OF_METHODS)
    baskets = _baskets(market, kept)
    size, both = market.buyers[kept].astype(np.float64), _both(baskets)
    lift = np.where(both >= FEWEST_OF_LIFT, both * market.many / np.outer(size, size), 0)
    np.fill_diagonal(lift, 0)

    def scores(rows: csr_array) -> Floats:
        found = np.zeros((rows.shape[0], len(kept)))
        step = max(1, _CELLS // max(len(kept), 1))
        owners = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        for start in range(0, len(owners), step):
            np.maximum.at(found, owners[start : start + step], lift[rows.indices[start : start + step]])
        return found

    return _picks(market, kept, baskets, scores)


def _picks(market: Market, kept: Ints, baskets: csr_array, scores: Callable[[csr_array], Floats]) -> Ints:
    """The highest scores among what a customer lacks and may be offered; equal ones by name."""
    found = np.full((len(market.customers), OFFERS), NOBODY, dtype=np.int64)
    barred = ~market.offered[kept]
    for start in range(0, len(market.customers), _CHUNK):
        rows = baskets[start : start + _CHUNK]
        # Sums of the same numbers in another order differ in the last bit: equal scores are to stay equal.
        scored = np.round(scores(rows), 9)
        scored[:, barred] = -np.inf
        scored[np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.indices] = -np.inf
        best = np.argsort(-scored, axis=1, kind="stable")[:, :OFFERS]
        there = np.isfinite(np.take_along_axis(scored, best, axis=1))
        found[start : start + rows.shape[0], : best.shape[1]] = np.where(there, kept[best], NOBODY)
    return found
