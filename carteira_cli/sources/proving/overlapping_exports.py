"""What two exports have in common must not count twice: which lines of a newer one are lines of the older ones.

A newer export speaks for the days from its first line to its last, and for no others:

1. A line that is in both is one line. Equal means equal in every column that both files have. Of equal lines within
   one file each counts: three here and two there are three.
2. What a customer ordered under a number (`venda`) on a day, a lead, a customer's entry in the register, what she
   signed on a day or a seller's goal of a period that the newer export has takes the place of the older one as a
   whole, within those days: its status may have changed, its lines may be others.
3. All other lines of either stay.

Files of two branches look like that too, so both rules need evidence that the files tell of the same sales:

- Of the order numbers that both use on a day most must belong to the same customer; else each file has numbers of its
  own.
- Lines without a number are looked at by days: on three days in four the customers and amounts must be the same. Two
  branches that sell the same thing to somebody on the same day have that in common and little else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from carteira_cli.sources.matching.tables import CanonicalTable

SOURCE = "arquivo_numero"  # which file a line comes from
IDENTITY = {
    "vendas": ("venda", "cliente", "data"),
    "leads": ("lead",),
    "clientes": ("cliente",),
    "custos": (),
    "assinaturas": ("cliente", "inicio"),  # contracts have no number; what she signed that day is told again whole
    "metas": ("vendedor", "periodo"),
    "titulos": ("titulo", "cliente", "vencimento"),  # of a document, each instalment; what was paid since is told anew
    "avaliacoes": ("cliente", "data"),
    "contatos": ("cliente", "data"),
    "campanhas": ("campanha", "cliente"),
    "etapas": ("lead", "etapa", "data"),
}
OLD, NEW = "__antiga", "__nova"  # numbers of lines
_COPY, _ORDER = "__repeticao", "venda"
_MOST = 2  # one of so many shared numbers must be the same customer's
_DAYS = (4, 3)  # four times the days alike are at least three times the days
_FEW = 2  # different lines that make a part of a day a sign

Days = tuple["date | int", "date | int"]


@dataclass(frozen=True)
class Evidence:
    """Whether a file tells again what older ones tell: of its orders that have a number, of its other lines.

    `found` is false where nobody looked, because all is to be added up.
    """

    numbered: bool = True
    others: bool = True
    found: bool = True


ADDED_UP = Evidence(numbered=False, others=False, found=False)


@dataclass(frozen=True)
class Incoming:
    """A newer export, as far as an overlap depends on it.

    Attributes:
        number: of the export.
        columns: the canonical columns it has.
        days: the first and last day it speaks for; None: all.
        keys: the distinct identities of its lines; None where they have none.
        evidence: what of it older ones may have told.
    """

    number: int
    columns: frozenset[str]
    days: Days | None
    keys: pl.DataFrame | None
    evidence: Evidence = Evidence()


@dataclass(frozen=True)
class Meeting:
    """What a newer export and older lines have in common.

    Attributes:
        pairs: `OLD`, `NEW`: which older line is which newer one.
        stale: the older lines whose place the newer export takes.
        apart: `OLD`, `NEW`: lines that are equal, and two all the same for want of evidence.
    """

    pairs: pl.DataFrame
    stale: pl.DataFrame
    apart: pl.DataFrame


def meet(
    old: pl.DataFrame, new: pl.DataFrame, incoming: Incoming, known: Mapping[int, frozenset[str]], table: CanonicalTable
) -> Meeting:
    """What older lines of the days of a newer export and its own lines have in common.

    Args:
        old: the older lines, with `SOURCE` and numbered by `OLD`.
        new: the newer ones, numbered by `NEW`.
        incoming: the newer export.
        known: number of each export → its canonical columns.
        table: which.
    """
    equal = _pairs(old, new, incoming.columns, known, table)
    sure = _counts(equal, new, incoming)
    pairs, apart = equal.filter(sure), equal.filter(~sure)
    rest = old.join(pairs, on=OLD, how="anti")
    keys = incoming.keys
    if keys is None or not incoming.evidence.numbered or any(name not in rest.columns for name in keys.columns):
        return Meeting(pairs, rest.clear(), apart)
    stale = rest.join(keys, on=keys.columns, how="semi", maintain_order="left")
    return Meeting(pairs, stale, apart)


def _counts(equal: pl.DataFrame, new: pl.DataFrame, incoming: Incoming) -> pl.Series:
    """Whether each pair of equal lines is one line, by the evidence."""
    with_number = pl.lit(value=False)
    if _ORDER in incoming.columns:
        numbers = new.filter(pl.col(_ORDER).is_not_null())[NEW]
        with_number = pl.col(NEW).is_in(numbers.implode()) & pl.col("__numero")
    found = pl.when(with_number).then(incoming.evidence.numbered).otherwise(incoming.evidence.others)
    return equal.select(found.alias("sure")).to_series()


def _pairs(
    old: pl.DataFrame,
    new: pl.DataFrame,
    columns: frozenset[str],
    known: Mapping[int, frozenset[str]],
    table: CanonicalTable,
) -> pl.DataFrame:
    """Which old line is which new one, one for one: files with the same columns first, the others after them.

    `__numero` tells whether order numbers were compared.
    """
    groups: dict[frozenset[str], list[int]] = {}
    for number in sorted(old[SOURCE].unique()):
        groups.setdefault(known[number], []).append(number)
    found = pl.DataFrame(schema={OLD: pl.UInt32, NEW: pl.UInt32, "__numero": pl.Boolean})
    for theirs, numbers in sorted(groups.items(), key=lambda group: group[0] != columns):
        shared = [name for name in table.names if name in theirs & columns]
        copy = pl.int_range(pl.len()).over(shared).alias(_COPY)
        before = old.filter(pl.col(SOURCE).is_in(numbers)).select(OLD, *shared, copy)
        ours = new.join(found, on=NEW, how="anti", maintain_order="left").select(NEW, *shared, copy)
        same = before.join(ours, on=[*shared, _COPY], nulls_equal=True, maintain_order="left").select(OLD, NEW)
        found = pl.concat([found, same.with_columns(pl.lit(_ORDER in shared).alias("__numero"))])
    return found


def evidence(
    older: Sequence[tuple[pl.LazyFrame, frozenset[str], Sequence[Days | None]]],
    newer: tuple[pl.LazyFrame, frozenset[str], Days | None],
    table: CanonicalTable,
) -> Evidence:
    """Whether a file tells again what older ones tell.

    Args:
        older: typed lines of one or more that have the same columns, those columns, and the days of each.
        newer: the lines, columns and days of the file.
        table: which.
    """
    if "data" not in table.required or table.name == "leads":
        return Evidence()  # what has an identity of its own, or no day
    lines, columns, days = newer
    meeting = [
        (frame, names, met)
        for frame, names, spans in older
        if (met := [span for span in spans if span is not None and overlapping(span, days)])
    ]
    if not meeting or days is None:
        return Evidence(numbered=False, others=False)
    with_number = [frame for frame, names, _ in meeting if _ORDER in names] if _ORDER in columns else []
    return Evidence(
        numbered=bool(with_number) and _same_numbers(with_number, lines),
        others=_same_days(meeting, lines, columns, days, table),
    )


def overlapping(one: Days | None, other: Days | None) -> bool:
    """Whether two ranges of days have one in common."""
    return one is not None and other is not None and one[0] <= other[1] and other[0] <= one[1]  # type: ignore[operator]


def _same_numbers(older: Sequence[pl.LazyFrame], newer: pl.LazyFrame) -> bool:
    """Whether most numbers that both use on a day are the same customer's."""
    names = ["venda", "data", "cliente"]
    ours = newer.select(names).drop_nulls().unique()
    theirs = pl.concat([frame.select(names) for frame in older]).join(ours, on=names[:2], how="semi").unique()
    shared = theirs.select(names[:2]).unique().select(pl.len().alias("n"))
    same = theirs.join(ours, on=names, how="semi").select(names[:2]).unique().select(pl.len().alias("n"))
    both, alike = (frame.item() for frame in pl.collect_all([shared, same], engine="streaming"))
    return bool(both and alike * _MOST >= both)


def _same_days(
    older: Sequence[tuple[pl.LazyFrame, frozenset[str], Sequence[Days]]],
    newer: pl.LazyFrame,
    columns: Collection[str],
    days: Days,
    table: CanonicalTable,
) -> bool:
    """Whether most days that both speak for have the same lines, of those that no number tells apart."""
    names = list(table.required)
    spans = dict.fromkeys(span for _, _, met in older for span in met)
    every = all(_ORDER in known for _, known, _ in older) and _ORDER in columns
    seen = pl.any_horizontal(pl.col("data").is_between(pl.lit(span[0]), pl.lit(span[1])) for span in spans)
    within = pl.col("data").is_between(pl.lit(days[0]), pl.lit(days[1]))

    def distinct(frame: pl.LazyFrame) -> pl.LazyFrame:
        plain = frame.filter(pl.col(_ORDER).is_null()) if every else frame
        return plain.filter(seen, within).select(names).unique()

    theirs = pl.concat([distinct(frame) for frame, _, _ in older]).unique().with_columns(antes=pl.lit(value=True))
    ours = distinct(newer).with_columns(agora=pl.lit(value=True))
    both = theirs.join(ours, on=names, how="full", coalesce=True)
    counts = both.group_by("data").agg(
        pl.col("antes").sum().alias("antes"),
        pl.col("agora").sum().alias("agora"),
        (pl.col("antes") & pl.col("agora")).sum().alias("ambos"),
    )
    least = pl.min_horizontal("antes", "agora")
    whole = pl.col("ambos") == pl.max_horizontal("antes", "agora")
    part = (pl.col("ambos") == least) & (least >= _FEW)
    total, alike = counts.select(pl.len(), (whole | part).sum()).collect(engine="streaming").row(0)
    return bool(total and alike * _DAYS[0] >= total * _DAYS[1])
