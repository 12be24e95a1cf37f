"""What is taken to be true of a file's columns: guessed from a sample, proven over every line, revised if wrong."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.sources.assumed import Assumed, Questions
from carteira_cli.sources.matching.tables import ValueKind
from carteira_cli.sources.meaning.subtotals import odd_lines
from carteira_cli.sources.part import CODE
from carteira_cli.sources.values import (
    AmountEvidence,
    DayEvidence,
    DayReading,
    Decision,
    IdEvidence,
    amount_code,
    amount_counts,
    day_code,
    day_counts,
    decide_days,
    decide_decimal,
    decide_ids,
    id_code,
    id_counts,
)
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from carteira_cli.reading.raw import RawFile
    from carteira_cli.sources.finding.told import Told
    from carteira_cli.sources.matching.matched import Matched
    from carteira_cli.sources.matching.tables import CanonicalColumn, CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.values import Decimal

SAMPLE = 20_000  # lines at the start whose cells are looked at for a first guess
_TYPED = 4_000  # where dates and amounts have types of their own, and only ids may be texts

_E = TypeVar("_E", AmountEvidence, DayEvidence, IdEvidence)


def questions(
    raw: RawFile,
    originals: Mapping[str, str],
    table: CanonicalTable,
    assumed: Assumed | None = None,
    order: str | None = None,
) -> Questions:
    """What to ask of the text columns of dates, amounts and ids.

    Args:
        raw: the file.
        originals: canonical column → its name there.
        table: what it is to be turned into.
        assumed: what its first lines suggest; None where it is they that are asked.
        order: the file's column of order ids, whether this run uses it or not: a subtotal has none.
    """
    codes: dict[str, pl.Expr] = {}
    counts: dict[str, pl.Expr] = {}
    for column in table.columns:
        original = originals.get(column.name)
        if original is None or column.kind not in {ValueKind.MONEY, ValueKind.DAY, ValueKind.ID}:
            continue
        label, cell, dtype = f"\x00{column.name}", pl.col(original), raw.schema[original]
        if column.kind is ValueKind.ID:
            how = _documents_asked(column.name, assumed)
            if dtype != pl.String and not (dtype.is_integer() and how):
                continue
            codes[label], found = id_code(cell.cast(pl.String), how, odd=not raw.is_text), id_counts(pl.col(label))
        elif dtype != pl.String:
            continue
        else:
            known = f"{original}\x00{column.name}{CODE}"  # where the cells are converted, they were looked at
            of_money = column.kind is ValueKind.MONEY
            code_of, counts_of = (amount_code, amount_counts) if of_money else (day_code, day_counts)
            codes[label], found = pl.col(known) if known in raw.schema else code_of(cell), counts_of(pl.col(label))
        counts |= {f"{label}\x00{what}": count for what, count in found.items()}
    if table.name == "vendas" and raw.is_text:
        odd = odd_lines(raw, originals if order is None else {"venda": order, **originals})
        codes |= odd
        counts |= {name: pl.col(name).sum() for name in odd}
    return Questions(codes, counts)


def _documents_asked(column: str, assumed: Assumed | None) -> Literal["", "shaped", "proven"]:
    """How documents are looked for: check digits are a matter of the first lines, for they cost as much as the rest."""
    if column != "cliente":
        return ""
    if assumed is None:
        return "proven"
    return "shaped" if column in assumed.ids and assumed.ids[column].documents else ""


def first_guess(raw: RawFile, matched: Matched, table: CanonicalTable, told: Told) -> Assumed:
    """What the first lines suggest."""
    asked = questions(raw, matched.columns, table)
    if not asked.codes:
        return Assumed()
    sample = SAMPLE if raw.is_text else _TYPED
    row = raw.lines.head(sample).select(**asked.codes).select(**asked.counts).collect().row(0, named=True)
    return _decide(table, matched, told, row)[0]


def settle(part: Part, row: Mapping[str, Any]) -> Assumed:
    """What the evidence of every line proves.

    Raises:
        DataError: a convention that can't be told, with the option that settles it.
    """
    found, refusals = _decide(part.table, part.matched, part.rules.told, row)
    strict = [refusal for column, refusal in refusals.items() if not part.rules.forgives(_column(part.table, column))]
    if strict:
        message, hint = strict[0]
        raise DataError(f"{part.raw.name}: {message}", hint)
    said = (*found.said, *_forgiven(part, found))
    kept = part.assumed
    return replace(
        found,
        statuses=kept.statuses,
        movements=kept.movements,
        backward=kept.backward,
        subtotals=kept.subtotals,
        titled=kept.titled,
        said=said,
    )


def _forgiven(part: Part, found: Assumed) -> Iterator[str]:
    """What is taken for empty because no analysis needs it enough to do without the line."""
    for column in part.table.columns:
        seen = found.evidence.get(column.name)
        if isinstance(seen, IdEvidence) or seen is None:
            continue
        if column.name in part.originals and part.rules.forgives(column) and seen.unreadable:
            cells = counted(
                seen.unreadable, "data que não se lê, e conta como vazia", "datas que não se leem, e contam como vazias"
            )
            yield f'a coluna "{part.originals[column.name]}" tem {cells}'


def _decide(
    table: CanonicalTable, matched: Matched, told: Told, row: Mapping[str, Any]
) -> tuple[Assumed, dict[str, tuple[str, str]]]:
    amounts = _gathered(AmountEvidence, table, ValueKind.MONEY, row)
    days = _gathered(DayEvidence, table, ValueKind.DAY, row)
    ids = _gathered(IdEvidence, table, ValueKind.ID, row)
    readings = {
        column: decide_ids(seen, documents=matched.keys.get(column) == "documento") for column, seen in ids.items()
    }
    verdicts: dict[str, Decision[Any]] = {}
    for column, seen in amounts.items():
        verdicts[column] = _decimal(matched, column, seen, _others(amounts, column), told.decimal)
    for column, when in days.items():
        verdicts[column] = _day(matched, column, when, _others(days, column), told)
    return Assumed(
        decimals={column: verdicts[column].choice for column in amounts},
        days={column: verdicts[column].choice or DayReading() for column in days},
        foreign=frozenset(c for c, seen in amounts.items() if seen.foreign and (told.currency or not seen.all_foreign)),
        ids={column: reading for column, reading in readings.items() if not reading.plain},
        evidence={**amounts, **days, **ids},
        said=(
            *(sentence for verdict in verdicts.values() for sentence in verdict.told),
            *(_abroad(matched, c) for c, seen in amounts.items() if seen.all_foreign and not told.currency),
        ),
    ), {column: verdict.refusal for column, verdict in verdicts.items() if verdict.refusal}


def _column(table: CanonicalTable, name: str) -> CanonicalColumn:
    return next(column for column in table.columns if column.name == name)


def _abroad(matched: Matched, column: str) -> str:
    """What is said of amounts that all bear the sign of another currency."""
    return (
        f'a coluna "{matched.columns[column]}" está toda em outra moeda (US$, €…), e os números saem nela, sem '
        "conversão, ainda que se leia R$: confirme com --moeda USD, ou a que for"
    )


def _gathered(kind: type[_E], table: CanonicalTable, wanted: ValueKind, row: Mapping[str, Any]) -> dict[str, _E]:
    names = [column.name for column in table.columns if column.kind is wanted]
    return {
        name: kind(**{item.name: row[f"\x00{name}\x00{item.name}"] or 0 for item in fields(kind)})
        for name in names
        if any(key.startswith(f"\x00{name}\x00") for key in row)
    }


def _others(found: Mapping[str, _E], column: str) -> Sequence[_E]:
    return [seen for other, seen in found.items() if other != column]


def _decimal(
    matched: Matched, column: str, seen: AmountEvidence, others: Sequence[AmountEvidence], forced: Decimal | None
) -> Decision[Decimal]:
    """The column's own decision; what nothing in the file says, the system that wrote it does."""
    original = matched.columns[column]
    verdict = decide_decimal(original, seen, others, forced)
    known = matched.profile.decimal if matched.profile else None
    if verdict.refusal is None or known is None:
        return verdict
    return decide_decimal(original, seen, others, "virgula" if known == "," else "ponto")


def _day(
    matched: Matched, column: str, seen: DayEvidence, others: Sequence[DayEvidence], told: Told
) -> Decision[DayReading]:
    original, forced = matched.columns[column], told.order
    known = matched.profile.day_first if matched.profile else None
    unproven = not any(each.day_first + each.month_first for each in (seen, *others))
    if forced is None and known is not None and unproven and seen.ambiguous:
        return decide_days(original, seen, others, "dia-mes" if known else "mes-dia")
    return decide_days(original, seen, others, forced, swapped=told.swapped)
