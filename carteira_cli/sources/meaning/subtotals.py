"""Lines that are the sum of others: found by arithmetic, where something about them is odd.

Odd is a customer called "Total C1", or a line without an order number in a file where the others have one. It is a
subtotal if its amount is the sum of the lines above it since an earlier one, or of all lines of the customer, the
seller or the day that it names. What is odd and no sum is a sale, and counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.sources.names import fold
from carteira_cli.units import money_of_cents, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.sources.part import Part
    from carteira_cli.sources.raw import RawFile

WORDS = ["total", "totais", "soma"]
_BEFORE = re.compile(
    r"^\W*(?:sub-?\s?total|grand total|total|totais|soma)\b"
    r"(?:\s+(?:geral|de|do|da|dos|das|of|for|cliente|vendedor))*[\s:–-]*"
)
_AFTER = re.compile(r"[\s:–-]*\b(?:sub-?\s?total|total|soma)\W*$")
_TIMES = re.compile(
    r"^(?:(?:mes|dia|ano|month|day|year|semana|trimestre|[qt][1-4]|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto"
    r"|setembro|outubro|novembro|dezembro|january|february|march|april|june|july|august|september|october|november"
    r"|december|(?:jan|fe[bv]|mar|a[bp]r|ma[iy]|jun|jul|a[gu][og]|set|sep|out|oct|nov|de[zc])(?![a-z]))|[\d/.\s-])+$"
)
_RARE = 3  # at most one line in so many lacks an order number that the others have
_MANY = 3  # lines whose sum is no accident
_NUMBER = "\x00numero"


@dataclass(frozen=True)
class Subtotals:
    """Lines of a file that are sums of others.

    Attributes:
        lines: their numbers, as `RawFile.scan` gives them.
        said: sentences that warn of lines that only seem to be such.
    """

    lines: tuple[int, ...] = ()
    said: tuple[str, ...] = field(default=(), compare=False)


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


def subtotals(part: Part) -> Subtotals:
    """The subtotals of a file of sales, by reading a few columns of all its lines."""
    frame = _lines(part)
    numbered = frame["venda"].is_not_null()
    ordered = int(numbered.sum()) * _RARE >= frame.height * (_RARE - 1)
    says = frame["cliente"].str.contains_any(WORDS, ascii_case_insensitive=True).fill_null(value=False)
    names = {fold(name) for key in ("cliente", "vendedor") for name in frame[key].drop_nulls().unique().to_list()}
    totals = [cell for cell in frame["cliente"].filter(says).unique().to_list() if _rest(cell) in {"", *names}]
    odd = ~numbered | frame["cliente"].is_in(totals).fill_null(value=False) if ordered else says
    found, seeming = _found(frame, odd)
    if not found and frame["anulada"].any():  # a total may leave out what was cancelled
        found, seeming = _found(
            frame.with_columns(pl.when("anulada").then(0).otherwise("centavos").alias("centavos")), odd
        )
    return Subtotals(tuple(found), _said(part, seeming))


def without(raw: RawFile, found: Subtotals) -> RawFile:
    """The file without its subtotals, which are told as what was left out."""
    from carteira_cli.sources.text import Note

    def scan(index: str | None) -> pl.LazyFrame:
        lines = raw.scan(index or _NUMBER).filter(~pl.col(index or _NUMBER).is_in(found.lines))
        return lines if index is not None else lines.drop(_NUMBER)

    note = Note("total", len(found.lines), found.lines[0], "")
    return replace(raw, scan=scan, left_out=(*raw.left_out, note))


def _lines(part: Part) -> pl.DataFrame:
    texts = {name: part.matched.columns.get(name) for name in ("cliente", "venda", "vendedor")}
    cells = {
        name: pl.lit(None, dtype=pl.String) if column is None else pl.col(column).cast(pl.String).str.strip_chars()
        for name, column in texts.items()
    }
    lines = part.raw.scan(_NUMBER).filter(~part.bad)
    read = lines.select(
        _NUMBER, **cells, dia=part.columns["data"], centavos=part.columns["valor"], anulada=part.cancelled
    )
    return read.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in texts).collect()


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
        linhas=(~odd).cast(pl.Int64).cum_sum(),
    ).filter(odd)
    rows = list(running.iter_rows(named=True))
    judged = _unless_by_chance(rows, _judged(rows, by_name, groups["dia"]))
    mixed = {row["cliente"] for row, ok in zip(rows, judged, strict=True) if not ok and _rest(row["cliente"])}
    if mixed & {row["cliente"] for row, ok in zip(rows, judged, strict=True) if ok}:
        return _found(frame, odd & ~frame["cliente"].is_in(list(mixed)).fill_null(value=False))
    found = [int(row[_NUMBER]) for row, ok in zip(rows, judged, strict=True) if ok]
    seeming = [
        (int(row[_NUMBER]), row["centavos"])
        for row, ok in zip(rows, judged, strict=True)
        if not ok and (rest := _rest(row["cliente"])) is not None and (rest == "" or rest in by_name)
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
    silent = [place for place, row in enumerate(rows) if _rest(row["cliente"]) is None]
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
    amount, rest = row["centavos"], _rest(row["cliente"])
    since_last = amount == cents - sums.last[0]
    if rest is None:  # nothing says so: two lines at least, and no other way
        return (since_last and count - sums.last[1] > 1) or (amount == cents and count > 1)
    if rest in by_name:
        return amount == by_name[rest] or (since_last and count > sums.last[1])
    start = sums.ends.get(cents - amount)
    several = start is not None and count - start > (1 if rest else 0)
    return several or (rest == "" and amount == by_day.get(row["dia"]))


def _rest(cell: str | None) -> str | None:
    """What a total is of: "" of everything, or of a month or day; None where the cell is no total."""
    text = fold(cell or "")
    for pattern in (_BEFORE, _AFTER):
        if pattern.search(text):
            rest = pattern.sub("", text).strip()
            return "" if _TIMES.match(rest) else rest
    return None


def _said(part: Part, seeming: list[tuple[int, int]]) -> tuple[str, ...]:
    if not seeming:
        return ()
    many = "1 linha parece" if len(seeming) == 1 else f"{number(len(seeming), 0)} linhas parecem"
    total = money_of_cents(sum(cents for _, cents in seeming))
    column = part.matched.columns["cliente"]
    said = (
        f'{many} de total pela coluna "{column}" (a primeira é a linha {seeming[0][0]}), mas o valor não é a soma de '
        f"outras, e contou como venda ({total} ao todo); se forem totais, tire-os na origem"
    )
    return (said,)
