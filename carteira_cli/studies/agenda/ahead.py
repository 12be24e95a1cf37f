"""What an agenda is made of: the customers of a base, what they are worth, and the days ahead."""

from __future__ import annotations

from functools import cached_property
from math import lcm
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import RuleSettings, VisitSettings
from carteira_cli.customers.contract_customers import SOURCE as CONTRACTS
from carteira_cli.customers.contract_customers import contract_lines
from carteira_cli.customers.people import with_register
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER, Measure
from carteira_cli.kpis.atividade import is_known
from carteira_cli.kpis.customer_measures import MEASURES
from carteira_cli.period import Window
from carteira_cli.studies.agenda.formulas import working
from carteira_cli.studies.agenda.workdays import holidays_between, looked_back, since
from carteira_cli.studies.risco.risk import Risk

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from carteira_cli.customers.customers import CustomerBase

USUAL = Window(30, "d")
MOST_DAYS = 731  # of an agenda: two years
_NOBODY = (2, 0, 0)  # the rank of who is not active: nothing is expected to be lost
_BLANKS: Mapping[str, int | bool | None] = {"primeira": None, "primeira_linha": None, "comprou": False}


@dataclass(frozen=True)
class ContactWorth:
    """What is lost with a customer if she leaves.

    Attributes:
        rank: of two the smaller is called first: the larger expected loss, then the larger revenue.
        expected: reais a month; None where no chance is known, and of who is not active.
    """

    rank: tuple[int, ...] = _NOBODY
    expected: Fraction | None = None


@dataclass(frozen=True)
class DaysAhead:
    """The days ahead of a base, as they look on the last day of its period.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @cached_property
    def risk(self) -> Risk:
        """The customers by how late they are."""
        return Risk(self.base)

    @property
    def today(self) -> int:
        """The last day that anything is known of."""
        return self.base.period.end - 1

    @property
    def first(self) -> int:
        """The first day of the agenda."""
        return self.today + 1

    @cached_property
    def last(self) -> int:
        """Its last day.

        Raises:
            UsageError: it is years away.
        """
        told = self.base.config.told(RuleSettings.dias)
        span = self.base.config.rules.dias if told else USUAL
        end = self.today + span.length if span.unit == "d" else add_months(self.today, span.length)
        if end - self.today > MOST_DAYS:
            value = self.base.config.value(RuleSettings.dias)
            raise value.refused(f"a agenda não vai {span.words} à frente", "use até 2 anos, como --dias 30d ou 3m")
        return end

    @property
    def capacity(self) -> int | None:
        """Calls a day and seller; None: as many as there are."""
        return self.base.config.of(VisitSettings).capacidade

    @property
    def state(self) -> str | None:
        """Whose holidays count besides the national ones."""
        return self.base.config.of(VisitSettings).feriados

    @cached_property
    def holidays(self) -> Mapping[int, str]:
        """Those of the agenda's days, and of a few before."""
        return holidays_between(looked_back(self.first), self.last, self.state)

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The working days."""
        return tuple(working(self.first, self.last, self.holidays))

    @cached_property
    def since(self) -> int:
        """The first day whose events are called on the first working day."""
        return since(self.first, self.holidays)

    @cached_property
    def panel(self) -> pl.DataFrame:
        """By customer: `cliente`, `primeira` (day of her first purchase), `comprou` (in the period), `conhecido`.

        Those of the sales, the register and the contracts that the filter lets through; `conhecido` are the portfolio,
        as `clientes_cadastrados` counts it.
        """
        span = self.base.span(self.base.asked)
        measures = {
            "primeira": Measure("min", "compras", None, self.first),
            "primeira_linha": MEASURES["primeira_linha"](span),
            "comprou": MEASURES["comprou_no_periodo"](span),
        }
        found = self.base.panel(measures)
        if CONTRACTS in self.base.ledgers:
            begun = contract_lines(self.base).group_by(CUSTOMER).agg(contrato=pl.col("inicio").min())
            joined = found.join(begun, on=CUSTOMER, how="full", coalesce=True)
            found = joined.with_columns(
                primeira_linha=pl.min_horizontal("primeira_linha", "contrato"),
                comprou=pl.col("comprou").fill_null(False),
            ).drop("contrato")
        people = of_customers(with_register(found, self.base, _BLANKS).lazy(), self.base).collect()
        known = is_known(pl.col("cadastro"), pl.col("primeira_linha"), self.first)
        return people.with_columns(conhecido=known).sort(CUSTOMER)

    @property
    def by_sales(self) -> bool:
        """Whether the filter looks at sales, so that only who has such sales is looked at."""
        return any(one.of == "venda" for one in self.base.where.dimensions.values())

    def picked(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows of customers whom the filter lets through."""
        found = of_customers(rows.lazy(), self.base).collect()
        return found.join(self.risk.days.select(CUSTOMER), on=CUSTOMER, how="semi") if self.by_sales else found

    @cached_property
    def names(self) -> Mapping[str, str | None]:
        """Customer → what she is called."""
        known = self.risk.known
        return dict(zip(known[CUSTOMER], known["nome"], strict=True))

    @cached_property
    def sellers(self) -> Mapping[str, str | None]:
        """Customer → whose she is: as `risco` has it."""
        known = self.risk.known
        return dict(zip(known[CUSTOMER], known["vendedor"], strict=True))

    @cached_property
    def worth(self) -> Mapping[str, ContactWorth]:
        """Customer → what is lost with her, of the active ones: the expected loss of `risco`, by the cycle."""
        chances = self.risk.leaving
        common = lcm(*(one.denominator for one in chances.values() if one is not None))
        found: dict[str, ContactWorth] = {}
        for customer, key, cents in self.risk.active.select(CUSTOMER, "chance", "centavos").iter_rows():
            chance = chances.get(key)
            if chance is None:
                found[customer] = ContactWorth((1, 0, -cents))
            else:  # in parts of one denominator, products are compared exactly as integers
                found[customer] = ContactWorth(
                    (0, -cents * int(chance * common), -cents), self.risk.monthly(cents * chance)
                )
        return found

    def rank(self, customer: str) -> tuple[int, ...]:
        """Where she stands among those of a day."""
        return self.worth.get(customer, ContactWorth()).rank
