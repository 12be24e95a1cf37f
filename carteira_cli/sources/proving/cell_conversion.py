"""What a cell comes to, what is no value of its column, and what is empty; as expressions on the raw columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.days import to_day
from carteira_cli.errors import DataError
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.values import convert, is_blank, is_blank_day, trimmed

if TYPE_CHECKING:
    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.matching.tables import CanonicalColumn
    from carteira_cli.sources.reading_rules import Rules


def readable(column: CanonicalColumn, raw: RawFile, source: str, rules: Rules) -> pl.Expr:
    """A cell converted; null where a lenient column's can't be."""
    cell = _convert(column, raw, source, rules)
    return pl.when(~unreadable(column, raw, source, rules)).then(cell) if rules.forgives(column) else cell


def _convert(column: CanonicalColumn, raw: RawFile, source: str, rules: Rules) -> pl.Expr:
    cell, dtype = pl.col(source), raw.schema[source]
    try:
        match column.kind:
            case ValueKind.ID:
                return _id(column, raw, cell, dtype, rules)
            case ValueKind.DAY:
                return convert.to_day(cell, dtype, rules.zone)
            case ValueKind.MONEY:
                return convert.to_cents(cell, dtype)
            case _:
                return trimmed(cell.cast(pl.String))
    except convert.UnsupportedTypeError as error:
        raise DataError(
            f'{raw.name}: a coluna "{source}" ({_in_words(dtype)}) não serve para "{column.name}" '
            f"({column.kind.value})",
            "grave datas como data ou texto AAAA-MM-DD, valores como número e códigos como texto",
        ) from error


def _in_words(dtype: pl.DataType) -> str:
    """A type as people call it."""
    if dtype.is_decimal() or dtype.is_float():
        return "números"
    words: dict[type[pl.DataType], str] = {pl.Boolean: "sim ou não", pl.Date: "datas", pl.Time: "horas"}
    words |= {pl.Datetime: "datas com hora", pl.Duration: "durações", pl.String: "textos", pl.Null: "vazia"}
    return words.get(dtype.base_type(), "números inteiros" if dtype.is_integer() else "um tipo que não é de tabela")


def _id(column: CanonicalColumn, raw: RawFile, cell: pl.Expr, dtype: pl.DataType, rules: Rules) -> pl.Expr:
    text = convert.to_id(cell, dtype)
    if not raw.is_text and dtype == pl.String and not column.required:
        text = pl.when(text != "").then(text)  # an order without an id
    if column.name != "cliente" or not rules.by_cnpj_root:
        return text
    plain = text.cast(pl.String)
    return pl.coalesce(convert.cnpj_root(plain), plain)


def unreadable(column: CanonicalColumn, raw: RawFile, source: str, rules: Rules) -> pl.Expr:
    """Whether a cell can't be read, or is missing and must not be; never null."""
    cell, dtype = pl.col(source), raw.schema[source]
    match column.kind:
        case ValueKind.DAY:
            bad = convert.no_day(cell, dtype, rules.zone)
        case ValueKind.MONEY:
            bad = convert.no_amount(cell, dtype)
        case ValueKind.ID if source in raw.parsed:
            bad = cell.is_null()
        case _:
            bad = convert.no_id(cell, dtype)
    return bad if column.required else bad & ~is_empty(column, raw, source)


def is_empty(column: CanonicalColumn, raw: RawFile, source: str) -> pl.Expr:
    """Whether a cell is empty: what is optional need not be there, but must be readable."""
    original = source.split("\x00", maxsplit=1)[0]
    cell = pl.col(original)
    if raw.schema[original] != pl.String:
        return cell.is_null() | _without_end(cell, raw.schema[original])
    return is_blank_day(cell) if column.kind is ValueKind.DAY else is_blank(cell)


def _without_end(cell: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Whether a date is one of those by which databases say "without an end", as 9999-12-31; never null."""
    if not isinstance(dtype, pl.Date | pl.Datetime):
        return pl.lit(value=False)
    return (convert.to_day(cell, dtype, None) > to_day(convert.LAST_DATE)).fill_null(value=False)
