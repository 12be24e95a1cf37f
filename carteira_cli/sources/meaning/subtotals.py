"""Lines that are the sum of others: found by arithmetic, where something about them is odd.

Odd is a customer called "Total C1", or a line without an order number in a file where the others have one. It is a
subtotal if its amount is the sum of the lines above it since an earlier one, or of all lines of the customer, the
seller or the day that it names. What is odd and no sum is a sale, and counts.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.names import fold
from carteira_cli.sources.assumed import Subtotals
from carteira_cli.sources.meaning.subtotals_like_sales import NUMBER, TEXT, Dated, dated_sums
from carteira_cli.sources.meaning.totals_said import WORDS, rest_of
from carteira_cli.units import money_of_cents
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.part import Part

_RARE = 3  # at most one line in so many lacks an order number that the others have
_MANY = 3  # lines whose sum is no accident
HEAD = 2_000  # lines at the start that tell whether all of the file is looked at


@dataclass
class _Sums:
    """What has been added up so far: of the lines, and where earlier sums ended."""

    last: tuple[int, int] = (0, 0)
    ends: dict[int, int] = field(default_factory=lambda: {0: 0})
    extra: int = 0
    more: int = 0


def odd_lines(raw: RawFile, columns: Mapping[str, str]) -> dict[str, pl.Expr]:
    """What to count of every line of sales to know whether some may be subtotals; never null."""
    found = {}
    customer, order = columns.get("cliente"), columns.get("venda")
    if customer is not None and raw.schema[customer] == pl.String:
        found["\x00total"] = (
            pl.col(customer).str.contains_any(WORDS, ascii_case_insensitive=True).fill_null(value=False)
        )
    if order is not None and raw.schema[order] != pl.Null:
        found["\x00sem venda"] = raw.empty(order)
    return found


def may_have(counts: Mapping[str, Any], lines: int) -> bool:
    """Whether a look for subtotals is due, by the counts of `odd_lines`."""
    unnumbered = counts.get("\x00sem venda") or 0
    return bool(counts.get("\x00total")) or 0 < unnumbered * _RARE <= lines


def seem_at_the_head(part: Part) -> bool:
    """Whether the beginning of a file of sales has subtotals with all that a sale has, or what seems to be such.

    Args:
        part: its first `HEAD` lines.
    """
    return dated_sums(_lines(part), _telling(part)) != Dated()


def subtotals(part: Part) -> Subtotals:
    """The subtotals of a file of sales, by reading a few columns of all its lines."""
    frame = _lines(part)
    odd = _odd(part, frame)
    dated = dated_sums(frame.filter(~frame[NUMBER].is_in(list(odd.lines))) if odd.lines else frame, _telling(part))
    return Subtotals(tuple(sorted((*odd.lines, *dated.lines))), (*odd.said, *dated.said))


def _odd(part: Part, frame: pl.DataFrame) -> Subtotals:
    """The subtotals that lack an order, or whose customer is a total."""
    numbered = frame["venda"].is_not_null()
    ordered = int(numbered.sum()) * _RARE >= frame.height * (_RARE - 1)
    says = frame["cliente"].str.contains_any(WORDS, ascii_case_insensitive=True).fill_null(value=False)
    names = {fold(name) for key in ("cliente", "vendedor") for name in frame[key].drop_nulls().unique().to_list()}
    totals = [cell for cell in frame["cliente"].filter(says).unique().to_list() if rest_of(cell) in {"", *names}]
    odd = ~numbered | frame["cliente"].is_in(totals).fill_null(value=False) if ordered else says
    found, seeming = _found(frame, odd)
    if not found and frame["anulada"].any():  # a total may leave out what was cancelled
        found, seeming = _found(
            frame.with_columns(pl.when("anulada").then(0).otherwise("centavos").alias("centavos")), odd
        )
    return Subtotals(tuple(found), _said(part, seeming))


def without(raw: RawFile, found: Subtotals) -> RawFile:
    """The file without its subtotals, which are told as what was left out."""

    def scan(index: str | None) -> pl.LazyFrame:
        lines = raw.scan(index or NUMBER).filter(~pl.col(index or NUMBER).is_in(found.lines))
        return lines if index is not None else lines.drop(NUMBER)

    from carteira_cli.reading.left_out import Note  # weight: for files that have some

    note = Note("total", len(found.lines), found.lines[0], "")
    return replace(raw, scan=scan, left_out=(*raw.left_out, note))


def _lines(part: Part) -> pl.DataFrame:
    """The lines as they are needed here; blank texts are null."""
    texts = {name: part.matched.columns.get(name) for name in ("cliente", "venda", "vendedor")}
    cells = {
        name: pl.lit(None, dtype=pl.String) if column is None else pl.col(column).cast(pl.String).str.strip_chars()
        for name, column in texts.items()
    }
    cells |= {TEXT + name: pl.col(name).str.strip_chars() for name in _telling(part)}
    lines = part.raw.scan(NUMBER).filter(~part.bad)
    read = lines.select(
        NUMBER, **cells, dia=part.columns["data"], centavos=part.columns["valor"], anulada=part.cancelled
    )
    return read.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)) for name in cells).collect()


def _telling(part: Part) -> list[str]:
    """Columns of text whose cells may give a subtotal away: all but the customer, the day and the amount."""
    known = {part.matched.columns.get(name) for name in ("cliente", "data", "valor")}
    return [name for name in part.raw.header if part.raw.schema[name] == pl.String and name not in known]


def _found(frame: pl.DataFrame, odd: pl.Series) -> tuple[list[int], list[tuple[int, int]]]:
    """Numbers of lines that are sums, and (number, cents) of those that say so and are none."""
    plain = frame.filter(~odd)
    groups = {
        name: dict(plain.group_by(name).agg(pl.col("centavos").sum()).drop_nulls().iter_rows())
        for name in ("cliente", "vendedor", "dia")
    }
    by_name = {fold(name): cents for key in ("vendedor", "cliente") for name, cents in groups[key].items()}
    running = frame.with_columns(
        antes=pl.when(~odd).then("centavos").otherwise(0).cum_sum(),
        linhas=(~odd & (pl.col("centavos") != 0)).cast(pl.Int64).cum_sum(),  # who adds nothing is no part of a sum
    ).filter(odd)
    rows = list(running.iter_rows(named=True))
    judged = _unless_by_chance(rows, _judged(rows, by_name, groups["dia"]))
    mixed = {row["cliente"] for row, ok in zip(rows, judged, strict=True) if not ok and rest_of(row["cliente"])}
    if mixed & {row["cliente"] for row, ok in zip(rows, judged, strict=True) if ok}:
        return _found(frame, odd & ~frame["cliente"].is_in(list(mixed)).fill_null(value=False))
    found = [int(row[NUMBER]) for row, ok in zip(rows, judged, strict=True) if ok]
    seeming = [
        (int(row[NUMBER]), row["centavos"])
        for row, ok in zip(rows, judged, strict=True)
        if not ok and (rest := rest_of(row["cliente"])) is not None and (rest == "" or rest in by_name)
    ]
    return found, seeming


def _judged(rows: list[dict[str, Any]], by_name: Mapping[str, int], by_day: Mapping[int, int]) -> list[bool]:
    """Whether each odd line is a sum of others."""
    sums = _Sums()
    judged = []
    for row in rows:
        cents, count = row["antes"] + sums.extra, row["linhas"] + sums.more
        ok = row["centavos"] != 0 and _is_sum(row, (cents, count), sums, by_name, by_day)
        judged.append(ok)
        if ok:
            sums.last, sums.ends[cents] = (cents, count), count
        else:
            sums.extra, sums.more = sums.extra + row["centavos"], sums.more + 1
    return judged


def _unless_by_chance(rows: list[dict[str, Any]], judged: list[bool]) -> list[bool]:
    """The same, but for lines that nothing says to be totals: these are so all of them or none, and not one of two.

    A sale without a number may well be the sum of the two before it.
    """
    silent = [place for place, row in enumerate(rows) if rest_of(row["cliente"]) is None]
    if all(judged[place] for place in silent) and (len(silent) > 1 or all(row["linhas"] >= _MANY for row in rows)):
        return judged
    return [ok and place not in silent for place, ok in enumerate(judged)]


def _is_sum(
    row: Mapping[str, Any],
    so_far: tuple[int, int],
    sums: _Sums,
    by_name: Mapping[str, int],
    by_day: Mapping[int, int],
) -> bool:
    cents, count = so_far
    amount, rest = row["centavos"], rest_of(row["cliente"])
    since_last = amount == cents - sums.last[0]
    if rest is None:  # nothing says so: two lines at least, and no other way
        return (since_last and count - sums.last[1] > 1) or (amount == cents and count > 1)
    if rest in by_name:
        return amount == by_name[rest] or (since_last and count > sums.last[1])
    start = sums.ends.get(cents - amount)
    several = start is not None and count - start > (1 if rest else 0)
    return several or (rest == "" and amount == by_day.get(row["dia"]))


def _said(part: Part, seeming: list[tuple[int, int]]) -> tuple[str, ...]:
    if not seeming:
        return ()
    many = counted(len(seeming), "linha parece", "linhas parecem")
    total = money_of_cents(sum(cents for _, cents in seeming))
    column = part.matched.columns["cliente"]
    said = (
        f'{many} de total pela coluna "{column}" (a primeira é a linha {seeming[0][0]}), mas o valor não é a soma de '
        f"outras, e contou como venda ({total} ao todo); se forem totais, tire-os na origem"
    )
    return (said,)
