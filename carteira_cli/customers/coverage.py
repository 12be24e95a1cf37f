"""How far back the tables behind some indicators go: before its first line a table says nothing, not even 0."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.customers import frames
from carteira_cli.dataclass import dataclass
from carteira_cli.days import to_date
from carteira_cli.errors import UsageError
from carteira_cli.kpis.catalogue import catalogue, closure, frame_needs
from carteira_cli.kpis.contratos import ENOUGH
from carteira_cli.kpis.customer_measures import WINDOWED
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.customer_measures import Span
    from carteira_cli.period import Period

_CONTRACTS = "assinaturas"


def first_days(base: CustomerBase) -> dict[str, int]:
    """Table → the first day that it knows of, of the tables that have days.

    Sales that were not read yet are read for it: better asked for once they are.
    """
    found = {name: base.ledgers[name].first_day for name in ("vendas", "leads", "custos") if name in base.ledgers}
    if _CONTRACTS in base.ledgers:
        found[_CONTRACTS] = frames.first_start(base.ledgers[_CONTRACTS])
    return {name: day for name, day in found.items() if day is not None}


def check_begun(asked: Period, start: int | None) -> None:
    """Refuse a period that ends before the data begin; without data there is nothing to refuse.

    Raises:
        UsageError: with the day that they begin on.
    """
    if start is not None and asked.end <= start:
        raise UsageError(
            f"o período {asked.label} termina antes de começarem os dados, em {date_of(start)}",
            f"escolha um período com dados, como {to_date(start):%Y-%m}, com --periodo",
        )


@dataclass(frozen=True)
class Coverage:
    """What the data of a run cover.

    Attributes:
        base: whose data.
        keys: the indicators.
        by_contracts: whether contracts say who is active.
    """

    base: CustomerBase
    keys: tuple[str, ...]
    by_contracts: bool

    @cached_property
    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """Key of an indicator over a frame → the tables that it is computed from."""
        contracts = ENOUGH if self.by_contracts else ()
        items = [catalogue()[key] for key in closure(self.keys)]
        return {item.key: item.sources_given(contracts) for item in items if item.frame is not None}

    @cached_property
    def starts(self) -> Mapping[str, int]:
        """As `first_days`, of the tables that the numbers come from."""
        used = {table for tables in self.tables.values() for table in tables}
        return {table: day for table, day in first_days(self.base).items() if table in used}

    @property
    def start(self) -> int | None:
        """The first day of any of these tables; None without a line in any."""
        return min(self.starts.values(), default=None)

    def unknown(self, period: Period) -> frozenset[str]:
        """The indicators of whose table the first line comes after a period: nobody knows that they are 0."""
        early = {table for table, day in self.starts.items() if period.end <= day}
        return frozenset(key for key, tables in self.tables.items() if early & {*tables})

    def settled(self, key: str, span: Span) -> bool:
        """Whether an indicator of a period is what it will be of every later one, so that those may be held against it.

        Not of the first period of its data, in which everybody is new, nor where less than a window of sales came
        before, so that some who were active are not seen as such.
        """
        tables = {table for need in closure([key]) for table in self.tables.get(need, ())}
        begun = all(span.period.start > day for table, day in self.starts.items() if table in tables)
        return begun and not (self.understated(span) and WINDOWED & {*frame_needs([key], "clientes")})

    def understated(self, span: Span) -> bool:
        """Whether less than a window of sales comes before a period."""
        first = self.starts.get("vendas")
        return not self.by_contracts and first is not None and first > span.window_start(span.period.start)

    def understated_at_end(self, span: Span) -> bool:
        """Whether less than a window of sales comes before the end of a period: money a month is of fewer days."""
        first = self.starts.get("vendas")
        return not self.by_contracts and first is not None and first > span.window_start(span.period.end)

    def reaches(self, period: Period) -> bool:
        """Whether there are data of any day of a period, or of a day before it."""
        return self.start is None or period.end > self.start

    def complete(self, period: Period) -> bool:
        """Whether the data cover a period from its first day to its last."""
        begun = self.start is None or not period.opens_before(self.start)
        return begun and period.end <= self.base.as_of + 1

    def warnings(self, periods: Iterable[Period]) -> Iterator[str]:
        """Which of some periods begin before the data do."""
        for period in periods:
            if self.start is None or not period.opens_before(self.start):
                continue
            if self.reaches(period):
                yield (
                    f"período incompleto: {period.label} começa em {date_of(period.start)}, mas os dados começam em "
                    f"{date_of(self.start)}; os números são desde essa data"
                )
            else:
                yield (
                    f"o período {period.label} termina antes de começarem os dados, em {date_of(self.start)}: não há o "
                    "que comparar"
                )
