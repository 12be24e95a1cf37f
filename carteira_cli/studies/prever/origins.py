"""Forecasts made anew from earlier days, knowing nothing later, against what happened."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.models.season import SeasonClock
from carteira_cli.prediction.asked import asked_of
from carteira_cli.prediction.outlook import Outlook
from carteira_cli.prediction.purchases import purchases_of
from carteira_cli.prediction.seasons import LEAST_MONTHS, clock_before, told_clock
from carteira_cli.studies.prever.ahead import Ahead
from carteira_cli.studies.prever.course import FORECAST, Course, distinct, past
from carteira_cli.studies.prever.forecasts import Forecasts
from carteira_cli.studies.prever.methods import FEWEST_APART, MODEL, NAIVE, SEASONAL, YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.period import Period
    from carteira_cli.prediction.purchases import Purchases
    from carteira_cli.studies.prever.course import Numbers
    from carteira_cli.studies.prever.methods import Tried

_BLUNT = 5  # days by which a history may fall short of a month


@dataclass(frozen=True)
class Origins(Forecasts):
    """The next period by the sales, and the earlier ones that were forecast in the same way.

    Attributes:
        base: whose customers.
        forecast: the indicators that are forecast.
    """

    base: CustomerBase
    forecast: tuple[str, ...] = FORECAST

    @cached_property
    def purchases(self) -> Purchases:
        """What everybody bought, up to the last day known: also of the forecast period, where it is past."""
        return purchases_of(self.base, self.base.as_of + 1)

    @cached_property
    def earlier(self) -> tuple[Period, ...]:
        """The earlier periods that forecasts are held against, latest first.

        Those before which there was enough to fit a model to; of none such, all that the naive can be held against.
        """
        known = tuple(one for one in self.outlooks if one != self.period and self._known_before(one))
        return tuple(one for one in known if not self.outlooks[one].lacking) or known

    @cached_property
    def outlooks(self) -> Mapping[Period, Outlook]:
        """What is known of customers before the next period, and before each that may be held against, latest first."""
        periods = (self.period, *past(self.asked, self.base.config.prediction.origens - 1))
        asked = asked_of(self.base.config)
        return {one: Outlook(self.purchases, one.start, self.base.window, asked) for one in periods}

    @property
    def modelled(self) -> bool:
        """Whether there is an earlier period that a model has forecast."""
        return any(not self.models[one].outlook.lacking for one in self.earlier)

    def _known_before(self, period: Period) -> bool:
        """Whether the data reach back to the period before, and a window before that: its churn rests on them."""
        first, before = self.purchases.first_day, period.previous()
        return first is not None and first <= self.base.window.start(before.start)

    @cached_property
    def course(self) -> Course:
        """What happened in all of them, the period before each, and the same ones a year earlier."""
        periods = [self.asked, *self.earlier, *(one.previous() for one in self.earlier)]
        year = [one.year_before() for one in (self.period, *self.earlier)]
        if self.happened:
            periods.append(self.period)
        first = self.purchases.first_day
        known = [one for one in year if first is not None and not one.opens_before(first)]
        return Course(self.base, distinct([*periods, *known]))

    @cached_property
    def models(self) -> Mapping[Period, Ahead]:
        """What the model says of the next period and of the earlier ones, knowing what came before each alone."""
        return {one: self._ahead(self.outlooks[one], one) for one in (self.period, *self.earlier)}

    @cached_property
    def seasonal_models(self) -> Mapping[Period, Ahead]:
        """The same of the model that knows seasons, of the periods before which a season could be known.

        Of none, where too few could be held against what happened, or where purchases show no season.
        """
        periods = (self.period, *self.earlier)
        long = [one for one in periods if self.season_before(one)]
        told = self.base.config.prediction.sazonal == "sim"
        if self.period not in long or (len(long) <= FEWEST_APART and not told):
            return {}
        clocks = {one: self._clock(one) for one in long}
        if all(clock == SeasonClock() for clock in clocks.values()):
            return {}
        return {one: self._ahead(replace(self.outlooks[one], clock=clock), one) for one, clock in clocks.items()}

    def _ahead(self, outlook: Outlook, period: Period) -> Ahead:
        passing = period != self.period and not self.base.config.rules.validar
        return Ahead(outlook, period, period.previous(), self.course, passing)

    def _clock(self, period: Period) -> SeasonClock:
        """The season as known before a period: as told, else learnt."""
        told = self.base.config.prediction.indice_sazonal
        return told_clock(told) if told else clock_before(replace(self.outlooks[period]))

    def season_before(self, period: Period) -> bool:
        """Whether there was history enough before a period, or somebody says it, for a season to be known."""
        told = self.base.config.prediction
        if told.sazonal == "nao" or self.outlooks[period].lacking:
            return False
        return bool(told.indice_sazonal) or self.months_before(period.start) >= LEAST_MONTHS

    def months_before(self, day: int) -> int:
        """Whole months of history before a day; nobody misses sales of the first days of a year."""
        first = self.purchases.first_day
        return 0 if first is None else (day - first + _BLUNT) * 48 // 1461

    def numbers(self, period: Period, group: Group = ()) -> Mapping[str, Numbers]:
        """Method → what it says of a period."""
        found = {NAIVE: self.course.numbers(period.previous(), group)}
        year = period.year_before()
        if self.course.has(year):
            # A churn whose first window lies before the data begin is none.
            whole = (self.purchases.first_day or 0) <= self.base.window.start(year.start)
            found[YEAR] = {**self.course.numbers(year, group), **({} if whole else {"churn": None})}
        if not self.models[period].outlook.lacking:
            found[MODEL] = self.models[period].numbers(group)
            if period in self.seasonal_models:
                found[SEASONAL] = self.seasonal_models[period].numbers(group)
        return found

    @property
    def fewest(self) -> int:
        """Whoever says that there are seasons need not prove it."""
        return 1 if self.base.config.prediction.sazonal == "sim" else FEWEST_APART

    def heard(self, key: str) -> Mapping[str, Sequence[Tried]]:
        """As of every forecast; where seasons are told to be known, no model without them."""
        there = dict(super().heard(key))
        if self.base.config.prediction.sazonal == "sim" and SEASONAL in there:
            there.pop(MODEL, None)
        return there
