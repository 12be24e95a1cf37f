"""Titles in the place of which others stand, by renegotiation: up to which day the old ones were owed, if it is told.

A line that says "renegociado" is a title that was owed until another took its place. Which day that was is told by

1. a title of the same code that was issued after it: the day of that issue, the last one up to the day on the line;
2. the day on the line, where the others of its code are all renegotiated but one, that falls due last: the next of
   them, which keeps the issue of the first, is owed from that day on, and not before;
3. a title of the same customer whose code is that of a renegotiation of it ("Renegociação da venda 3004"): its issue;
4. the day on the line, where no other has its code and the same customer was issued a title on that day.

Otherwise nobody knows it: instalments of one code look like a title and its successor. Such a title is owed on no day,
as the one that took its place is counted since its issue, and is counted apart.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEY = ("titulo", "sacado", "vencimento")
SWAPPED = "trocado"  # of `suposto`: renegotiated
ONE_VALUE = pl.col("valor").n_unique() == 1  # of a title's lines: each is a payment of it, and no part
_CODE = ("titulo", "sacado")
_RENEGOTIATION = r"(?i)\breneg"
_WORD = re.compile(r"[\w./-]*\w")
_ENDS = {"titulo": pl.String, "sacado": pl.String, "vencimento": pl.Int32, "fim": pl.Int32}
_STARTS = {"titulo": pl.String, "sacado": pl.String, "vencimento": pl.Int32, "comeco": pl.Int32}


@dataclass(frozen=True)
class SwappedTitles:
    """Renegotiated titles.

    Attributes:
        told: those of which the day is known: `cliente`, `vendedor`, `vencimento`, `valor` (cents), `emissao`,
            `comeco` (the day from which it is owed, where that is not its issue) and `fim` (the day of the swap).
        starts: `titulo`, `sacado`, `vencimento` and `comeco` of titles that are owed from the day of a swap on.
        untold: titles of which nobody knows the day, and their cents.
    """

    told: pl.DataFrame
    starts: pl.DataFrame
    untold: tuple[int, int]


class _Of(NamedTuple):
    """A title of a code."""

    due: int
    issued: int | None
    settled: int | None  # the day on a renegotiated one's line
    alive: bool
    old: bool


def swaps(good: pl.DataFrame, old: pl.DataFrame, among: pl.DataFrame) -> SwappedTitles:
    """When renegotiated titles gave way to others.

    Args:
        good: lines of titles that count, as `kpis.titulos.LINES`.
        old: lines of renegotiated ones.
        among: all lines of the same customers.
    """
    whole = old.group_by(KEY).agg(
        pl.col(CUSTOMER).first(),
        pl.col("vendedor").min(),
        pl.when(ONE_VALUE).then(pl.col("valor").max()).otherwise(pl.col("valor").sum()),
        pl.col("emissao").min(),
        baixa=pl.col("pagamento").max(),
    )
    issues = among.select("sacado", "emissao").drop_nulls().join(whole, on="sacado", how="semi").unique()
    issued, named = set(issues.rows()), _named(among, whole)
    ends: list[tuple[str, str, int, int]] = []
    starts: list[tuple[str, str, int, int]] = []
    for code, customer, each in _codes(good, whole):
        for one in each:
            found = _end(one, each, named.get((code, customer), []), issued=(customer, one.settled) in issued)
            if found is not None:
                ends.append((code, customer, one.due, found.day))
                starts += [] if found.next is None else [(code, customer, found.next, found.day)]
    first = pl.DataFrame(starts, schema=_STARTS, orient="row")
    known = whole.join(pl.DataFrame(ends, schema=_ENDS, orient="row"), on=KEY, how="left").join(
        first, on=KEY, how="left"
    )
    lost = known.filter(pl.col("fim").is_null())
    return SwappedTitles(known.drop_nulls("fim"), first, (lost.height, int(lost["valor"].sum())))


def _codes(good: pl.DataFrame, whole: pl.DataFrame) -> Iterator[tuple[str, str, list[_Of]]]:
    """Codes that have a renegotiated title: with the customer and all titles of it, as they fall due."""
    alive = good.join(whole, on=_CODE, how="semi").group_by(KEY).agg(pl.col("emissao").min(), vivo=pl.lit(value=True))
    every = whole.select(*KEY, "emissao", "baixa", velho=pl.lit(value=True)).join(
        alive, on=KEY, how="full", coalesce=True
    )
    rows = every.select(*KEY, pl.min_horizontal("emissao", "emissao_right"), "baixa", "vivo", "velho").sort(KEY)
    for (code, customer), each in groupby(rows.iter_rows(), key=lambda row: row[:2]):
        yield (
            code,
            customer,
            [_Of(due, day, settled, bool(alive), bool(old)) for _, _, due, day, settled, alive, old in each],
        )


def _named(among: pl.DataFrame, whole: pl.DataFrame) -> dict[tuple[str, str], list[int]]:
    """Code and customer → when titles were issued whose own code says that they renegotiate that one."""
    found: dict[tuple[str, str], list[int]] = {}
    said = among.join(whole, on="sacado", how="semi").filter(pl.col("titulo").str.contains(_RENEGOTIATION))
    for text, customer, day in said.select("titulo", "sacado", "emissao").drop_nulls().unique().iter_rows():
        for word in _WORD.findall(text):
            found.setdefault((word, customer), []).append(day)
    return found


class _End(NamedTuple):
    """The day on which a title gave way, and the due day of the one of its code that is owed from then on."""

    day: int
    next: int | None = None


def _end(one: _Of, every: Sequence[_Of], named: Sequence[int], *, issued: bool) -> _End | None:
    """When a renegotiated title gave way; None: nobody knows.

    Args:
        one: it.
        every: all titles of its code, as they fall due.
        named: when titles were issued that name it as renegotiated.
        issued: whether its customer was issued a title on the day on its line.
    """
    if one.alive or not one.old:  # another line of the same title counts
        return None
    later = [other for other in every if other.due > one.due]
    day, since = one.settled, one.issued
    issues = [*named, *(other.issued for other in later if other.issued is not None)]
    fresh = sorted(each for each in issues if since is not None and each > since)
    if fresh:
        before = [each for each in fresh if day is not None and each <= day]
        return _End(before[-1] if before else fresh[0] if day is None else day)
    if day is None:
        return None
    if later:
        chain = [other.alive for other in every]
        return _End(day, later[0].due) if sum(chain[:-1]) == 0 else None
    return _End(day) if issued else None
