"""What is taken to be true of a file's columns: guessed from a sample, proven over every line, revised if wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.sources.tables import Kind
from carteira_cli.sources.values import (
    AmountEvidence,
    DayEvidence,
    DayReading,
    Verdict,
    amount_code,
    amount_counts,
    day_code,
    day_counts,
    decide_days,
    decide_decimal,
)
from carteira_cli.units import number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from carteira_cli.sources.columns import Matched
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.raw import RawFile
    from carteira_cli.sources.tables import Column, Table
    from carteira_cli.sources.told import Told
    from carteira_cli.sources.values import Decimal, Order

SAMPLE = 20_000  # lines at the start whose cells are looked at for a first guess

Evidence = AmountEvidence | DayEvidence
_E = TypeVar("_E", AmountEvidence, DayEvidence)


@dataclass(frozen=True)
class Assumed:
    """What a part is read by.

    Attributes:
        decimals: canonical column of amounts → its mark of decimals; None where no cell needs to know.
        days: canonical column of dates → the order of day and month, and whether numbers are Excel's serials.
        statuses: every spelling of the status, where it matters and is known.
        evidence: canonical column → what its cells show.
        said: what people must be told about these choices, as sentences.
    """

    decimals: Mapping[str, Decimal | None] = field(default_factory=dict)
    days: Mapping[str, DayReading] = field(default_factory=dict)
    statuses: Collection[str] | None = None
    evidence: Mapping[str, Evidence] = field(default_factory=dict, compare=False)
    said: tuple[str, ...] = field(default=(), compare=False)

    def order_shown(self) -> Order | None:
        """The one order of day and month that all dates of the file are in, if any has such an order."""
        orders = {
            self.days[column].order
            for column, seen in self.evidence.items()
            if isinstance(seen, DayEvidence) and seen.day_first + seen.month_first + seen.ambiguous
        }
        return orders.pop() if len(orders) == 1 else None

    def decimal_shown(self) -> Decimal | None:
        """The mark of decimals that the amounts of the file have or were decided to have, if it is one."""
        seen = [found for found in self.evidence.values() if isinstance(found, AmountEvidence)]
        marks: set[Decimal] = {choice for choice in self.decimals.values() if choice}
        marks |= {"virgula"} if any(found.comma for found in seen) else set()
        marks |= {"ponto"} if any(found.point for found in seen) else set()
        return marks.pop() if len(marks) == 1 else None


@dataclass(frozen=True)
class Questions:
    """What to ask of every line to know the conventions of a file.

    Attributes:
        codes: label → what one cell tells.
        counts: label → aggregate of the codes.
    """

    codes: Mapping[str, pl.Expr] = field(default_factory=dict)
    counts: Mapping[str, pl.Expr] = field(default_factory=dict)


def questions(raw: RawFile, originals: Mapping[str, str], table: Table) -> Questions:
    """What to ask of the text columns of dates and amounts."""
    codes: dict[str, pl.Expr] = {}
    counts: dict[str, pl.Expr] = {}
    for column in table.columns:
        original = originals.get(column.name)
        if original is None or raw.schema[original] != pl.String or column.kind not in {Kind.MONEY, Kind.DAY}:
            continue
        label, cell = f"\x00{column.name}", pl.col(original)
        if column.kind is Kind.MONEY:
            codes[label], found = amount_code(cell), amount_counts(pl.col(label))
        else:
            codes[label], found = day_code(cell), day_counts(pl.col(label))
        counts |= {f"{label}\x00{what}": count for what, count in found.items()}
    return Questions(codes, counts)


def first_guess(raw: RawFile, matched: Matched, table: Table, told: Told) -> Assumed:
    """What the first lines suggest."""
    asked = questions(raw, matched.columns, table)
    if not asked.codes:
        return Assumed()
    row = raw.lines.head(SAMPLE).select(**asked.codes).select(**asked.counts).collect().row(0, named=True)
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
    return replace(found, statuses=part.assumed.statuses, said=said)


def _forgiven(part: Part, found: Assumed) -> Iterator[str]:
    """What is taken for empty because no analysis needs it enough to do without the line."""
    for column in part.table.columns:
        seen = found.evidence.get(column.name)
        if seen is not None and column.name in part.originals and part.rules.forgives(column) and seen.unreadable:
            cells = (
                "1 data que não se lê, e conta como vazia"
                if seen.unreadable == 1
                else f"{number(seen.unreadable, 0)} datas que não se leem, e contam como vazias"
            )
            yield f'a coluna "{part.originals[column.name]}" tem {cells}'


def _decide(
    table: Table, matched: Matched, told: Told, row: Mapping[str, Any]
) -> tuple[Assumed, dict[str, tuple[str, str]]]:
    amounts = _gathered(AmountEvidence, table, Kind.MONEY, row)
    days = _gathered(DayEvidence, table, Kind.DAY, row)
    verdicts: dict[str, Verdict[Any]] = {}
    for column, seen in amounts.items():
        verdicts[column] = _decimal(matched, column, seen, _others(amounts, column), told.decimal)
    for column, when in days.items():
        verdicts[column] = _day(matched, column, when, _others(days, column), told.order)
    return Assumed(
        decimals={column: verdicts[column].choice for column in amounts},
        days={column: verdicts[column].choice or DayReading() for column in days},
        evidence={**amounts, **days},
        said=tuple(sentence for verdict in verdicts.values() for sentence in verdict.told),
    ), {column: verdict.refusal for column, verdict in verdicts.items() if verdict.refusal}


def _column(table: Table, name: str) -> Column:
    return next(column for column in table.columns if column.name == name)


def _gathered(kind: type[_E], table: Table, wanted: Kind, row: Mapping[str, Any]) -> dict[str, _E]:
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
) -> Verdict[Decimal]:
    """The column's own decision; what nothing in the file says, the system that wrote it does."""
    original = matched.columns[column]
    verdict = decide_decimal(original, seen, others, forced)
    known = matched.profile.decimal if matched.profile else None
    if verdict.refusal is None or known is None:
        return verdict
    return decide_decimal(original, seen, others, "virgula" if known == "," else "ponto")


def _day(
    matched: Matched, column: str, seen: DayEvidence, others: Sequence[DayEvidence], forced: Order | None
) -> Verdict[DayReading]:
    original = matched.columns[column]
    known = matched.profile.day_first if matched.profile else None
    unproven = not any(each.day_first + each.month_first for each in (seen, *others))
    if forced is None and known is not None and unproven and seen.ambiguous:
        return decide_days(original, seen, others, "dia-mes" if known else "mes-dia")
    return decide_days(original, seen, others, forced)
