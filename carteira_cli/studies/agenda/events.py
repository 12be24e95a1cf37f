"""Why customers are to be called: each kind of event is a generator of candidates."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.customers.contract_customers import contract_lines
from carteira_cli.customers.titles import title_lines
from carteira_cli.dataclass import dataclass
from carteira_cli.days import to_date, to_day
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.kpis import contratos
from carteira_cli.kpis.titulos import held_on, titles_of
from carteira_cli.quoted import cells_are_hidden
from carteira_cli.studies.agenda.formulas import DueContact, anniversaries, next_purchase
from carteira_cli.studies.risco import formulas
from carteira_cli.units import Unit, bare, money_of_cents
from carteira_cli.words import counted, date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.studies.agenda.ahead import DaysAhead

BUY, BIRTHDAY, YEARS = "recompra", "aniversário", "tempo de casa"
CONTRACT, TITLE, AGREED = "fim de contrato", "vencimento de título", "retorno combinado"
KINDS = (BUY, BIRTHDAY, YEARS, CONTRACT, TITLE, AGREED)
TITLES, CONTACTS = "titulos", "contatos"
OLDEST = to_day(date(1901, 1, 1))  # systems write 1900-01-01 or 1899-12-30 where they have no day of birth


@dataclass(frozen=True)
class Events:
    """What is to happen to the customers of a base in the days ahead.

    Attributes:
        ahead: the base and its days.
    """

    ahead: DaysAhead

    @cached_property
    def every(self) -> tuple[DueContact, ...]:
        """All candidates, a customer at most once of each kind and due day."""
        return tuple(
            one
            for some in (
                self._buying(),
                self._birthdays(),
                self._years(),
                self._contracts(),
                self._titles(),
                self._agreed(),
            )
            for one in some
        )

    def _candidate(self, due: int, customer: str, kind: str, reason: str, seller: str | None = None) -> DueContact:
        """A candidate for the customer's own seller, else for the one given."""
        ahead = self.ahead
        return DueContact(due, customer, ahead.sellers.get(customer) or seller, kind, reason, ahead.rank(customer))

    def _buying(self) -> Iterator[DueContact]:
        """The active whose usual interval ends by the last day; late ones among them."""
        known = self.ahead.risk.active.filter(pl.col("quartos").is_not_null()).sort(CUSTOMER)
        for row in known.select(CUSTOMER, "ultima", "quartos", "origem", "segmento").iter_rows(named=True):
            due = next_purchase(row["ultima"], row["quartos"])
            if due <= self.ahead.last:
                yield self._candidate(due, row[CUSTOMER], BUY, _habit(row))

    def _birthdays(self) -> Iterator[DueContact]:
        """Birthdays of the register, where customers may be told apart."""
        if cells_are_hidden():
            return
        for customer, born in self._registered("nascimento").filter(pl.col("nascimento") >= OLDEST).iter_rows():
            for day in anniversaries(born, self.ahead.since, self.ahead.last):
                yield self._candidate(day, customer, BIRTHDAY, f"faz aniversário em {date_of(day)}")

    @cached_property
    def unborn(self) -> int:
        """How many customers have a day of birth that is a filler: `OLDEST` says from which day on one is believed."""
        return self._registered("nascimento").filter(pl.col("nascimento") < OLDEST).height

    def _registered(self, column: str) -> pl.DataFrame:
        """`cliente` and a day of the register, of those who have one and are in the portfolio."""
        base = self.ahead.base
        if column not in base.columns.get("clientes", ()):
            return pl.DataFrame(schema={CUSTOMER: pl.String, column: pl.Int32})
        portfolio = self.ahead.panel.filter("conhecido").select(CUSTOMER)
        found = base.attributes([column]).drop_nulls(column).join(portfolio, on=CUSTOMER, how="semi")
        return self.ahead.picked(found).sort(CUSTOMER)

    def _years(self) -> Iterator[DueContact]:
        """Years since the first purchase."""
        for customer, first in self.ahead.panel.select(CUSTOMER, "primeira").drop_nulls().iter_rows():
            for count, day in _numbered(first, self.ahead.since, self.ahead.last):
                years = counted(count, "ano", "anos")
                yield self._candidate(day, customer, YEARS, f"cliente há {years}: primeira compra em {date_of(first)}")

    def _contracts(self) -> Iterator[DueContact]:
        """Contracts that end with nothing after them."""
        if "assinaturas" not in self.ahead.base.ledgers:
            return
        lines = self.ahead.picked(contract_lines(self.ahead.base))
        due = contratos.renewals(lines.lazy(), self.ahead.today, self.ahead.last - self.ahead.today)
        found = due.group_by(CUSTOMER, "fim").agg(pl.len(), pl.col("valor_mensal").sum()).sort(CUSTOMER, "fim")
        for customer, day, count, cents in found.iter_rows():
            ends = counted(count, "contrato termina", "contratos terminam")
            reason = f"{ends} em {date_of(day)}, {money_of_cents(cents)} por mês"
            yield self._candidate(day, customer, CONTRACT, reason)

    @cached_property
    def open_titles(self) -> pl.DataFrame:
        """`cliente`, `vencimento`, `titulos`, `centavos`: what customers owe at the end of today, by day due."""
        base = self.ahead.base
        schema = {CUSTOMER: pl.String, "vencimento": pl.Int32, "titulos": pl.UInt32, "centavos": pl.Int64}
        if TITLES not in base.ledgers:
            return pl.DataFrame(schema=schema)
        owed = self.ahead.picked(held_on(titles_of(title_lines(base)).balances, self.ahead.today))
        sums = owed.group_by(CUSTOMER, "vencimento").agg(titulos=pl.len(), centavos=pl.col("saldo").sum())
        return sums.select(*schema).sort(CUSTOMER, "vencimento")

    def _titles(self) -> Iterator[DueContact]:
        """Titles that fall due; those that are overdue are no reminder any more."""
        for customer, day, count, cents in self.open_titles.iter_rows():
            if self.ahead.since <= day <= self.ahead.last:
                falls = counted(count, "título vence", "títulos vencem")
                reason = f"{falls} em {date_of(day)}, {money_of_cents(cents)}"
                yield self._candidate(day, customer, TITLE, reason)

    @cached_property
    def contacts(self) -> pl.DataFrame:
        """`cliente`, `data`, `vendedor`, `proximo`: the contacts up to today, of all customers of the filter."""
        base = self.ahead.base
        types = {CUSTOMER: pl.String, "data": pl.Int32, "vendedor": pl.String, "proximo": pl.Int32}
        if CONTACTS not in base.ledgers:
            return pl.DataFrame(schema=types)
        there = base.ledgers[CONTACTS].columns
        cells = [
            (pl.col(name) if name in there else pl.lit(None)).cast(dtype).alias(name) for name, dtype in types.items()
        ]
        lines = base.ledgers[CONTACTS].collect(lambda lines: base.grouped(lines.select(cells)))
        return self.ahead.picked(lines.filter(pl.col("data") <= self.ahead.today)).sort(CUSTOMER, "data")

    @cached_property
    def agreed(self) -> pl.DataFrame:
        """`cliente`, `data`, `proximo`, `vendedor`: what was agreed at each customer's last contact, if anything."""
        last = self.contacts.filter(pl.col("data") == pl.col("data").max().over(CUSTOMER))
        days = last.group_by(CUSTOMER, "data").agg(pl.col("proximo", "vendedor").min()).drop_nulls("proximo")
        return days.filter(pl.col("proximo") > pl.col("data")).sort(CUSTOMER)

    @property
    def oldest(self) -> int:
        """The first day of an agreed contact that is still called, if none came of it: as far back as one looks."""
        return self.ahead.first - (self.ahead.last - self.ahead.today)

    def _agreed(self) -> Iterator[DueContact]:
        """What was agreed at the last contact: late ones too, as far back as the agenda goes ahead."""
        for customer, day, due, seller in self.agreed.iter_rows():
            if self.oldest <= due <= self.ahead.last:
                reason = f"combinado no contato de {date_of(day)} para {date_of(due)}"
                yield self._candidate(due, customer, AGREED, reason, seller)


def _numbered(first: int, since: int, last: int) -> Iterator[tuple[int, int]]:
    """The years since a day and its anniversaries."""
    for day in anniversaries(first, since, last):
        yield to_date(day).year - to_date(first).year, day


def _habit(row: dict[str, Any]) -> str:
    """What a customer usually does: "última compra em 01/03/2024; costuma comprar a cada 30"."""
    every = f"{bare(row['quartos'] / 4, Unit.DAYS)} dias"
    bought = f"última compra em {date_of(row['ultima'])}"
    match row["origem"]:
        case formulas.OWN:
            return f"{bought}; costuma comprar a cada {every}"
        case formulas.SEGMENT:
            return f"{bought}; no segmento o usual é a cada {every}"
        case _:
            return f"{bought}; na carteira o usual é a cada {every}"
