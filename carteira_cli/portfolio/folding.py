"""One export is folded into the lines that are held already, by the rule of `sources.proving.overlapping_exports`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.portfolio.parquet_schema import ORIGINAL, order_of
from carteira_cli.sources.proving.overlapping_exports import IDENTITY, NEW, OLD, SOURCE, Days, Incoming, meet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.sources.matching.tables import CanonicalTable

_ENTITIES = {"leads", "clientes"}  # of which a line says all there is: what a newer file lacks is taken from the older


def fold_in(
    held: pl.DataFrame,
    arriving: pl.DataFrame,
    incoming: Incoming,
    known: Mapping[int, frozenset[str]],
    table: CanonicalTable,
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
        leads, customers) that they belonged to, `renamed` lines whose order the export gives to another customer,
        `kept` older lines that were repeated, and `apart` lines that are equal and two for want of evidence.
    """
    near = _spoken_for(held, incoming.days)
    if near.is_empty():
        return pl.concat([held, arriving]), Counter()
    order = order_of(table, held.columns)
    old = near.sort(order).with_row_index(OLD)
    new = arriving.sort(order).with_row_index(NEW)
    met = meet(old, new, incoming, known, table)
    both = _united(old, new, met.pairs, incoming, known)
    rest = old.join(met.pairs, on=OLD, how="anti").join(met.stale, on=OLD, how="anti")
    added = _completed(new.join(met.pairs, on=NEW, how="anti"), met.stale, incoming, table)
    key = list(IDENTITY[table.name])
    counts = Counter(
        repeated=met.pairs.height,
        replaced=met.stale.height,
        entities=met.stale.select(key).n_unique() if met.stale.height else 0,
        renamed=_renamed(rest, incoming, table),
        kept=both.filter(pl.col(SOURCE) != incoming.number).height,
        apart=met.apart.height if incoming.evidence.found else 0,
    )
    parts = [_others(held, incoming.days), rest, both, added]
    return pl.concat([part.select(held.columns) for part in parts]), counts


def _spoken_for(held: pl.DataFrame, days: Days | None) -> pl.DataFrame:
    return held if days is None else held.filter(pl.col("data").is_between(*days))


def _others(held: pl.DataFrame, days: Days | None) -> pl.DataFrame:
    return held.clear() if days is None else held.filter(~pl.col("data").is_between(*days))


def _united(
    old: pl.DataFrame, new: pl.DataFrame, pairs: pl.DataFrame, incoming: Incoming, known: Mapping[int, frozenset[str]]
) -> pl.DataFrame:
    """The lines that both have: the newer one, with what only the older file says.

    It comes from the newer export, unless the older one has all of its columns and more.
    """
    only_old = [name for name in old.columns if name not in {*incoming.columns, OLD, SOURCE, ORIGINAL}]
    richer = [number for number, columns in known.items() if columns > incoming.columns]
    before = old.select(OLD, pl.col(SOURCE).alias("__antes"), *only_old)
    lines = pairs.join(new.drop(only_old), on=NEW).join(before, on=OLD)
    source = pl.when(pl.col("__antes").is_in(richer)).then(pl.col("__antes")).otherwise(pl.col(SOURCE))
    return lines.with_columns(source.alias(SOURCE)).select([name for name in old.columns if name != OLD])


def _completed(added: pl.DataFrame, stale: pl.DataFrame, incoming: Incoming, table: CanonicalTable) -> pl.DataFrame:
    """New lines with the cells of those whose place they take, in columns that the newer file does not have."""
    missing = [name for name in table.names if name in added.columns and name not in incoming.columns]
    if table.name not in _ENTITIES or not missing or stale.is_empty():
        return added
    key = list(IDENTITY[table.name])
    before = stale.sort(order_of(table, stale.columns)).group_by(key).agg(pl.col(missing).drop_nulls().first())
    return added.drop(missing).join(before, on=key, how="left").select(added.columns)


def _renamed(rest: pl.DataFrame, incoming: Incoming, table: CanonicalTable) -> int:
    """Older lines of orders that the newer export gives to other customers only: both count."""
    if table.name != "vendas" or incoming.keys is None:
        return 0
    return rest.join(incoming.keys.select("venda").unique(), on="venda", how="semi").height
