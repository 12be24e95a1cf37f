"""What every forecast has in common: methods that say numbers, earlier ones held against what came, who speaks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.studies.prever.course import following
from carteira_cli.studies.prever.methods import FEWEST_APART, SEASONAL, Tried, best, shared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.evaluate import Group
    from carteira_cli.period import Period
    from carteira_cli.studies.prever.course import Course, Numbers


class Forecasts(ABC):
    """The next period, and the earlier ones that were forecast in the same way.

    Attributes:
        base: whose customers.
        forecast: the indicators that are forecast.
    """

    base: CustomerBase
    forecast: tuple[str, ...]

    @property
    @abstractmethod
    def earlier(self) -> tuple[Period, ...]:
        """The earlier periods, latest first."""

    @property
    @abstractmethod
    def course(self) -> Course:
        """What happened in all of them, and in those that a naive forecast repeats."""

    @abstractmethod
    def numbers(self, period: Period, group: Group = ()) -> Mapping[str, Numbers]:
        """Method → what it says of a period."""

    @property
    def asked(self) -> Period:
        """The last period known, which the forecast period follows."""
        return self.base.asked

    @cached_property
    def period(self) -> Period:
        """The one that is forecast."""
        return following(self.asked)

    @property
    def happened(self) -> bool:
        """Whether the forecast period is past, so that everybody can see how it came."""
        return self.base.as_of >= self.period.last

    @cached_property
    def now(self) -> Mapping[str, Numbers]:
        """Method → what it says of the next period."""
        return self.numbers(self.period)

    @cached_property
    def tried(self) -> Mapping[Period, Mapping[str, Numbers]]:
        """Earlier period → method → what it said."""
        return {one: self.numbers(one) for one in self.earlier}

    def made(self, key: str) -> dict[str, list[Tried]]:
        """Method → its forecasts of an indicator that can be held against what happened, latest first."""
        found: dict[str, list[Tried]] = {}
        for period, said in self.tried.items():
            real = self.course.numbers(period)[key]
            for method, numbers in said.items():
                forecast = numbers[key]
                if real is not None and forecast is not None:
                    found.setdefault(method, []).append(Tried(forecast, real))
        return found

    @cached_property
    def speaks(self) -> Mapping[str, str]:
        """Indicator → the method that was the best of those that have a forecast now."""
        return {key: best(key, self.heard(key)) for key in self.forecast}

    @property
    def fewest(self) -> int:
        """Origins that a method of seasons, or of less history than others, speaks after."""
        return FEWEST_APART

    def held(self, key: str) -> Mapping[str, Sequence[Tried]]:
        """As `made`, over origins that methods share: what errors are compared over, and told of."""
        return shared(self.made(key), self.fewest)

    def heard(self, key: str) -> Mapping[str, Sequence[Tried]]:
        """As `held`, of the methods that may speak: tried over the origins that are shared, with a forecast now."""
        held = self.held(key)
        most = max((len(made) for made in held.values()), default=0)
        there = {one: made for one, made in held.items() if one in self.now and self.now[one][key] is not None}
        if SEASONAL in there and len(there[SEASONAL]) < self.fewest:
            there.pop(SEASONAL)
        return {one: made for one, made in there.items() if len(made) == most}
