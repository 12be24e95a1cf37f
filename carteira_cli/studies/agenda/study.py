"""`agenda`: whom to call on each working day ahead, and how much of the portfolio was visited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.report import Reading, plain
from carteira_cli.studies.agenda import COMMAND, tables, words
from carteira_cli.studies.agenda.ahead import DaysAhead
from carteira_cli.studies.agenda.events import Events
from carteira_cli.studies.agenda.formulas import planned
from carteira_cli.studies.agenda.visits import Visits
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.rows import Cell
    from carteira_cli.studies.agenda.formulas import Schedule


def study(base: CustomerBase) -> Study:
    """Whom to call, from the day after the period on, and what came of the visits of the period.

    Raises:
        UsageError: `--dias` goes years ahead.
    """
    ahead = DaysAhead(base)
    events = Events(ahead)
    visits = Visits(ahead, events)
    plan = planned(events.every, ahead.days, ahead.capacity)
    return Study(
        readings=tuple(_readings(plan, visits)),
        tables=tuple(tables.tables(ahead, plan, visits)),
        notes=tuple(words.notes(ahead, events, plan, visits)),
        warnings=tuple(words.warnings(ahead, plan, visits)),
        rules=tuple(_rules(ahead)),
        main="agenda",
        answer=tuple(words.answer(ahead, plan, visits)),
    )


def _readings(plan: Schedule, visits: Visits) -> Iterator[Reading]:
    found = visits.coverage
    yield reading(COMMAND, "compromissos", len(plan.placed))
    if visits.known:
        yield reading(COMMAND, "cobertura", plain(found.coverage), numerator=found.visited, denominator=found.portfolio)
        yield reading(
            COMMAND, "efetividade", plain(found.effectiveness), numerator=found.bought, denominator=found.visited
        )
    item, bought = catalogue()["positivacao"], found.bought + found.others
    yield Reading(
        item.key,
        item.title,
        item.unit,
        item.better,
        COMMAND.name,
        plain(found.of_portfolio),
        bought,
        found.portfolio,
        item.parts,
    )


def _rules(ahead: DaysAhead) -> Iterator[tuple[str, Cell]]:
    """What decides which days there are, and how many fit in one."""
    yield "dias", f"{ahead.last - ahead.today}d"
    yield "capacidade", ahead.capacity
    yield "feriados", "BR" if ahead.state is None else f"BR-{ahead.state}"
