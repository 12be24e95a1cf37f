"""Open a file of a table: find its columns, and prepare how they are converted and checked."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.sources import convert
from carteira_cli.sources.columns import fold, match_columns
from carteira_cli.sources.files import RawFile, open_file
from carteira_cli.sources.part import CANCELLED, PURCHASE, WITH_COST, Check, Part, Rules
from carteira_cli.sources.status import cancelled_by_status
from carteira_cli.sources.tables import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path


def open_part(
    table: Table, path: Path, mapping: Mapping[str, str], rules: Rules, statuses: Collection[str] | None = None
) -> Part:
    """Open a file of a table and prepare its conversion.

    Args:
        table: what it is to be turned into.
        path: the file.
        mapping: canonical column → its name in the file.
        rules: how cells are read.
        statuses: every spelling of the status in a Parquet file; None to look at both its ends only,
            and leave `unknown_status` to tell the others.

    Raises:
        DataError: the file can't be read, a column is missing, or one has a type it can't have.
    """
    raw = open_file(path)
    found = match_columns(table, raw.header, mapping, path)
    used = [
        column
        for column in table.columns
        if column.name in found
        and (column.required or (column.name in rules.optional and raw.schema[found[column.name]] != pl.Null))
    ]
    raw, sources = _parse_texts(raw, {column: found[column.name] for column in used}, rules)
    columns = {column.name: _convert(column, raw, sources[column], rules) for column in used}
    checks = tuple(
        Check(
            column.name,
            found[column.name],
            sources[column],
            column.kind,
            _unreadable(column, raw, sources[column], rules) & ~_may_be_blank(column, raw, found[column.name]),
        )
        for column in used
        if column.required or column.kind in {Kind.DAY, Kind.MONEY}
    )
    status = found.get("status")
    if status and raw.schema[status] == pl.Null:
        status = None
    words = {fold(word) for word in rules.cancelled}
    cancelled, unknown = cancelled_by_status(raw, status, words, statuses) if status else (pl.lit(value=False), None)
    if table.name == "vendas":
        amount = next(source for column, source in sources.items() if column.name == "valor")
        columns |= _sale_flags(raw, amount, columns, cancelled)
    id_type = raw.schema[found["cliente"]] if "cliente" in found else pl.String()
    id_type = id_type if id_type.is_integer() and not rules.by_cnpj_root else pl.String()
    day = next((source for column, source in sources.items() if column.name == "data"), None)
    return Part(raw, columns, checks, cancelled, id_type, table.required, day, status, unknown)


def _parse_texts(raw: RawFile, originals: Mapping[Column, str], rules: Rules) -> tuple[RawFile, dict[Column, str]]:
    """Parse dates and amounts that are text, once; and say which column each is converted from."""
    parsers: dict[Kind, tuple[Callable[[pl.Expr], pl.Expr], pl.DataType]] = {
        Kind.DAY: (partial(convert.parse_day, zone=rules.zone), pl.Date()),
        Kind.MONEY: (convert.parse_amount, pl.Float64()),
    }
    parsed: dict[str, tuple[pl.Expr, pl.DataType]] = {}
    sources = dict(originals)
    for column, original in originals.items():
        if column.kind in parsers and raw.schema[original] == pl.String:
            parse, dtype = parsers[column.kind]
            sources[column] = f"{original}\x00{column.name}"
            parsed[sources[column]] = (parse(pl.col(original)), dtype)
    return (raw.parsing(parsed) if parsed else raw), sources


def _unreadable(column: Column, raw: RawFile, original: str, rules: Rules) -> pl.Expr:
    """Whether a cell can't be read; never null."""
    cell, dtype = pl.col(original), raw.schema[original]
    match column.kind:
        case Kind.DAY:
            bad = convert.no_day(cell, dtype, rules.zone)
        case Kind.MONEY:
            bad = convert.no_amount(cell, dtype)
        case Kind.ID if raw.kind == "csv":
            bad = convert.trimmed(cell).is_null()
        case _:
            bad = convert.no_id(cell, dtype)
    return bad


def _sale_flags(raw: RawFile, amount: str, columns: Mapping[str, pl.Expr], cancelled: pl.Expr) -> dict[str, pl.Expr]:
    flags = {CANCELLED: cancelled, PURCHASE: convert.is_positive(pl.col(amount), raw.schema[amount]) & ~cancelled}
    if "custo" in columns:
        flags[WITH_COST] = pl.when(columns["custo"].is_not_null()).then(columns["valor"])
    return flags


def _convert(column: Column, raw: RawFile, original: str, rules: Rules) -> pl.Expr:
    cell, dtype = pl.col(original), raw.schema[original]
    try:
        match column.kind:
            case Kind.ID:
                return _id(column, raw, cell, dtype, rules)
            case Kind.DAY:
                return convert.to_day(cell, dtype, rules.zone)
            case Kind.MONEY:
                return convert.to_cents(cell, dtype)
            case Kind.TEXT:
                return convert.trimmed(cell.cast(pl.String))
    except convert.UnsupportedTypeError as error:
        raise DataError(
            f'{raw.path}: a coluna "{original}" ({dtype}) não serve para "{column.name}" ({column.kind.value})',
            "grave datas como data ou texto AAAA-MM-DD, valores como número e códigos como texto",
        ) from error


def _id(column: Column, raw: RawFile, cell: pl.Expr, dtype: pl.DataType, rules: Rules) -> pl.Expr:
    text = convert.trimmed(cell) if raw.kind == "csv" else convert.to_id(cell, dtype)
    if raw.kind != "csv" and dtype == pl.String and not column.required:
        text = pl.when(text != "").then(text)  # an order without an id
    if column.name != "cliente" or not rules.by_cnpj_root:
        return text
    plain = text.cast(pl.String)
    return pl.coalesce(convert.cnpj_root(plain), plain)


def _may_be_blank(column: Column, raw: RawFile, original: str) -> pl.Expr:
    """Whether a cell is empty and may be: what is optional need not be there, but must be readable."""
    cell = pl.col(original)
    if column.required:
        return pl.lit(value=False)
    if raw.schema[original] == pl.String:
        return cell.is_null() | (cell.str.strip_chars() == "")
    return cell.is_null()
