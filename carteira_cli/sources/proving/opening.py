"""Open a file of a table: find its columns, and prepare how they are converted and checked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial, reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.reading.hidden import MARK, PARTS, RETURN, VOID
from carteira_cli.sources.matching.further import columns_of
from carteira_cli.sources.matching.learnt_words import Coded
from carteira_cli.sources.matching.status import ByStatus, by_status
from carteira_cli.sources.matching.tables import CanonicalColumn, CanonicalTable, ValueKind
from carteira_cli.sources.meaning.currency import without_foreign_cells
from carteira_cli.sources.meaning.periodicity import monthly
from carteira_cli.sources.meaning.returns import is_backward
from carteira_cli.sources.meaning.subtotals import without
from carteira_cli.sources.meaning.titled import back_by_title, under_titles
from carteira_cli.sources.meaning.titles import TITLES, condition, with_payments
from carteira_cli.sources.meaning.undone_columns import undone
from carteira_cli.sources.part import CANCELLED, CODE, LINE_CHECK, MARGIN, PURCHASE, WHOLE, WITH_COST, CellCheck, Part
from carteira_cli.sources.proving.cell_conversion import is_empty, readable, unreadable
from carteira_cli.sources.values import (
    READ_AMOUNT,
    READ_DAY,
    DayReading,
    IdReading,
    convert,
    parse_label,
    read_amount,
    read_day,
    read_id,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.assumed import Assumed
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.reading_rules import Rules


def build_part(table: CanonicalTable, raw: RawFile, matched: Matched, rules: Rules, assumed: Assumed) -> Part:
    """Prepare the conversion of an opened file.

    Args:
        table: what it is to be turned into.
        raw: the file.
        matched: which of its columns is which.
        rules: how cells are read.
        assumed: what is taken to be true of it, to be proven over all of its lines.

    Raises:
        DataError: a column has a type it can't have.
    """
    found, source = matched.columns, raw
    raw = _settled(raw, found, rules, assumed)
    used = _used(table, raw, matched, rules)
    parsed, unsigned = _parse_texts(raw, used, rules, assumed)
    parsed, told, status = _by_status(parsed, matched, rules, assumed)
    back = _back(parsed, matched, told, assumed)
    parsed, sources = _given_back(parsed, unsigned, back)
    columns = {column.name: readable(column, parsed, sources[column], rules) for column in used}
    if PARTS in raw.schema:
        columns["valor_mensal"] = monthly(columns["valor_mensal"])
    columns |= columns_of(parsed, matched.further, rules.further)
    if table.name == TITLES:
        columns = with_payments(columns, condition(parsed, matched), pl.col(VOID) if VOID in parsed.schema else None)
    checks = _checks(parsed, used, sources, rules)
    amount = next((source for column, source in sources.items() if column.name == "valor"), None)
    cancelled = _cancelled(told, amount)
    if VOID in raw.schema:
        cancelled |= pl.col(VOID).is_not_null()
    otherwise = cancelled
    parsed, beside = undone(parsed, matched, amount)
    if beside is not None:
        cancelled |= beside
    if table.name == "vendas" and amount is not None:
        columns |= _sale_flags(parsed, amount, columns, cancelled)
    customer = next((source for column, source in sources.items() if column.name == "cliente"), None)
    id_type = parsed.schema[customer] if customer else pl.String()
    id_type = id_type if id_type.is_integer() and not rules.by_cnpj_root else pl.String()
    return Part(
        table=table,
        raw=parsed,
        source=source,
        matched=matched,
        rules=rules,
        assumed=assumed,
        columns=columns,
        checks=checks,
        cancelled=cancelled,
        id_type=id_type,
        originals={column.name: original for column, original in used.items()},
        day_column=next((source for column, source in sources.items() if column.name == "data"), None),
        status_column=status,
        unsettled=_unsettled(told, amount, parsed),
        movement=told.movement if told is not None else None,
        returned=told.returned | told.movement if told is not None else None,
        otherwise=otherwise if beside is not None else None,
        back=back,
        unsigned=next((source for column, source in unsigned.items() if column.name == "valor"), None),
    )


def _used(table: CanonicalTable, raw: RawFile, matched: Matched, rules: Rules) -> dict[CanonicalColumn, str]:
    """Canonical column → that of the file: those that are required, vital or wanted, and hold anything."""
    found = matched.columns
    return {
        column: found[column.name]
        for column in table.columns
        if column.name in found
        and not column.guide
        and (
            column.required
            or ((column.vital or rules.wants(column.name)) and raw.schema[found[column.name]] != pl.Null)
        )
    }


def _by_status(
    raw: RawFile, matched: Matched, rules: Rules, assumed: Assumed
) -> tuple[RawFile, ByStatus | None, str | None]:
    """The file with what its status does to each line, that itself, and the column; None where there is none."""
    status = matched.columns.get("status")
    if status is None or raw.schema[status] == pl.Null:
        return raw, None, None
    words = matched.words.get(status) or Coded(rules.status_words(matched.traps.valid).meaning)
    return *by_status(raw, status, words, assumed.statuses), status


def _checks(
    raw: RawFile, used: Mapping[CanonicalColumn, str], sources: Mapping[CanonicalColumn, str], rules: Rules
) -> tuple[CellCheck, ...]:
    """What the cells of a line must be for it to count; a line that does not count need not be readable."""
    checks = tuple(
        CellCheck(column.name, used[column], sources[column], column.kind, _bad(column, raw, sources, rules))
        for column in used
        if column.required or (column.kind in {ValueKind.DAY, ValueKind.MONEY} and not rules.forgives(column))
    )
    if VOID in raw.schema:
        checks = tuple(replace(check, bad=check.bad & pl.col(VOID).is_null()) for check in checks)
    return (CellCheck(LINE_CHECK, MARK, MARK, ValueKind.LINE, _broken()), *checks) if MARK in raw.schema else checks


def _bad(column: CanonicalColumn, raw: RawFile, sources: Mapping[CanonicalColumn, str], rules: Rules) -> pl.Expr:
    """Whether a cell is no value of its column; not where it is empty and another cell of its line excuses that."""
    bad = unreadable(column, raw, sources[column], rules)
    excuse = next((one for one in sources if one.name == column.excused_by), None)
    if excuse is None:
        return bad
    told = ~is_empty(excuse, raw, sources[excuse])
    return bad & ~(is_empty(column, raw, sources[column]) & told)


def _settled(raw: RawFile, found: Mapping[str, str], rules: Rules, assumed: Assumed) -> RawFile:
    """The file as what was assumed of it leaves it: without subtotals, under its titles, without foreign cells."""
    if assumed.subtotals is not None and assumed.subtotals.lines:
        raw = without(raw, assumed.subtotals)
    if assumed.titled:
        raw = under_titles(raw, assumed.titled)
    if assumed.foreign:
        raw = without_foreign_cells(raw, [found[name] for name in sorted(assumed.foreign) if name in found], rules)
    return raw


def _broken() -> pl.Expr:
    """Whether the cells of a line can't be told apart for sure."""
    return pl.col(MARK).str.contains("^(?:quebrada|duvidosa)").fill_null(value=False)


def _parse_texts(
    raw: RawFile, originals: Mapping[CanonicalColumn, str], rules: Rules, assumed: Assumed
) -> tuple[RawFile, dict[CanonicalColumn, str]]:
    """Parse what is text, once; and say which column each is converted from."""
    parsed: dict[str, tuple[pl.Expr, pl.DataType]] = {}
    whole: dict[str, tuple[pl.Expr, pl.DataType]] = {}
    sources = dict(originals)
    for column, original in originals.items():
        dtype = raw.schema[original]
        parse: Callable[[pl.Expr], pl.Expr]
        to: pl.DataType
        if column.kind is ValueKind.ID and (column.name in assumed.ids or (dtype == pl.String and raw.is_text)):
            reading = assumed.ids.get(column.name, IdReading())
            parse, to = partial(_read_id, reading=reading), pl.String()
        elif column.kind is ValueKind.DAY and raw.kind == "sheet" and dtype.is_numeric():
            parse, to = convert.parse_serial, pl.Date()
        elif column.kind in {ValueKind.DAY, ValueKind.MONEY} and dtype == pl.String:
            value = sources[column] = f"{original}\x00{column.name}"
            whole[value + WHOLE] = _looked_at(column, original, rules, assumed)
            kind = pl.Float64() if column.kind is ValueKind.MONEY else pl.Date()
            parsed[value] = pl.col(value + WHOLE).struct.field("value"), kind
            parsed[value + CODE] = pl.col(value + WHOLE).struct.field("code"), pl.UInt8()
            continue
        elif column.kind is ValueKind.PERIOD:
            parse, to = _label, pl.String()
        else:
            continue
        sources[column] = f"{original}\x00{column.name}"
        parsed[sources[column]] = (parse(pl.col(original)), to)
    raw = raw.parsing(whole) if whole else raw  # a step of its own: the engine would look at a cell once a field
    return (raw.parsing(parsed) if parsed else raw), sources


def _looked_at(column: CanonicalColumn, original: str, rules: Rules, assumed: Assumed) -> tuple[pl.Expr, pl.Struct]:
    """What the text of a date or an amount is, and what it tells of its column, in one look."""
    cell = pl.col(original)
    if column.kind is ValueKind.MONEY:
        return read_amount(cell, assumed.decimals.get(column.name)), READ_AMOUNT
    return read_day(cell, rules.zone, assumed.days.get(column.name, DayReading())), READ_DAY


def _back(raw: RawFile, matched: Matched, told: ByStatus | None, assumed: Assumed) -> dict[str, pl.Expr]:
    """In words, what says of a line that its money was given back → whether it does, never null."""
    back: dict[str, pl.Expr] = {}
    if RETURN in raw.schema:
        back[f'pela operação, na coluna "{matched.columns.get("operacao", "valor")}"'] = pl.col(RETURN)
    if told is not None and assumed.movements:
        back[f'pela palavra na coluna "{matched.columns["status"]}"'] = told.movement
    if assumed.titled:
        back |= back_by_title(assumed.titled)
    quantity = matched.columns.get("quantidade")
    if quantity is not None and assumed.backward:
        back[f'pela quantidade negativa, na coluna "{quantity}"'] = is_backward(quantity, raw.schema[quantity])
    return back


def _given_back(
    raw: RawFile, sources: Mapping[CanonicalColumn, str], back: Mapping[str, pl.Expr]
) -> tuple[RawFile, Mapping[CanonicalColumn, str]]:
    """Amounts and costs of money given back below zero, whatever sign they stand with."""
    if not back:
        return raw, sources
    amounts = {column: source for column, source in sources.items() if column.kind is ValueKind.MONEY}
    signed = {column: f"{source}\x00sinal" for column, source in amounts.items()}
    types = {
        source: pl.Int64() if raw.schema[source].is_unsigned_integer() else raw.schema[source]
        for source in sources.values()
    }
    given = reduce(or_, back.values())
    turned = {}
    for column, source in amounts.items():
        amount = pl.col(source).cast(types[source])
        turned[signed[column]] = (pl.when(given).then(-amount.abs()).otherwise(amount), types[source])
    return raw.parsing(turned), {**sources, **signed}


def _cancelled(told: ByStatus | None, amount: str | None) -> pl.Expr:
    """Whether the status voids a line; a line of a negative amount is the return itself that some words tell of."""
    if told is None:
        return pl.lit(value=False)
    negative = (pl.col(amount) < 0).fill_null(value=False) if amount is not None else pl.lit(value=False)
    return told.void | ((told.returned | told.movement) & ~negative)


def _unsettled(told: ByStatus | None, amount: str | None, raw: RawFile) -> pl.Expr | None:
    """Whether only a closer look says what the status does: it is unheard of, or a "Devolução" of an amount above 0."""
    if told is None or told.unheard is None or amount is None:
        return told.unheard if told is not None else None
    return told.unheard | (told.movement & convert.is_positive(pl.col(amount), raw.schema[amount]))


def _read_id(cell: pl.Expr, reading: IdReading) -> pl.Expr:
    """The id of a cell, which may be a number of which leading zeros were lost."""
    return read_id(cell.cast(pl.String), reading)


def _label(cell: pl.Expr) -> pl.Expr:
    """The period that a cell names: a date or a number is read as it would be written."""
    return parse_label(cell.cast(pl.String))


def _sale_flags(raw: RawFile, amount: str, columns: Mapping[str, pl.Expr], cancelled: pl.Expr) -> dict[str, pl.Expr]:
    flags = {CANCELLED: cancelled, PURCHASE: convert.is_positive(pl.col(amount), raw.schema[amount]) & ~cancelled}
    if "custo" in columns:
        flags[WITH_COST] = pl.when(columns["custo"].is_not_null()).then(columns["valor"])
        flags[MARGIN] = columns["valor"] - columns["custo"]
    return flags
