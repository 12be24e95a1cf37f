"""The next period where contracts say who is active: who leaves by how long she has stayed, and the naive beside it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.customers.contract_customers import contract_lines
from carteira_cli.dataclass import dataclass
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.prediction.contracts import FEWEST_MONTHS, ContractOutlook
from carteira_cli.studies.prever.ahead import ONE, of_group, whole
from carteira_cli.studies.prever.course import Course, distinct, past
from carteira_cli.studies.prever.forecasts import Forecasts
from carteira_cli.studies.prever.methods import MODEL, NAIVE, RECORDED, YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.period import Period
    from carteira_cli.studies.prever.course import Numbers

CONTRACT_FORECAST = ("churn", "clientes_fim", "receita_mensal_fim")  # the indicators that are forecast
_NEWCOMERS = ("novos", "reativados")
_REVENUE = ("receita_novos", "receita_reativados", "expansao", "contracao")  # what else moves monthly revenue
_FINE = 1000  # parts of `ONE` left out, so that the sums of a large portfolio still fit an integer
KEYS = (*CONTRACT_FORECAST, "clientes_inicio", "perdidos", *_NEWCOMERS, *_REVENUE)


@dataclass(frozen=True)
class ContractsAhead:
    """A forecast of a period by how long contracts last.

    Attributes:
        outlook: of the contracts before its first day.
        period: the one that is forecast.
        before: the period just before: who comes, and who pays more or less, is taken from it.
        course: what happened in it.
    """

    outlook: ContractOutlook
    period: Period
    before: Period
    course: Course

    @cached_property
    def customers(self) -> pl.DataFrame:
        """Those under contract on the eve of the period whom the filter lets through, with what they are grouped by.

        Returns:
            By `cliente`, as `ContractOutlook.customers`, with `p_perda` (P(no contract on the period's last day)) and
            `em_jogo` (Int64 cents a month × `ONE` that are expected to leave with her).
        """
        here = self.outlook.customers.with_columns(p_perda=pl.Series(self.outlook.lost_by(self.period.end)))
        at_stake = (pl.col("p_perda") * ONE).round().cast(pl.Int64) * pl.col("mensal")
        return self.course.picked(here.with_columns(em_jogo=at_stake // _FINE)).sort(CUSTOMER)

    def numbers(self, group: Group = ()) -> Numbers:
        """The indicators as the model expects them, of everybody or of a group; the newcomers are those of before."""
        mine = of_group(self.customers, self.course.run.grouping.keys, group)
        totals = mine.select(perdas=whole("p_perda"), mensal=pl.col("mensal").sum(), jogo=pl.col("em_jogo").sum())
        lost, monthly, stake = (int(one or 0) for one in totals.row(0))
        known = self.course.numbers(self.before, group)
        came = sum(known[key] or 0.0 for key in _NEWCOMERS)
        new, back, up, down = (known[key] or 0.0 for key in _REVENUE)
        active = mine.height
        return {
            "churn": lost / ONE / active if active else None,
            "clientes_fim": active - lost / ONE + came,
            "receita_mensal_fim": (monthly - stake * _FINE / ONE) / 100 + new + back + up - down,
        }


@dataclass(frozen=True)
class ContractOrigins(Forecasts):
    """The next period by the contracts, and the earlier ones that were forecast in the same way.

    Attributes:
        base: whose customers.
        forecast: the indicators that are forecast.
    """

    base: CustomerBase
    forecast: tuple[str, ...] = CONTRACT_FORECAST

    @cached_property
    def lines(self) -> pl.DataFrame:
        """The contracts of everybody: how long customers stay is learnt from all, whoever is looked at."""
        return contract_lines(self.base)

    @cached_property
    def _first(self) -> int | None:
        found = self.lines["inicio"].min()
        return None if found is None else int(found)  # type: ignore[arg-type]  # a day

    def _reaches(self, period: Period) -> bool:
        """Whether contracts had begun before a period."""
        return self._first is not None and self._first < period.start

    @cached_property
    def earlier(self) -> tuple[Period, ...]:
        """The earlier periods that a forecast can be held against, latest first."""
        wanted = past(self.asked, self.base.config.prediction.origens - 1)
        return tuple(one for one in wanted if self._reaches(one.previous()) and self._told(self._outlook(one)))

    def _outlook(self, period: Period, *, on_record: bool = False) -> ContractOutlook:
        return ContractOutlook(self.lines, period.start, on_record)

    @staticmethod
    def _told(outlook: ContractOutlook) -> bool:
        """Whether anything can be said: somebody left, and not all history is one month."""
        return outlook.endings > 0 and outlook.months >= FEWEST_MONTHS

    @cached_property
    def course(self) -> Course:
        """What happened in all of them, the period before each, and the same ones a year earlier."""
        periods = [self.asked, *self.earlier, *(one.previous() for one in self.earlier)]
        if self.happened:
            periods.append(self.period)
        year = (one.year_before() for one in (self.period, *self.earlier))
        return Course(self.base, distinct([*periods, *(one for one in year if self._reaches(one))]), KEYS)

    @cached_property
    def models(self) -> Mapping[Period, ContractsAhead]:
        """What the model says of the next period and of the earlier ones, knowing what came before each alone."""
        return {one: self._ahead(self._outlook(one), one) for one in (self.period, *self.earlier)}

    @cached_property
    def recorded(self) -> ContractsAhead | None:
        """The same of the next period with the ends on record; None where that has begun: they would tell what came."""
        return (
            None
            if self.base.as_of >= self.period.start
            else self._ahead(self._outlook(self.period, on_record=True), self.period)
        )

    def _ahead(self, outlook: ContractOutlook, period: Period) -> ContractsAhead:
        return ContractsAhead(outlook, period, period.previous(), self.course)

    def numbers(self, period: Period, group: Group = ()) -> Mapping[str, Numbers]:
        """Method → what it says of a period."""
        found = {NAIVE: self.course.numbers(period.previous(), group)}
        if period.year_before() in self.course.periods:
            found[YEAR] = self.course.numbers(period.year_before(), group)
        if self._told(self.models[period].outlook):
            found[MODEL] = self.models[period].numbers(group)
        if period == self.period and self.recorded is not None and MODEL in found:
            found[RECORDED] = self.recorded.numbers(group)
        return found
