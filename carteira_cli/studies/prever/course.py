"""What happened in each period, by the indicators themselves: forecasts are held against it, the naive repeats it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.analysis.run import Run
from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months, iso, to_date
from carteira_cli.errors import UsageError
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.evaluate import Facts, evaluate_groups
from carteira_cli.period import GRAIN_MONTHS, Period, containing, parse_period, whole_months

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.evaluate import Group, Value

FORECAST = ("churn", "compradores", "pedidos", "receita")  # the indicators that are forecast
KEYS = (*FORECAST, "clientes_inicio", "clientes_fim", "novos", "reativados", "receita_mensal_fim")
Numbers = Mapping[str, float | None]  # indicator → its value


_SHORT = {"churn": "Churn", "receita_mensal_fim": "Receita mensal"}


def name_of(key: str) -> str:
    """An indicator as a forecast names it."""
    return _SHORT.get(key, catalogue()[key].title)


def following(period: Period) -> Period:
    """The period just after, of the same kind and length."""
    if period.grain == "semana":
        year, week, _ = to_date(period.end).isocalendar()
        return parse_period(f"{year}-W{week:02}")
    if period.grain in GRAIN_MONTHS:
        return containing(period.grain, period.end)
    months = whole_months(period.start, period.end)
    end = add_months(period.end, months) if months else period.end + period.days
    return parse_period(f"{iso(period.end)}..{iso(end - 1)}")


@dataclass(frozen=True)
class Course:
    """The periods of a customer base.

    Attributes:
        base: whose.
        periods: those measured.
        keys: the indicators.
    """

    base: CustomerBase
    periods: tuple[Period, ...]
    keys: tuple[str, ...] = KEYS

    @cached_property
    def run(self) -> Run:
        """The indicators; what they are split by.

        Raises:
            UsageError: by an attribute of sales: a customer is expected to buy, not a product to be bought.
        """
        found = Run("prever", self.base, self.keys)
        if found.grouping.of_sales:
            names = " e ".join(one.asked for one in found.grouping.dimensions if one.of == "venda")
            raise UsageError(
                f'a previsão não se divide por "{names}", que é da venda',
                "use um atributo do cliente, como --por vendedor ou --por uf",
            )
        return found

    @cached_property
    def _measured(self) -> tuple[Mapping[Group, Mapping[str, Value]], ...]:
        """Of each period the values by group; `()` is everybody."""
        run = self.run
        spans = [self.base.span(period) for period in self.periods]
        found: list[dict[Group, Mapping[str, Value]]] = [{} for _ in spans]
        for number, panel in run.panels(spans, run.needs, {}):
            facts = Facts({"clientes": panel} if panel is not None else {}, run.context(spans[number]))
            found[number] = {**evaluate_groups(self.keys, facts, ())}
            if run.grouping.keys:
                found[number] |= evaluate_groups(self.keys, facts, run.grouping.keys)
        return tuple(found)

    def numbers(self, period: Period, group: Group = ()) -> Numbers:
        """The indicators of a period, of everybody or of a group; nothing but None of a group that was not there."""
        values = self._measured[self._place(period)].get(group, {})
        return {key: None if key not in values else _float(values[key]) for key in self.keys}

    def groups(self, period: Period) -> tuple[Group, ...]:
        """The groups of a period, in order."""
        return tuple(group for group in self._measured[self._place(period)] if group)

    def has(self, period: Period) -> bool:
        """Whether a period is measured, by whatever label it is asked for."""
        return any((one.start, one.end) == (period.start, period.end) for one in self.periods)

    def _place(self, period: Period) -> int:
        return [(one.start, one.end) for one in self.periods].index((period.start, period.end))

    def picked(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows of the customers for whom the filter holds, with what they are grouped by."""
        return self.run.select(rows)


def _float(value: Value) -> float | None:
    return None if value.exact is None else float(value.exact)


def past(asked: Period, count: int) -> tuple[Period, ...]:
    """The period, and so many before it, latest first."""
    found = [asked]
    while len(found) <= count:
        found.append(found[-1].previous())
    return tuple(found)


def distinct(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Each period once, by its days."""
    return tuple({(one.start, one.end): one for one in periods}.values())
