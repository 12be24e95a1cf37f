"""Whether the lines of a typed table can be told by Spark's own expressions, and which texts must be looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.reading.hidden import HIDDEN
from carteira_cli.sources.cluster.native import NativeLines, quoted_name, quoted_text
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.part import CANCELLED, MARGIN, PURCHASE, WITH_COST
from carteira_cli.sources.values import trimmed
from carteira_cli.sources.values.blanks import ODD_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyspark.sql import DataFrame

    from carteira_cli.sources.part import Part

ODD_TEXTS = 1_000  # distinct ones of a column, up to which each is looked up
_NOTHING = (  # every text that `blanks` takes for nothing is like this, and some others
    r"(?i)^[^0-9a-z]*(?:|n[/.]?[da][.]?|null|nil|none|na[nt]|n|vazio|em branco|blank|nulo|sem valor|ref|valor|value|"
    r"div/0|nome|name|n[uúÚ]m|0+[^a-z]*)[^0-9a-z]*$"
)
_NUMBER_LIKE = r"^-?[0-9]+[.,][0-9]+$|^-?[0-9](?:[.,][0-9]+[eE]\+?|[eE]\+)[0-9]{1,3}$"  # ids that a spreadsheet wrote
_MADE = (CANCELLED, PURCHASE, WITH_COST, MARGIN)


def native_or_why(part: Part, frame: DataFrame) -> NativeLines | str:
    """The lines of a table by Spark's own expressions; why that can't be, in words.

    Args:
        part: how the table is read; every word of its status is known.
        frame: the table.
    """
    if because := next(_reasons(part, frame), ""):
        return because
    texts: dict[str, dict[str, str | None]] = {}
    for name, original, kind in _columns(part):
        if kind is ValueKind.TEXT:
            found = _odd_texts(original, frame)
            if found is None:
                return f'há muitos textos a consertar na coluna "{original}"'
            texts[name] = found
    return NativeLines(part, frame, texts)


def _reasons(part: Part, frame: DataFrame) -> Iterator[str]:
    """Why our own expressions are needed; what needs no query first."""
    if part.raw.parsed or set(HIDDEN) & {*part.raw.schema} or part.back or part.source.before is not None:
        yield "células são convertidas"
    if part.rules.by_cnpj_root or part.matched.beside or part.assumed.subtotals or part.assumed.titled:
        yield "o que uma linha diz depende de mais que suas células"
    for _, original, kind in _columns(part):
        if not _is_plain(kind, part.raw.schema[original]):
            yield f'o tipo da coluna "{original}"'
    if _has_odd_ids(part, frame):
        yield "há códigos a consertar"
    if _has_backward(part, frame):
        yield "há quantidades negativas"


def _columns(part: Part) -> Iterator[tuple[str, str, ValueKind]]:
    """The canonical columns that are read of the table: name, the table's own, kind."""
    kinds = {column.name: column.kind for column in part.table.columns}
    for name in part.columns:
        if name not in _MADE:
            original = part.originals.get(name) or part.matched.further[name].original
            yield name, original, kinds.get(name, ValueKind.TEXT)


def _is_plain(kind: ValueKind, dtype: pl.DataType) -> bool:
    match kind:
        case ValueKind.DAY:
            return dtype == pl.Date or (isinstance(dtype, pl.Datetime) and dtype.time_zone is None)
        case ValueKind.MONEY:
            return dtype.is_integer() or (isinstance(dtype, pl.Decimal) and dtype.scale <= 2)  # noqa: PLR2004 - cents
        case ValueKind.ID:
            return dtype.is_integer() or dtype == pl.String
        case _:
            return dtype == pl.String


def _has_odd_ids(part: Part, frame: DataFrame) -> bool:
    ids = [
        original
        for _, original, kind in _columns(part)
        if kind is ValueKind.ID and part.raw.schema[original] == pl.String
    ]
    if not ids:
        return False
    pattern = quoted_text(f"{_NUMBER_LIKE}|{ODD_TEXT}")
    odd = " or ".join(f"{quoted_name(name)} rlike {pattern}" for name in ids)
    return bool(frame.filter(odd).limit(1).count())


def _has_backward(part: Part, frame: DataFrame) -> bool:
    """Whether some quantity is below zero beside an amount above it, so that all of them must be looked at."""
    quantity = part.matched.columns.get("quantidade")
    if quantity is None or part.unsigned is None:
        return False
    cell = quoted_name(quantity)
    dtype = part.raw.schema[quantity]
    below = f"{cell} < 0" if dtype.is_numeric() else f"({cell} < '0' or {cell} like '%-')"
    return bool(frame.filter(f"{below} and {quoted_name(part.unsigned)} > 0").limit(1).count())


def _odd_texts(original: str, frame: DataFrame) -> dict[str, str | None] | None:
    """What ours make of the texts of a column that they change; None of too many."""
    cell = quoted_name(original)
    odd_texts = f"{cell} rlike {quoted_text(f'{_NOTHING}|{ODD_TEXT}')}"
    odd = frame.filter(odd_texts).selectExpr(f"{cell} as t").distinct().limit(ODD_TEXTS + 1)
    found = odd.toArrow().column(0).to_pylist()
    if len(found) > ODD_TEXTS:
        return None
    bare = pl.DataFrame({"t": found}, schema={"t": pl.String}).select("t", bare=trimmed(pl.col("t")))
    return {text: clean for text, clean in bare.iter_rows() if text != clean}
