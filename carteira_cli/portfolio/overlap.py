"""What two exports have in common must not count twice: one export is folded into the lines that are held already.

A newer export speaks for the days from its first line to its last, and for no others:

1. A line that is in both is one line. Equal means equal in every column that both files have. Of equal lines within
   one file each counts: three here and two there are three. A cell whose column only one of the files has is kept.
2. An order (`venda` of a customer), a lead, a customer's entry in the register, what she signed on a day or a seller's
   goal of a period that the newer export has takes the place of the older one as a whole, within those days: its
   status may have changed, its lines may be others.
3. All other lines of either stay.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.portfolio.columns import ORIGINAL, SOURCE, order_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from carteira_cli.sources.tables import Table

IDENTITY = {
    "vendas": ("venda", "cliente"),
    "leads": ("lead",),
    "clientes": ("cliente",),
    "custos": (),
    "assinaturas": ("cliente", "inicio"),  # contracts have no number; what she signed that day is told again whole
    "metas": ("vendedor", "periodo"),
}
_ENTITIES = {"leads", "clientes"}  # of which a line says all there is: what a newer file lacks is taken from the older
_OLD, _NEW, _COPY = "__antiga", "__nova", "__repeticao"


@dataclass(frozen=True)
class Incoming:
    """A newer export, as far as an overlap depends on it.

    Attributes:
        number: of the export.
        columns: the canonical columns it has.
        days: the first and last day it speaks for; None: all.
        keys: the distinct identities of its lines; None where they have none.
    """

    number: int
    columns: frozenset[str]
    days: tuple[date, date] | None
    keys: pl.DataFrame | None


def fold_in(
    held: pl.DataFrame, arriving: pl.DataFrame, incoming: Incoming, known: Mapping[int, frozenset[str]], table: Table
) -> tuple[pl.DataFrame, Counter[str]]:
    """Lines with a newer export's added.

    Args:
        held: the lines so far, with `arquivo_numero`.
        arriving: the export's lines of the same days, in the same columns.
        incoming: the export.
        known: number of each earlier export → its canonical columns.
        table: which.

    Returns:
        The lines in no particular order, and counts: `repeated` lines, `replaced` lines and the `entities` (orders,
        leads, customers) that they belonged to, `renamed` lines whose order the export gives to another customer, and
        `kept` older lines that were repeated.
    """
    near = _spoken_for(held, incoming.days)
    if near.is_empty():
        return pl.concat([held, arriving]), Counter()
    order = order_of(table, held.columns)
    old = near.sort(order).with_row_index(_OLD)
    new = arriving.sort(order).with_row_index(_NEW)
    pairs = _pairs(old, new, incoming, known, table)
    both = _united(old, new, pairs, incoming, known)
    rest = old.join(pairs, on=_OLD, how="anti")
    added = new.join(pairs, on=_NEW, how="anti")
    stale = rest.clear() if incoming.keys is None else rest.join(incoming.keys, on=incoming.keys.columns, how="semi")
    rest = rest.join(stale, on=_OLD, how="anti")
    added = _completed(added, stale, incoming, table)
    key = list(IDENTITY[table.name])
    counts = Counter(
        repeated=pairs.height,
        replaced=stale.height,
        entities=stale.select(key).n_unique() if stale.height else 0,
        renamed=_renamed(rest, incoming, table),
        kept=both.filter(pl.col(SOURCE) != incoming.number).height,
    )
    parts = [_others(held, incoming.days), rest, both, added]
    return pl.concat([part.select(held.columns) for part in parts]), counts


def _spoken_for(held: pl.DataFrame, days: tuple[date, date] | None) -> pl.DataFrame:
    return held if days is None else held.filter(pl.col("data").is_between(*days))


def _others(held: pl.DataFrame, days: tuple[date, date] | None) -> pl.DataFrame:
    return held.clear() if days is None else held.filter(~pl.col("data").is_between(*days))


def _pairs(
    old: pl.DataFrame,
    new: pl.DataFrame,
    incoming: Incoming,
    known: Mapping[int, frozenset[str]],
    table: Table,
) -> pl.DataFrame:
    """Which old line is which new one, one for one: files with the same columns first, the others after them."""
    groups: dict[frozenset[str], list[int]] = {}
    for number in sorted(old[SOURCE].unique()):
        groups.setdefault(known[number], []).append(number)
    found = pl.DataFrame(schema={_OLD: pl.UInt32, _NEW: pl.UInt32})
    for columns, numbers in sorted(groups.items(), key=lambda group: group[0] != incoming.columns):
        shared = [name for name in table.names if name in columns & incoming.columns]
        copy = pl.int_range(pl.len()).over(shared).alias(_COPY)
        theirs = old.filter(pl.col(SOURCE).is_in(numbers)).select(_OLD, *shared, copy)
        ours = new.join(found, on=_NEW, how="anti", maintain_order="left").select(_NEW, *shared, copy)
        same = theirs.join(ours, on=[*shared, _COPY], nulls_equal=True).select(_OLD, _NEW)
        found = pl.concat([found, same])
    return found


def _united(
    old: pl.DataFrame, new: pl.DataFrame, pairs: pl.DataFrame, incoming: Incoming, known: Mapping[int, frozenset[str]]
) -> pl.DataFrame:
    """The lines that both have: the newer one, with what only the older file says.

    It comes from the newer export, unless the older one has all of its columns and more.
    """
    only_old = [name for name in old.columns if name not in {*incoming.columns, _OLD, SOURCE, ORIGINAL}]
    richer = [number for number, columns in known.items() if columns > incoming.columns]
    before = old.select(_OLD, pl.col(SOURCE).alias("__antes"), *only_old)
    lines = pairs.join(new.drop(only_old), on=_NEW).join(before, on=_OLD)
    source = pl.when(pl.col("__antes").is_in(richer)).then(pl.col("__antes")).otherwise(pl.col(SOURCE))
    return lines.with_columns(source.alias(SOURCE)).select([name for name in old.columns if name != _OLD])


def _completed(added: pl.DataFrame, stale: pl.DataFrame, incoming: Incoming, table: Table) -> pl.DataFrame:
    """New lines with the cells of those whose place they take, in columns that the newer file does not have."""
    missing = [name for name in table.names if name in added.columns and name not in incoming.columns]
    if table.name not in _ENTITIES or not missing or stale.is_empty():
        return added
    key = list(IDENTITY[table.name])
    before = stale.sort(order_of(table, stale.columns)).group_by(key).agg(pl.col(missing).drop_nulls().first())
    return added.drop(missing).join(before, on=key, how="left").select(added.columns)


def _renamed(rest: pl.DataFrame, incoming: Incoming, table: Table) -> int:
    """Older lines of orders that the newer export gives to other customers only: both count."""
    if table.name != "vendas" or incoming.keys is None:
        return 0
    return rest.join(incoming.keys.select("venda").unique(), on="venda", how="semi").height
