"""How far numbers vary with who the customers happen to be, from exact sums of products over customers.

A customer's part in a number is a sum over what she contributes, each times how much that moves the number. So what
the parts of all come to squared is a sum of products of contributions, which is exact, whatever the order of rows and
the number of threads, and one aggregation has them for all numbers and groups.
"""

from __future__ import annotations

from itertools import combinations_with_replacement
from math import fsum
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.signal.means import LEAST, StandardError, spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.kpis.leaves import Leaves

_WHO = "cliente"
NOW, BEFORE = "1:", "0:"  # prefix of the contributions of a period, and of the one that it is compared with


@dataclass(frozen=True)
class Moments:
    """Exact sums over the customers of one group.

    Attributes:
        sums: prefix and name of a sum → its total.
        products: pair of such names, in order → Σ of the products over customers.
        customers: indicator → how many contribute to it in either period.
    """

    sums: Mapping[str, int]
    products: Mapping[tuple[str, str], int]
    customers: Mapping[str, int]

    def total(self, prefix: str) -> dict[str, int]:
        """The sums of one period by name."""
        return {name.removeprefix(prefix): total for name, total in self.sums.items() if name.startswith(prefix)}

    def spread(self, key: str, slopes: Mapping[str, float], *, come_and_go: bool = False) -> StandardError:
        """How far a number varies.

        Args:
            key: the indicator.
            slopes: prefix and name of a sum → how much the number moves with it.
            come_and_go: whether how many customers contribute is chance as well, not only who they are.
        """
        if self.customers[key] < LEAST:
            return StandardError(0.0, self.customers[key])
        moving = sorted((name, slope) for name, slope in slopes.items() if slope)
        products = []
        for place, (one, slope) in enumerate(moving):
            products.append(slope * slope * self.products[one, one])
            products += [2 * slope * also * self.products[one, other] for other, also in moving[place + 1 :]]
        total = 0.0 if come_and_go else fsum(slope * self.sums[name] for name, slope in moving)
        return spread(fsum(products), total, self.customers[key])


def contributions(leaves: Leaves, by: Sequence[str] = ()) -> pl.DataFrame:
    """What each customer contributes in one period: a row a customer, `cliente`, what she is grouped by, the sums."""
    return leaves.facts.frames["clientes"].select(_WHO, *by, **leaves.rows)


def moments(
    leaves: Leaves, now: pl.DataFrame, before: pl.DataFrame | None, by: Sequence[str] = ()
) -> dict[Group, Moments]:
    """The sums over customers of a period, or of two, a customer's two kept together.

    Args:
        leaves: of the indicators.
        now: `contributions` of the period.
        before: those of the one it is compared with; who is not in both has nothing in the other.
        by: columns of groups, of those that the contributions have.
    """
    both = _together(leaves, now, before)
    prefixes = (NOW,) if before is None else (NOW, BEFORE)
    behind = {key: [prefix + name for prefix in prefixes for name in names] for key, names in leaves.behind.items()}
    every = sorted({name for names in behind.values() for name in names})
    pairs = sorted({pair for names in behind.values() for pair in combinations_with_replacement(sorted(names), 2)})
    wide = {name: pl.col(name).cast(pl.Int128) for name in every}
    aggregates = [
        *(pl.col(name).sum().alias(f"s{n}") for n, name in enumerate(every)),
        *((wide[one] * wide[other]).sum().alias(f"p{n}") for n, (one, other) in enumerate(pairs)),
        *(_contributing(names).sum().alias(f"n{n}") for n, names in enumerate(behind.values())),
    ]
    if not aggregates:
        return {}
    found = both.group_by(*by).agg(aggregates) if by else both.select(aggregates)
    return {
        tuple(row[name] for name in by): Moments(
            {name: row[f"s{n}"] for n, name in enumerate(every)},
            {pair: row[f"p{n}"] for n, pair in enumerate(pairs)},
            {key: row[f"n{n}"] for n, key in enumerate(behind)},
        )
        for row in found.iter_rows(named=True)
    }


def _together(leaves: Leaves, now: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """The contributions of two periods in one row a customer, with what she is grouped by."""
    one = now.rename({name: NOW + name for name in leaves.rows})
    if before is None:
        return one
    other = before.rename({name: BEFORE + name for name in leaves.rows})
    own = [name for name in now.columns if name not in leaves.rows]
    if all(one[name].equals(other[name]) for name in own):  # of one sweep: the rows are the same
        return pl.concat([one, other.drop(own)], how="horizontal")
    joined = one.join(other, on=own, how="full", coalesce=True, nulls_equal=True)
    return joined.with_columns(pl.exclude(own).fill_null(0))


def _contributing(names: Iterable[str]) -> pl.Expr:
    return pl.any_horizontal(*(pl.col(name) != 0 for name in names))
