"""Findings as the checks make them: places are still records, which become lines of files all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.dataclass import dataclass
from carteira_cli.days import iso
from carteira_cli.findings import Example, Finding
from carteira_cli.quality.staged_names import AMOUNT, PLACE, PLACE_LIST, part_and_record
from carteira_cli.quoted import cells_are_hidden
from carteira_cli.sources.matching.tables import TABLES, ValueKind
from carteira_cli.units import Unit, money_of_cents, show
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carteira_cli.findings import Severity
    from carteira_cli.quality.stage import Staged
    from carteira_cli.rows import Cell

DAYS = tuple(column.name for table in TABLES.values() for column in table.columns if column.kind is ValueKind.DAY)
IDS = ("cliente", "lead")
EXAMPLES = 5  # cases named under a finding
PLACES = 4  # lines named in a case
_LEAST_SHARE = 0.001  # what is shown of something, and what is missing of less than all

Place = tuple[int, int]  # position of the file, position of the record


@dataclass(frozen=True)
class Case:
    """One case: where, in words, and for machines."""

    places: tuple[Place, ...]
    text: str
    fields: tuple[tuple[str, Cell], ...] = ()


@dataclass(frozen=True)
class Draft:
    """A finding whose places are not lines yet; `source` is where they are. Money in cents.

    `examples` are ready, for the rare check that knows its lines.
    """

    severity: Severity
    source: str
    key: str
    title: str
    count: int
    message: str
    advice: str
    cents: int | None = None
    cases: tuple[Case, ...] = ()
    examples: tuple[Example, ...] = ()


def settle(drafts: Sequence[Draft], sources: Mapping[str, Staged]) -> list[Finding]:
    """Findings with files and lines, in the order given."""
    wanted: dict[str, set[Place]] = {}
    for draft in drafts:
        wanted.setdefault(draft.source, set()).update(place for case in draft.cases for place in case.places)
    lines = {name: sources[name].places(places) for name, places in wanted.items() if places}
    return [_finding(draft, lines.get(draft.source, {})) for draft in drafts]


def _finding(draft: Draft, lines: Mapping[Place, tuple[object, int]]) -> Finding:
    examples = draft.examples or tuple(
        Example(
            tuple((str(lines[place][0]), lines[place][1]) for place in case.places),
            case.text,
            case.fields,
        )
        for case in draft.cases
    )
    reais = None if draft.cents is None else draft.cents / 100
    return Finding(
        draft.severity,
        draft.source,
        draft.key,
        draft.title,
        draft.count,
        draft.message,
        draft.advice,
        reais,
        examples,
    )


def places_of(numbers: Iterable[int]) -> tuple[Place, ...]:
    """Places from the numbers that `vocabulary.place` makes."""
    return tuple(part_and_record(number) for number in numbers)


def share_of(count: int, total: int) -> str:
    """A part of a whole as `1,2 %`; never 0,0 % for something, nor 100,0 % for less than all."""
    share = count / total if total else 0.0
    share = max(share, _LEAST_SHARE) if count else share
    return show(min(share, 1 - _LEAST_SHARE) if count < total else share, Unit.FRACTION)


def case(row: Mapping[str, Any], names: Sequence[str], *more: str, **fields: Cell) -> Case:
    """A case from a row of a frame.

    Args:
        row: with `PLACE` or `PLACE_LIST`, and cells by canonical name.
        names: the cells to tell, in order; those that are null or absent are left out.
        more: what to say after them.
        fields: what machines get after them.
    """
    words: list[str] = []
    told: list[tuple[str, Cell]] = []
    for name in names:
        value = row.get(name)
        if value is None:
            continue
        if cells_are_hidden():
            if name in IDS:  # which pseudonyms may stand for
                told.append((name, value))
        elif name in DAYS:
            words.append(date_of(value))
            told.append((name, iso(value)))
        elif name == AMOUNT:
            words.append(money_of_cents(value))
            told.append((name, value / 100))
        else:
            words.append(str(value))
            told.append((name, value))
    places = row[PLACE_LIST] if PLACE_LIST in row else [row[PLACE]]
    return Case(places_of(places), ", ".join([*words, *more]), (*told, *fields.items()))
