"""One file of a table: how its raw columns become canonical ones, and the checks a line must pass."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.days import to_date
from carteira_cli.errors import DataError
from carteira_cli.sources import convert
from carteira_cli.sources.columns import fold, match_columns
from carteira_cli.sources.files import RawFile, open_file
from carteira_cli.sources.tables import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

CANCELLED = "cancelada"  # Boolean: the status voids the line
PURCHASE = "compra"  # Boolean: valid, and at least one cent
WITH_COST = "valor_com_custo"  # the amount, where the line says what it cost
SAMPLE = 10_000  # lines at either end of a Parquet file whose statuses are learnt beforehand
FEW = 8  # texts that are compared one by one


@dataclass(frozen=True)
class Rules:
    """How cells are read.

    Attributes:
        cancelled: words of the status column that void a line, in any case and accent.
        zone: the zone whose calendar counts for datetimes that carry one.
        by_cnpj_root: whether branches of one CNPJ are one customer.
        optional: optional columns that this run uses; others are not read.
    """

    cancelled: tuple[str, ...]
    zone: str | None = None
    by_cnpj_root: bool = False
    optional: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Check:
    """A line is rejected when `bad`, an expression on the raw columns, is true."""

    column: str
    original: str
    kind: Kind
    bad: pl.Expr


@dataclass(frozen=True)
class Part:
    """One file of a table, ready to be read.

    Attributes:
        raw: the opened file.
        columns: canonical name → expression on the raw columns.
        checks: what rejects a line, in order; a line counts under the first that it fails.
        cancelled: expression on the raw columns, never null.
        id_type: the type of the customer ids.
        day_column: the file's own name of `data`.
        status_column: the file's own name of `status`.
        unknown_status: whether a line has a status whose meaning `cancelled` does not know yet.
    """

    raw: RawFile
    columns: Mapping[str, pl.Expr]
    checks: tuple[Check, ...]
    cancelled: pl.Expr
    id_type: pl.DataType
    day_column: str | None = None
    status_column: str | None = None
    unknown_status: pl.Expr | None = None

    @property
    def bad(self) -> pl.Expr:
        """Whether a line is rejected; never null."""
        return reduce(or_, (check.bad for check in self.checks))

    @property
    def visibly_bad(self) -> list[pl.Expr]:
        """Expressions that are all false only if `bad` is, but for amounts that are `doubtful`.

        One a check, in a form that the statistics of a Parquet file can answer without a look at the
        lines: an alternative of several columns is beyond them, and so are comparisons of floats.
        """
        return [
            pl.col(check.original).is_null() if self.raw.schema[check.original].is_float() else check.bad
            for check in self.checks
        ]

    @property
    def doubtful(self) -> pl.Expr:
        """Whether an amount is rounded, or a float that is rejected; never null."""
        amounts = [check.original for check in self.checks if check.kind is Kind.MONEY]
        doubts = [convert.doubtful_amount(pl.col(name), self.raw.schema[name]) for name in amounts]
        return reduce(or_, doubts, pl.lit(value=False)).fill_null(value=False)

    def status_spellings(self) -> list[str]:
        """Every spelling of the status in the file, by reading that one column."""
        if self.status_column is None:
            return []
        return spellings(self.raw.lines, pl.col(self.status_column).cast(pl.String))

    def lines(
        self,
        days: tuple[int | None, int | None],
        *,
        id_as_text: bool,
        clean: bool,
        extra: Mapping[str, pl.Expr] | None = None,
    ) -> pl.LazyFrame:
        """The lines that were not rejected, with canonical columns and the flags that apply.

        Args:
            days: half-open range of days; None leaves an end open.
            id_as_text: whether integer ids become text at once.
            clean: whether it is known that no line is rejected, so that none need be looked for.
            extra: more columns, from the raw ones.
        """
        columns = {**self.columns, **(extra or {})}
        if id_as_text and self.id_type != pl.String and "cliente" in columns:
            columns["cliente"] = columns["cliente"].cast(pl.String)
        lines = self.raw.lines if days == (None, None) else self.raw.lines.filter(self.within(*days))
        return (lines if clean else lines.filter(~self.bad)).select(**columns)

    def within(self, start: int | None, end: int | None) -> pl.Expr:
        """Whether a line's day is in `[start, end)`.

        Typed dates are compared as they stand in the file, so that whole row groups are skipped
        by their statistics.
        """
        dtype = self.raw.schema[self.day_column] if self.day_column else None
        if self.day_column is None or dtype is None or (start is None and end is None):
            return pl.lit(value=True)
        plain = dtype == pl.Date or (isinstance(dtype, pl.Datetime) and dtype.time_zone is None)
        day = pl.col(self.day_column) if plain else self.columns["data"]

        def edge(value: int) -> pl.Expr:
            return pl.lit(to_date(value)).cast(dtype) if plain else pl.lit(value)

        low = day >= edge(start) if start is not None else pl.lit(value=True)
        high = day < edge(end) if end is not None else pl.lit(value=True)
        return high if start is None else low if end is None else low & high


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
        if column.name in found and (column.required or column.name in rules.optional)
    ]
    columns = {column.name: _convert(column, raw, found[column.name], rules) for column in used}
    checks = tuple(
        Check(column.name, found[column.name], column.kind, _unreadable(column, raw, found[column.name], rules))
        for column in used
        if column.required or column.kind in {Kind.DAY, Kind.MONEY}
    )
    status = found.get("status")
    words = {fold(word) for word in rules.cancelled}
    cancelled, unknown = _cancelled(raw, status, words, statuses) if status else (pl.lit(value=False), None)
    if table.name == "vendas":
        columns |= _sale_flags(raw, found["valor"], columns, cancelled)
    id_type = raw.schema[found["cliente"]] if "cliente" in found else pl.String()
    id_type = id_type if id_type.is_integer() and not rules.by_cnpj_root else pl.String()
    return Part(raw, columns, checks, cancelled, id_type, found.get("data"), status, unknown)


def _unreadable(column: Column, raw: RawFile, original: str, rules: Rules) -> pl.Expr:
    """Whether a cell can't be read. An optional one may be empty."""
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
    return bad if column.required else bad & ~_is_blank(raw, original)


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


def _is_blank(raw: RawFile, original: str) -> pl.Expr:
    cell = pl.col(original)
    if raw.schema[original] == pl.String:
        return cell.is_null() | (cell.str.strip_chars() == "")
    return cell.is_null()


def _cancelled(
    raw: RawFile, original: str, words: set[str], statuses: Collection[str] | None
) -> tuple[pl.Expr, pl.Expr | None]:
    """Whether the status voids a line; and, where only some spellings are known, whether it is another."""
    if raw.kind == "csv":
        folded = pl.col(original).map_batches(_Folded(words), return_dtype=pl.Boolean, is_elementwise=True)
        return folded.fill_null(value=False), None
    cell = pl.col(original) if raw.schema[original] == pl.String else pl.col(original).cast(pl.String)
    if statuses is None:
        both_ends = pl.concat([raw.lines.head(SAMPLE), raw.lines.tail(SAMPLE)])
        known = sorted(spellings(both_ends, cell))
    else:
        known = sorted(statuses)
    void = [status for status in known if fold(status) in words]
    cancelled = _is_one_of(cell, void).fill_null(value=False)
    if statuses is not None:
        return cancelled, None
    return cancelled, ~cancelled & ~_is_one_of(cell, [status for status in known if status not in void])


def _is_one_of(cell: pl.Expr, texts: list[str]) -> pl.Expr:
    """`is_in`, but a few comparisons where they are few: they cost a third of looking up a hash."""
    if len(texts) > FEW:
        return cell.is_in(texts)
    return reduce(or_, (cell == text for text in texts), pl.lit(value=False))


def spellings(lines: pl.LazyFrame, cell: pl.Expr) -> list[str]:
    """The distinct texts of a column."""
    return lines.select(cell.alias("status")).unique().drop_nulls().collect(engine="streaming").to_series().to_list()


class _Folded:
    """Whether a text is one of some words, whatever its case, accents and blanks.

    A status column has few distinct texts: each is folded in Python once, the rest is `is_in`.
    """

    def __init__(self, words: set[str]) -> None:
        self._words = words
        self._verdicts: dict[str, bool] = {}

    def __call__(self, texts: pl.Series) -> pl.Series:
        for text in texts.filter(~texts.is_in(list(self._verdicts))).unique().to_list():
            self._verdicts[text] = fold(text) in self._words
        return texts.is_in([text for text, verdict in self._verdicts.items() if verdict])
