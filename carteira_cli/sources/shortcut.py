"""What a typed Parquet file tells without being read line by line, and one reading for two purposes.

The bulk of a run over a large file is one scan. So the account of its lines is taken in the same
scan, on the guess that the file is clean and has no status that its first lines do not show; the
account itself proves the guess, or the file is read again with full checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.sums import LIMIT
from carteira_cli.sources.tables import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.sources.part import Part

Days = tuple[int | None, int | None]
_NEAR_EDGE = 3  # days: where the first and last valid sale are looked for


def edges(part: Part) -> Days | None:
    """First and last day of the valid lines, from statistics and the few lines at either edge.

    None where that does not settle it.
    """
    low, high = raw_days(part)
    if low is None or high is None:
        return None
    found = _near_edges(part, low, high)
    return found if found is not None and None not in found else None


def raw_days(part: Part) -> Days:
    """First and last day of all lines, from statistics; (None, None) where they would have to be read."""
    name = part.day_column
    if part.raw.kind != "parquet" or name is None or not part.raw.schema[name].is_temporal():
        return None, None
    found = part.raw.lines.select(low=pl.col(name).min(), high=pl.col(name).max()).collect(engine="streaming")
    both = found.select(pl.concat_list("low", "high").explode().alias(name))
    low, high = both.select(part.columns["data"]).to_series().to_list()
    return low, high


def _near_edges(part: Part, low: int, high: int) -> Days | None:
    """First and last valid day among the lines near either edge; None if one has a status unheard of."""
    day = part.columns["data"]
    near = part.within(None, low + _NEAR_EDGE) | part.within(high - _NEAR_EDGE + 1, None)
    # Only `near` filters, so that the other columns are decoded for the lines near the edges alone.
    valid = pl.when(~part.cancelled & ~part.bad).then(day)
    first, last, odd = (
        part.raw.lines.filter(near)
        .select(
            first=valid.filter(day < low + _NEAR_EDGE).min(),
            last=valid.filter(day > high - _NEAR_EDGE).max(),
            odd=(_unknown(part) & ~part.bad).any(),
        )
        .collect(engine="streaming")
        .row(0)
    )
    return None if odd else (first, last)


def _unknown(part: Part) -> pl.Expr:
    """Whether a line has a status that was not heard of before; never null."""
    return pl.lit(value=False) if part.unknown_status is None else part.unknown_status.fill_null(value=False)


def collect_with_account(
    part: Part, build: Callable[[pl.LazyFrame], pl.LazyFrame], days: Days, *, id_as_text: bool
) -> tuple[pl.DataFrame, int, int] | None:
    """Collect a query over a Parquet part's lines together with the account of all its lines.

    Args:
        part: the file.
        build: from the part's lines to the query.
        days: range of days that the query looks at.
        id_as_text: as in `Part.lines`.

    Returns:
        The result, the number of lines and how many of them are void; None where the account shows
        that the lines were not as clean as the query took them to be.
    """
    suspects = [part.raw.lines.filter(bad).select(pl.len()) for bad in part.visibly_bad]
    if any(found.item() for found in pl.collect_all(suspects, engine="streaming")):
        return None
    # One selection feeds the query and the account, so that the engine scans once and, where the
    # query needs only some days, skips the row groups of the others; those are counted apart.
    lines = part.lines(days, id_as_text=id_as_text, clean=True, extra=_flags(part))
    accounts = [_account(lines, part)]
    if days != (None, None):
        # The day goes along: of literals alone Polars makes one line, whatever there is.
        cents = {name: part.columns[name] for name in _money(part)}
        others = part.raw.lines.filter(~part.within(*days)).select(dia=part.columns["data"], **cents, **_flags(part))
        accounts.append(_account(others, part))
    frame, *counts = pl.collect_all([build(lines.select(*part.columns)), *accounts], engine="streaming")
    total, void, largest, *doubts = (
        pl.concat(counts)
        .select(pl.exclude("maior").sum(), pl.col("maior").max())
        .select("linhas", "anulada", "maior", "estranha", "duvidosa")
        .row(0)
    )
    return None if any(doubts) or total * (largest or 0) >= LIMIT else (frame, total, void)


def _flags(part: Part) -> dict[str, pl.Expr]:
    """What the account of a line needs, from the raw columns."""
    return {"anulada": part.cancelled, "estranha": _unknown(part), "duvidosa": part.doubtful}


def _money(part: Part) -> list[str]:
    """The canonical columns of amounts that are read."""
    return [column.name for column in part.table.columns if column.kind is Kind.MONEY and column.name in part.columns]


def _account(lines: pl.LazyFrame, part: Part) -> pl.LazyFrame:
    """One row: lines, void ones, the two kinds that make the reading doubtful, and the largest amount in cents."""
    flags = (pl.col(name).sum() for name in ("anulada", "estranha", "duvidosa"))
    largest = pl.max_horizontal(pl.lit(0, dtype=pl.Int64), *(pl.col(name).abs().max() for name in _money(part)))
    return lines.select(pl.len().cast(pl.Int64).alias("linhas"), *flags, maior=largest)
