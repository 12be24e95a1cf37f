"""Random portfolios with their days, ids and values piled up where mistakes live, and their CSV files."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from hypothesis import strategies as st

from tests.reference import Cost, Lead, Rules, Sale, Values, as_of_date, first_days, reference, window_start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path
    from random import Random

T = TypeVar("T")

WINDOWS = ("90d", "30d", "3m")

# Few, so that everyone has a history. Equal to a careless reader, different by the bytes: zeros on the left,
# case, accents, composed and decomposed letters, orders that UTF-16 or a locale turns, CSV's punctuation.
CUSTOMERS = (
    "00123",
    "123",
    "1e3",
    "ana",
    "Ana",
    "Ánã",
    "jos\u00e9",
    "Zé & Cia, ME",
    'Bar "do Zé"',
    "a;b",
    "\uff5e",
    "\U0001f600",
)
ORDERS = ("V1", "V2", "V3", "007", "7")
VALID_STATUSES = (None, "", "faturado", "em transporte", "não cancelado", "A combinar")
CANCELLED_STATUSES = (
    "cancelado",
    " CANCELADO ",
    "Cancelada",
    "canceled",
    "CANCELLED",
    "Cancelamento",
    "cancelàdo",
)
LEADS = ("L1", "L2", "L3", "L4", "01", "1")
# Mostly nothing: an indicator of two tables would otherwise hardly ever be seen.
MISSING = ((), (), (), (), ("clientes",), ("leads",), ("custos",), ("clientes", "leads", "custos"))
STATES = ("SP", "RJ", "MG", "")


class Period(NamedTuple):
    """A period as typed and as meant."""

    label: str
    start: date
    end: date  # exclusive


@dataclass(frozen=True)
class Portfolio:
    """The tables of a company; `None` is a file that does not exist."""

    sales: tuple[Sale, ...]
    register: Mapping[str, date | None] | None
    leads: tuple[Lead, ...] | None
    costs: tuple[Cost, ...] | None


@dataclass(frozen=True)
class Case:
    """A portfolio and a question that has an answer."""

    portfolio: Portfolio
    period: Period
    rules: Rules

    def expected(self) -> Values:
        """What the definitions say."""
        p = self.portfolio
        return reference(p.sales, p.register, p.leads, p.costs, self.period.start, self.period.end, self.rules)


def add_months(first_of_month: date, months: int) -> date:
    year, month = divmod(first_of_month.year * 12 + first_of_month.month - 1 + months, 12)
    return date(year, month + 1, 1)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Quarters, months and ranges of days, across a leap year and into ordinary ones."""
    kind = draw(st.sampled_from(("quarter", "month", "range")))
    year = draw(st.integers(2023, 2025))
    if kind == "quarter":
        quarter = draw(st.integers(1, 4))
        start = date(year, 3 * quarter - 2, 1)
        return Period(f"{year}-Q{quarter}", start, add_months(start, 3))
    if kind == "month":
        month = draw(st.integers(1, 12))
        start = date(year, month, 1)
        return Period(f"{year}-{month:02}", start, add_months(start, 1))
    # 31 May has no same day three months earlier, 29 May only in a leap year; some ranges are whole months.
    special = (date(year, 5, 31), date(year, 5, 29), date(year, 1, 1), date(year, 12, 31))
    start = draw(st.one_of(st.sampled_from(special), st.dates(date(year, 1, 1), date(year, 12, 31))))
    last = start + timedelta(days=draw(st.one_of(st.sampled_from((0, 29, 30, 59)), st.integers(0, 120))))
    return Period(f"{start}..{last}", start, last + timedelta(days=1))


class Rows:
    """Draws rows from a seeded generator, and lets hypothesis choose which of them to keep.

    Hypothesis alone likes short lists of equal rows, in which hardly a customer is ever kept, lost and found
    again. So what a row says comes from the seed, and a failure shrinks by leaving rows out.
    """

    def __init__(self, draw: st.DrawFn, period: Period, window: str) -> None:
        self.draw = draw
        self.rng: Random = draw(st.randoms(use_true_random=True))
        self.period = period
        self.opening = window_start(period.start, window)
        self.closing = window_start(period.end, window)
        # A few customers at a time, so that they come back; any of them may be among the few.
        self.customers = self.rng.sample(CUSTOMERS, self.rng.choice((2, 4, 6, len(CUSTOMERS))))

    def some(self, row: Callable[[], T], most: int, least: int = 0) -> tuple[T, ...]:
        rows = [row() for _ in range(most)]
        kept = self.draw(st.lists(st.booleans(), min_size=most, max_size=most))
        chosen = [row for row, keep in zip(rows, kept, strict=True) if keep]
        return tuple(chosen if len(chosen) >= least else rows[:least])

    def between(self, first: date, end: date) -> date:
        return first + timedelta(days=self.rng.randrange((end - first).days))

    def inside(self) -> date:
        """Any day of the period."""
        return self.between(self.period.start, self.period.end)

    def day(self) -> date:
        """Half of them next to a boundary, the others around or far from it."""
        start, end = self.period.start, self.period.end
        boundary = self.rng.choice((self.opening, start, self.closing, end))
        edge = boundary + timedelta(days=self.rng.choice((-1, 0, 1)))
        first_window = self.between(self.opening, start)
        before_it = self.between(self.opening - timedelta(days=40), self.opening)
        anywhere = self.between(self.opening - timedelta(days=200), end + timedelta(days=60))
        return self.rng.choice((edge,) * 5 + (self.inside(), self.inside(), first_window, before_it, anywhere))

    def cents(self) -> int:
        """Many ties, 400 and 100 for exactly 80 %, gifts of 0, returns, and more than 32 bits can hold."""
        usual = self.rng.choice((10_000, 10_000, 40_000, 25_000, 1, 0, -1, -10_000, 9_999_999_999))
        bought, returned = self.rng.randint(1, 500_000), -self.rng.randint(1, 60_000)
        return self.rng.choice((usual,) * 4 + (bought,) * 5 + (returned,))

    def sale(self) -> Sale:
        """Orders have several lines, some in the name of two customers."""
        return Sale(
            cliente=self.rng.choice(self.customers),
            data=self.day(),
            centavos=self.cents(),
            venda=self.rng.choice((None, *ORDERS)),
            status=self.rng.choice(VALID_STATUSES if self.rng.random() < 0.85 else CANCELLED_STATUSES),
        )

    def lead(self) -> Lead:
        """The pool of ids is small, so some repeat. Some convert before they exist."""
        created = self.rng.choice((self.inside(), self.day()))
        soon = created + timedelta(days=self.rng.choice((-1, 0, 1, 10, 29, 30, 31, 60)))
        return Lead(self.rng.choice(LEADS), created, self.rng.choice((None, soon, soon, self.day())))

    def registered(self) -> date | None:
        """Half of them without a date; the others next to a boundary, or long before."""
        return self.rng.choice((None, None, self.day(), date(2015, 1, 1)))

    def cost(self) -> Cost:
        return Cost(self.rng.choice((self.inside(), self.day())), self.rng.choice((0, 1, 10_000, 123_456)))


@st.composite
def portfolios(draw: st.DrawFn, period: Period, window: str = "90d", min_sales: int = 1) -> Portfolio:
    """A portfolio whose days crowd around the boundaries of one period and one window."""
    rows = Rows(draw, period, window)
    missing = draw(st.sampled_from(MISSING))
    # "só cadastro" never bought, and some who did are not in the register.
    register = rows.some(iter((*CUSTOMERS, "só cadastro")).__next__, len(CUSTOMERS) + 1)
    return Portfolio(
        sales=rows.some(rows.sale, rows.rng.choice((5, 20, 40, 60)), min_sales),
        register=None if "clientes" in missing else {customer: rows.registered() for customer in register},
        leads=None if "leads" in missing else rows.some(rows.lead, 10),
        costs=None if "custos" in missing else rows.some(rows.cost, 5),
    )


@st.composite
def cases(draw: st.DrawFn, min_sales: int = 1) -> Case:
    """A portfolio, a period that has begun by the as-of date, and rules."""
    period = draw(periods())
    window = draw(st.sampled_from(WINDOWS))
    portfolio = draw(portfolios(period, window, min_sales))
    length = (period.end - period.start).days
    rules = Rules(
        window=window,
        devolucoes=draw(st.sampled_from(("abater", "ignorar"))),
        margem=draw(st.sampled_from((Fraction(1), Fraction(3, 10), Fraction(45, 100)))),
        as_of=draw(
            st.one_of(
                st.none(),
                st.sampled_from((length - 1, length, 0, length + 40)).map(lambda n: period.start + timedelta(days=n)),
            )
        ),
        prazo_dias=draw(st.sampled_from((None, 0, 30))),
        abc=draw(st.sampled_from(("cruza", "estrito"))),
    )
    if not has_begun(portfolio, period, rules):
        rules = replace(rules, as_of=period.end - timedelta(days=1))
    return Case(reaching(portfolio, period), period, rules)


def reaching(portfolio: Portfolio, period: Period) -> Portfolio:
    """The portfolio, with a sale in the period if its data began only later: of such a time there is nothing to say."""
    begun = first_days(portfolio.sales, portfolio.leads, portfolio.costs)
    if not begun or min(begun.values()) < period.end:
        return portfolio
    return replace(portfolio, sales=(*portfolio.sales, Sale("ana", period.start, 10_000)))


def has_begun(portfolio: Portfolio, period: Period, rules: Rules) -> bool:
    """Whether there is a day of the period to look at."""
    try:
        return as_of_date(portfolio.sales, portfolio.leads, portfolio.costs, rules) >= period.start
    except ValueError:  # nothing has a date
        return False


# --- files --------------------------------------------------------------------------------------------------


def money(centavos: int) -> str:
    """Cents as a file has them: decimal point, no separator of thousands."""
    return str(Decimal(centavos).scaleb(-2))


def iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def write_table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_csv(portfolio: Portfolio, folder: Path) -> None:
    """The portfolio as files with canonical names and columns.

    A table that is `None` leaves no file, not even one of an earlier example in the same folder.
    """
    sales = [
        (line.venda or "", line.cliente, iso(line.data), money(line.centavos), line.status or "")
        for line in portfolio.sales
    ]
    customers = [
        (customer, f'Cliente "{i}", Ltda.', STATES[i % len(STATES)], iso((portfolio.register or {})[customer]))
        for i, customer in enumerate(sorted(portfolio.register or (), key=str.encode))
    ]
    leads = [(row.lead, iso(row.data), iso(row.data_conversao)) for row in portfolio.leads or ()]
    costs = [(iso(cost.data), money(cost.centavos)) for cost in portfolio.costs or ()]

    write_table(folder / "vendas.csv", ("venda", "cliente", "data", "valor", "status"), sales)
    for name, table, header, rows in (
        ("clientes.csv", portfolio.register, ("cliente", "nome", "uf", "data_cadastro"), customers),
        ("leads.csv", portfolio.leads, ("lead", "data", "data_conversao"), leads),
        ("custos.csv", portfolio.costs, ("data", "valor"), costs),
    ):
        if table is None:
            (folder / name).unlink(missing_ok=True)
        else:
            write_table(folder / name, header, rows)
