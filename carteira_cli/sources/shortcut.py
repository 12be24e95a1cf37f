"""What a typed Parquet file tells without being read line by line, and one reading for two purposes.

The bulk of a run over a large file is one scan. So the account of its lines is taken in the same
scan, on the guess that the file is clean and has no status that its first lines do not show; the
account itself proves the guess, or the file is read again with full checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.audit import is_rounded

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.sources.part import Part

Days = tuple[int | None, int | None]
_NEAR_EDGE = 3  # days: where the first and last valid sale are looked for
_WORTH_SKIPPING = 0.25  # share of the days from which skipping row groups beats sharing one scan


def edges(part: Part) -> Days | None:
    """First and last day of the valid lines, from statistics and the few lines at either edge.

    None where that does not settle it.
    """
    low, high = raw_days(part)
    if low is None or high is None:
        return None
    statuses = _statuses_near(part, low, high)
    if statuses is None:
        return None
    first, last = statuses
    return (first, last) if first is not None and last is not None else None


def raw_days(part: Part) -> Days:
    """First and last day of all lines, from statistics; (None, None) where they would have to be read."""
    name = part.day_column
    if part.raw.kind != "parquet" or name is None or not part.raw.schema[name].is_temporal():
        return None, None
    found = part.raw.lines.select(low=pl.col(name).min(), high=pl.col(name).max()).collect(engine="streaming")
    both = found.select(pl.concat_list("low", "high").explode().alias(name))
    low, high = both.select(part.columns["data"]).to_series().to_list()
    return low, high


def _statuses_near(part: Part, low: int, high: int) -> Days | None:
    """First and last valid day among the lines near either edge; None if one has a status unheard of."""
    day, unknown = part.columns["data"], part.unknown_status
    near = part.within(None, low + _NEAR_EDGE) | part.within(high - _NEAR_EDGE + 1, None)
    lines = part.raw.lines.filter(near).filter(~part.bad)
    valid = pl.when(~part.cancelled).then(day)
    strange = (pl.lit(value=False) if unknown is None else unknown.fill_null(value=False)).any()
    first, last, odd = (
        lines.select(
            first=valid.filter(day < low + _NEAR_EDGE).min(),
            last=valid.filter(day > high - _NEAR_EDGE).max(),
            odd=strange,
        )
        .collect(engine="streaming")
        .row(0)
    )
    return None if odd else (first, last)


def skips(part: Part, start: int | None, end: int | None) -> Days:
    """The range of days to skip row groups by: open where too little lies outside `[start, end)`."""
    low, high = raw_days(part)
    if low is None or high is None or high <= low:
        return start, end
    before = 0 if start is None else max(0, start - low)
    after = 0 if end is None else max(0, high + 1 - end)
    return (start, end) if before + after > _WORTH_SKIPPING * (high + 1 - low) else (None, None)


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
    if any(part.raw.lines.filter(bad).select(pl.len()).collect(engine="streaming").item() for bad in part.visibly_bad):
        return None
    unknown = pl.lit(value=False) if part.unknown_status is None else part.unknown_status
    flags = {"sem_sentido": unknown, "arredondada": is_rounded(part)}
    skipped = skips(part, *days)
    # One selection feeds both queries, so that the engine scans once; a selection of days can't.
    everything = part.lines((None, None), id_as_text=id_as_text, clean=True, extra=flags)
    lines = everything if skipped == (None, None) else part.lines(skipped, id_as_text=id_as_text, clean=True)
    void = pl.col("cancelada").sum() if "cancelada" in part.columns else pl.lit(0)
    account = everything.select(pl.len().alias("lines"), void.alias("void"), *(pl.col(name).sum() for name in flags))
    frame, counts = pl.collect_all([build(lines.select(*part.columns)), account], engine="streaming")
    count, voided, *doubts = counts.row(0)
    return None if any(doubts) else (frame, count, voided)
