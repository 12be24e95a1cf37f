"""What a typed Parquet file tells without being read line by line, and one reading for two purposes.

The bulk of a run over a large file is one scan. So the account of its lines is taken in the same
scan, on the guess that the file is clean and its lines mean what its first ones show; the
account itself proves the guess, or the file is read again with full checks.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.days import to_day
from carteira_cli.engines.polars import collect_all, shared
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.proving.proven import within
from carteira_cli.sources.proving.sums import LIMIT
from carteira_cli.sources.values.convert import FIRST_DATE, LAST_DATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.sources.part import Part

Days = tuple[int | None, int | None]
Edge = tuple[int, int]  # first and last day
_MOST = 3, 4  # of the days of a file: then to read all lines costs less than to choose
_NEAR_EDGE = 3  # days: where the first and last valid sale are looked for


def edges(part: Part) -> Edge | None:
    """First and last day of the valid lines, from statistics and the few lines at either edge.

    None where that does not settle it.
    """
    low, high = raw_days(part)
    if low is None or high is None:
        return None
    bad = _may_be_bad(part)
    if _has_valid(part, bad, low) and _has_valid(part, bad, high):
        return low, high
    return _near_edges(part, bad, low, high)


def raw_days(part: Part) -> Days:
    """First and last day of all lines, from statistics; (None, None) where they would have to be read."""
    name = part.day_column
    if part.raw.kind != "parquet" or name is None or not part.raw.schema[name].is_temporal():
        return None, None
    found = part.raw.lines.select(low=pl.col(name).min(), high=pl.col(name).max()).collect(engine="streaming")
    both = found.select(pl.concat_list("low", "high").explode().alias(name))
    low, high = both.select(part.columns["data"]).to_series().to_list()
    if low is None or high is None:
        return None, None
    return max(low, to_day(FIRST_DATE) - 1), min(high, to_day(LAST_DATE) + 1)  # a file may go beyond any calendar


def _has_valid(part: Part, bad: pl.Expr, day: int) -> bool:
    """Whether a line of a day is valid for sure: nearly always the first one is, and no other is looked at."""
    sure = ~part.cancelled & ~bad & ~_unsettled(part)
    lines = part.raw.lines.filter(part.within(day, day + 1)).filter(sure)
    return not lines.select(part.columns["data"]).head(1).collect(engine="streaming").is_empty()


def _near_edges(part: Part, bad: pl.Expr, low: int, high: int) -> Edge | None:
    """First and last valid day among the lines near either edge; None without any, or if a status is unheard of."""
    day = part.columns["data"]
    near = part.within(None, low + _NEAR_EDGE) | part.within(high - _NEAR_EDGE + 1, None)
    # Only `near` filters, so that the other columns are decoded for the lines near the edges alone.
    valid = pl.when(~part.cancelled & ~bad).then(day)
    first, last, odd = (
        part.raw.lines.filter(near)
        .select(
            first=valid.filter(day < low + _NEAR_EDGE).min(),
            last=valid.filter(day > high - _NEAR_EDGE).max(),
            odd=(_unsettled(part) & ~bad).any(),
        )
        .collect(engine="streaming")
        .row(0)
    )
    return None if odd or first is None or last is None else (first, last)


def _may_be_bad(part: Part) -> pl.Expr:
    """Whether a line is rejected; a column of which statistics say that no cell is bad need not be decoded for that."""
    found = pl.collect_all(
        [part.raw.lines.filter(one).select(pl.len()) for one in part.visibly_bad], engine="streaming"
    )
    checks = zip(part.checks, found, strict=True)
    own = [one.bad for one, suspects in checks if suspects.item() or part.raw.schema[one.source].is_float()]
    return reduce(or_, own, pl.lit(value=False))


def _unsettled(part: Part) -> pl.Expr:
    """Whether a line is not known for what it is without a closer look; never null."""
    return pl.lit(value=False) if part.unsettled is None else part.unsettled.fill_null(value=False)


def collect_with_account(
    part: Part, build: Callable[[pl.LazyFrame], pl.LazyFrame], days: Days, known: Edge, *, id_as_text: bool
) -> tuple[pl.DataFrame, int, int] | None:
    """Collect a query over a Parquet part's lines together with the account of all its lines.

    Args:
        part: the file.
        build: from the part's lines to the query.
        days: range of days that the query looks at.
        known: the `edges`.
        id_as_text: as in `Part.lines`.

    Returns:
        The result, the number of lines and how many of them are void; None where the account shows
        that the lines were not as clean as the query took them to be.
    """
    bad = (*part.visibly_bad, *_too_large(part, floats=False))
    suspects = [part.raw.lines.filter(one).select(pl.len()) for one in bad]
    if any(found.item() for found in pl.collect_all(suspects, engine="streaming")):
        return None
    # One selection feeds the query and the account, so that the engine scans once and, where the query needs only a
    # part of the days, skips the row groups of the others, counted apart. To skip a few is dearer than to read them.
    wide = _are_most(days, known)
    read = part.lines((None, None) if wide else days, id_as_text=id_as_text, clean=True, extra=_flags(part))
    lines = shared(read, _count(part))
    accounts = [_account(lines)]
    if not wide:
        # The day goes along: of literals alone Polars makes one line, whatever there is.
        others = part.raw.lines.filter(~part.within(*days)).select(dia=part.columns["data"], **_flags(part))
        accounts.append(_account(others))
    frame, *counts = collect_all([build(within(lines, *days).select(*part.columns)), *accounts])
    total, void, *doubts = pl.concat(counts).sum().row(0)
    return None if any(doubts) else (frame, total, void)


def _are_most(days: Days, known: Edge) -> bool:
    """Whether a range of days is most of those that a file has."""
    first, last = known
    start, end = (edge if given is None else given for given, edge in zip(days, (first, last + 1), strict=True))
    return (min(end, last + 1) - max(start, first)) * _MOST[1] >= (last + 1 - first) * _MOST[0]


def _flags(part: Part) -> dict[str, pl.Expr]:
    """What the account of a line needs, from the raw columns."""
    large = pl.any_horizontal(pl.lit(value=False), *_too_large(part, floats=True)).fill_null(value=False)
    return {"anulada": part.cancelled, "estranha": _unsettled(part), "duvidosa": part.doubtful | large}


def _too_large(part: Part, *, floats: bool) -> list[pl.Expr]:
    """Whether an amount is so large that as many of them as there are lines could pass the end of the sums.

    Two expressions a column, in a form that the statistics of a Parquet file can answer but for floats, which are
    better looked at where they are read anyway.
    """
    most = LIMIT // (100 * max(1, _count(part)))  # in reais
    amounts = [check.source for check in part.checks if check.kind is ValueKind.MONEY]
    own = [name for name in amounts if part.raw.schema[name].is_float() == floats]
    return [one for name in own for one in (pl.col(name) >= most, pl.col(name) <= -most)]


def _count(part: Part) -> int:
    """How many lines a file has."""
    return int(part.raw.lines.select(pl.len()).collect(engine="streaming").item())


def _account(lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row: lines, void ones, and the two kinds that make the reading doubtful."""
    flags = (pl.col(name).sum() for name in ("anulada", "estranha", "duvidosa"))
    return lines.select(pl.len().cast(pl.Int64).alias("linhas"), *flags)
