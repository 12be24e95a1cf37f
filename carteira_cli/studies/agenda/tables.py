"""The tables of `agenda`."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.days import iso
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.report import Column, Kind, Table, plain
from carteira_cli.rows import Rows
from carteira_cli.studies.agenda.events import KINDS
from carteira_cli.units import Depth, Unit, number
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from carteira_cli.rows import Cell
    from carteira_cli.studies.agenda.ahead import DaysAhead
    from carteira_cli.studies.agenda.formulas import DueContact, Schedule
    from carteira_cli.studies.agenda.visits import Visits

NO_SELLER = "(sem vendedor)"
_SHOWN = 30  # appointments on a page
_LOSS = Column("perda_esperada", "Perda esperada", Unit.REAIS_PER_MONTH, short="Perda, R$/mês")
_WEEK = ("seg", "ter", "qua", "qui", "sex", "sáb", "dom")
_MONDAY = 3  # of day 0, a Thursday


def tables(ahead: DaysAhead, plan: Schedule, visits: Visits) -> Iterator[Table]:
    """The agenda first, then what it comes to, then who found no room."""
    yield agenda(ahead, plan)
    yield _by_day(ahead, plan)
    yield _by_kind(ahead, plan)
    yield _by_seller(ahead, plan, visits)
    if plan.left:
        yield _left(ahead, plan)


def agenda(ahead: DaysAhead, plan: Schedule) -> Table:
    """Who is called on which day, of a day the largest expected loss first."""
    first, last = date_of(ahead.first), date_of(ahead.last)
    title = f"Agenda de {first} a {last}: {number(len(plan.placed), 0)}"
    rows = Rows(len(plan.placed), lambda count: (_row(ahead, one, day) for day, one in plan.placed[:count]))
    return _long(ahead, Table("agenda", title, _columns(), rows, each="compromisso"))


def _left(ahead: DaysAhead, plan: Schedule) -> Table:
    """Who found no room, likewise, on no day."""
    rows = Rows(len(plan.left), lambda count: (_row(ahead, one, None) for one in plan.left[:count]))
    title = f"Não couberam: {number(len(plan.left), 0)}"
    return _long(ahead, Table("sem_lugar", title, _columns(), rows, depth=Depth.FULL))


def _columns() -> tuple[Column, ...]:
    return (
        Column("data", "Data", kind=Kind.DATE),
        Column(CUSTOMER, "Cliente"),
        Column("nome", "Nome"),
        Column("vendedor", "Vendedor", blank=NO_SELLER),
        Column("tipo", "Tipo"),
        Column("motivo", "Motivo", depth=Depth.FULL),
        _LOSS,
        Column("previsto", "Previsto para", kind=Kind.DATE, depth=Depth.FULL),
    )


def _row(ahead: DaysAhead, one: DueContact, day: int | None) -> tuple[Cell, ...]:
    worth = ahead.worth.get(one.customer)
    return (
        None if day is None else iso(day),
        one.customer,
        ahead.names.get(one.customer),
        one.seller,
        one.kind,
        one.reason,
        None if worth is None else plain(worth.expected),
        iso(one.due),
    )


def _long(ahead: DaysAhead, table: Table) -> Table:
    """As long as was asked for; else whole, and short on a page."""
    limit = ahead.base.config.question.limite
    if limit is None or limit >= len(table.rows):
        return replace(table, shown=_SHOWN if limit is None else None)
    return replace(table, title=f"{table.title}, os {number(limit, 0)} primeiros", rows=table.rows[:limit])


def _by_day(ahead: DaysAhead, plan: Schedule) -> Table:
    """A row a working day, those without any appointment too."""
    counts = Counter(day for day, _ in plan.placed)
    losses = _losses(ahead, [(day, one) for day, one in plan.placed])
    rows = tuple(
        (iso(day), _WEEK[(day + _MONDAY) % 7], counts[day], plain(losses.get(day, Fraction(0)))) for day in ahead.days
    )
    columns = (
        Column("data", "Dia útil", kind=Kind.DATE),
        Column("dia_da_semana", "Dia"),
        Column("compromissos", "Compromissos", Unit.LINES),
        _LOSS,
    )
    return Table("por_dia", "Por dia", columns, rows, depth=Depth.FULL)


def _by_kind(ahead: DaysAhead, plan: Schedule) -> Table:
    """A row a kind that there is any of."""
    counts = Counter(one.kind for _, one in plan.placed)
    customers = {kind: len({one.customer for _, one in plan.placed if one.kind == kind}) for kind in counts}
    left = Counter(one.kind for one in plan.left)
    losses = _losses(ahead, [(one.kind, one) for _, one in plan.placed])
    rows = tuple(
        (kind, counts[kind], customers.get(kind, 0), plain(losses.get(kind, Fraction(0))), left[kind])
        for kind in KINDS
        if counts[kind] or left[kind]
    )
    columns = (
        Column("tipo", "Tipo"),
        Column("compromissos", "Compromissos", Unit.LINES),
        Column("clientes", "Clientes", Unit.CUSTOMERS),
        _LOSS,
        Column("nao_couberam", "Não couberam", Unit.LINES),
    )
    return Table("por_tipo", "Por tipo", columns, rows)


def _by_seller(ahead: DaysAhead, plan: Schedule, visits: Visits) -> Table:
    """A row a seller of the portfolio: what she has to do, and how much of her portfolio was visited and bought."""
    counts = Counter(one.seller for _, one in plan.placed)
    left = Counter(one.seller for one in plan.left)
    losses = _losses(ahead, [(one.seller, one) for _, one in plan.placed])
    depth = Depth.SCREEN if visits.known else Depth.FULL
    rows = []
    for seller, found in visits.by_seller.items():
        seen = (found.visited, plain(found.coverage), plain(found.effectiveness)) if visits.known else (None,) * 3
        loss = plain(losses.get(seller, Fraction(0)))
        rows.append(
            (seller, counts[seller], loss, left[seller], found.portfolio, *seen, plain(found.of_portfolio)),
        )
    columns = (
        Column("vendedor", "Vendedor", blank=NO_SELLER),
        Column("compromissos", "Compromissos", Unit.LINES, short="Agenda"),
        Column("perda_esperada", "Perda esperada", Unit.REAIS_PER_MONTH, short="Perda"),
        Column("nao_couberam", "Não couberam", Unit.LINES, depth=Depth.FULL),
        Column("carteira", "Carteira", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("visitados", "Visitados", Unit.CUSTOMERS, depth=Depth.FULL),
        Column("cobertura", "Cobertura", Unit.FRACTION, depth=depth),
        Column("efetividade", "Efetividade", Unit.FRACTION, short="Efetiva", depth=depth),
        Column("positivacao", "Positivação", Unit.FRACTION, short="Positivou"),
    )
    return Table("por_vendedor", "Por vendedor", columns, tuple(rows), depth=Depth.FULL)


def _losses(ahead: DaysAhead, placed: Sequence[tuple[Hashable, DueContact]]) -> dict[Hashable, Fraction | None]:
    """Group → the expected loss of its customers, each counted once; None where it is known of none of them."""
    seen: set[tuple[Hashable, str]] = set()
    found: dict[Hashable, Fraction | None] = {}
    for group, one in placed:
        found.setdefault(group, None)
        worth = ahead.worth.get(one.customer)
        if worth is None or worth.expected is None or (group, one.customer) in seen:
            continue
        seen.add((group, one.customer))
        found[group] = (found[group] or Fraction(0)) + worth.expected
    return found


def loss_of(ahead: DaysAhead, plan: Schedule, only: Callable[[DueContact], bool] = lambda _: True) -> Fraction | None:
    """The expected loss of the customers of an agenda, each counted once; None where it is known of none of them."""
    return _losses(ahead, [("", one) for _, one in plan.placed if only(one)]).get("", Fraction(0))
