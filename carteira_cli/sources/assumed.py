"""What is taken to be true of a file's columns: guessed from a sample, proven over every line, revised if wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.errors import DataError
from carteira_cli.sources.tables import Kind
from carteira_cli.sources.values import amount_evidence, day_evidence, decide_days, decide_decimal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from carteira_cli.sources.columns import Matched
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.raw import RawFile
    from carteira_cli.sources.tables import Table
    from carteira_cli.sources.told import Decimal, Told
    from carteira_cli.sources.values import DayReading

SAMPLE = 20_000  # lines at the start whose cells are looked at for a first guess


@dataclass(frozen=True)
class Assumed:
    """What a part is read by.

    Attributes:
        decimals: canonical column of amounts → its mark of decimals; None where no cell needs to know.
        days: canonical column of dates → the order of day and month, and whether numbers are Excel's serials.
        statuses: every spelling of the status, where it matters and is known.
        said: what people must be told about these choices, as sentences.
    """

    decimals: Mapping[str, Decimal | None] = field(default_factory=dict)
    days: Mapping[str, DayReading] = field(default_factory=dict)
    statuses: Collection[str] | None = None
    said: tuple[str, ...] = ()


def evidence_of(raw: RawFile, originals: Mapping[str, str], table: Table) -> dict[str, pl.Expr]:
    """Aggregations that tell the conventions of the text columns: `column\\x00what` → count."""
    found: dict[str, pl.Expr] = {}
    for column in table.columns:
        original = originals.get(column.name)
        if original is None or raw.schema[original] != pl.String:
            continue
        if column.kind is Kind.MONEY:
            counts = amount_evidence(pl.col(original))
        elif column.kind is Kind.DAY:
            counts = day_evidence(pl.col(original))
        else:
            continue
        found |= {f"{column.name}\x00{what}": count for what, count in counts.items()}
    return found


def first_guess(raw: RawFile, matched: Matched, table: Table, told: Told) -> Assumed:
    """What the first lines suggest."""
    evidence = evidence_of(raw, matched.columns, table)
    if not evidence:
        return Assumed()
    row = raw.lines.head(SAMPLE).select(**evidence).collect().row(0, named=True)
    return _decide(raw.name, table, matched, told, row, strict=False)


def settle(part: Part, row: Mapping[str, int]) -> Assumed:
    """What the evidence of every line proves.

    Raises:
        DataError: a convention that can't be told, with the option that settles it.
    """
    found = _decide(part.raw.name, part.table, part.matched, part.rules.told, row, strict=True)
    return replace(found, statuses=part.assumed.statuses)


def _decide(
    name: str, table: Table, matched: Matched, told: Told, row: Mapping[str, int], *, strict: bool
) -> Assumed:
    by_column: dict[str, dict[str, int]] = {}
    for key, count in row.items():
        column, what = key.split("\x00")
        by_column.setdefault(column, {})[what] = count or 0
    kinds = {column.name: column.kind for column in table.columns}
    decimals: dict[str, Decimal | None] = {}
    days: dict[str, DayReading] = {}
    said: list[str] = []
    for column, evidence in by_column.items():
        others = [counts for other, counts in by_column.items() if other != column and kinds[other] is kinds[column]]
        original = matched.columns[column]
        verdict: Any
        if kinds[column] is Kind.MONEY:
            verdict = decide_decimal(evidence, others, told.decimal, original, hint=_decimal_hint(matched))
            decimals[column] = verdict.choice
        else:
            verdict = decide_days(evidence, others, told.order, original, hint=_order_hint(matched))
            days[column] = verdict.choice
        if verdict.refusal is not None and strict:
            message, hint = verdict.refusal
            raise DataError(f"{name}: {message}", hint)
        if verdict.told:
            said.append(verdict.told)
    return Assumed(decimals, days, None, tuple(said))
