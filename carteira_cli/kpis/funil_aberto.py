"""What the open leads are worth: how much they bring a day, and weighed by the win rate of their stage.

Plain values, as in `etapas`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.etapas import win_rates

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from carteira_cli.kpis.etapas import StagedLead

FEWEST = 10  # decided leads from which a stage has a win rate of its own


@dataclass(frozen=True)
class Velocity:
    """How much the open leads bring a day.

    Attributes:
        open: leads.
        rate: won ÷ decided.
        cents: the mean value of those won.
        days: the mean days from creation to sale.
    """

    open: int
    rate: Fraction | None
    cents: Fraction | None
    days: Fraction | None

    @property
    def per_day(self) -> Fraction | None:
        """Cents a day: open × win rate × mean value ÷ days of the cycle.

        Source: "sales velocity", as guides to sales management have it.

        Example:
            >>> float(Velocity(42, Fraction(252, 1000), Fraction(900_000), Fraction(22)).per_day)
            432981.8181818182
        """
        if self.rate is None or self.cents is None or not self.days:
            return None
        return self.open * self.rate * self.cents / self.days


def velocity(leads: Sequence[StagedLead]) -> Velocity:
    """The velocity of a list of leads, from those decided and those open."""
    won = [lead for lead in leads if lead.won is not None]
    values = [lead.cents for lead in won if lead.cents is not None]
    days = sum((lead.won or 0) - lead.created for lead in won)
    return Velocity(
        sum(lead.is_open for lead in leads),
        win_rates(leads, ())[None].rate,
        Fraction(sum(values), len(values)) if values else None,
        Fraction(days, len(won)) if won else None,
    )


@dataclass(frozen=True)
class Weighed:
    """The open leads at one stage.

    Attributes:
        stage: which; None of those whose stage nobody knows.
        leads: how many.
        valued: how many of them have a value.
        cents: what these would bring.
        rate: the win rate that they are weighed by; None where nothing was decided yet.
        own: whether that is the stage's own, and not that of all leads.
    """

    stage: str | None
    leads: int
    valued: int
    cents: int
    rate: Fraction | None
    own: bool

    @property
    def weighed(self) -> Fraction | None:
        """Cents × win rate."""
        return None if self.rate is None else self.cents * self.rate


def pipeline(leads: Sequence[StagedLead], stages: Sequence[str]) -> list[Weighed]:
    """What the open leads are worth: Σ value × win rate of the stage that each is at.

    A stage has its own rate from `FEWEST` decided leads on; below, and where the stage is not known, that of all.

    Args:
        leads: as they are known on a day; the rates are of those decided by then.
        stages: in order; other stages follow by name, and leads at none come last.
    """
    rates = win_rates(leads, stages)
    at: dict[str | None, list[StagedLead]] = {}
    for lead in leads:
        if lead.is_open:
            at.setdefault(lead.entries[-1][1] if lead.entries else lead.stage, []).append(lead)
    places = {name: place for place, name in enumerate(stages)}
    order = sorted(at, key=lambda name: (name is None, places.get(name or "", len(places)), name or ""))
    found = []
    for name in order:
        own = name in rates and name is not None and rates[name].decided >= FEWEST
        values = [lead.cents for lead in at[name] if lead.cents is not None]
        rate = rates[name if own else None].rate
        found.append(Weighed(name, len(at[name]), len(values), sum(values), rate, own))
    return found


@dataclass(frozen=True)
class PastPipeline:
    """A pipeline as it was weighed on an earlier day, and what came of the same leads since.

    Attributes:
        day: the last that was known.
        leads: open on it.
        valued: of those, with a value.
        predicted: Σ value × win rate, by what was decided by then, in cents; None where nothing was.
        won: what those brought that were won since, in cents.
        open: how many of them are still open.
    """

    day: int
    leads: int
    valued: int
    predicted: Fraction | None
    won: int
    open: int


def calibration(leads: Sequence[StagedLead], stages: Sequence[str], days: Iterable[int]) -> list[PastPipeline]:
    """Earlier pipelines, each weighed with what was known on its day alone, against what was won of the same leads."""
    now = {lead.lead: lead for lead in leads}
    found = []
    for day in days:
        then = [one for lead in leads if (one := lead.at(day)) is not None]
        pending = [one for one in then if one.is_open]
        weighed = [one.weighed for one in pipeline(then, stages)]
        known = [one for one in weighed if one is not None]
        later = [now[one.lead] for one in pending]
        won = sum(one.cents or 0 for one in later if one.won is not None)
        valued = sum(one.cents is not None for one in pending)
        predicted = sum(known, Fraction(0)) if len(known) == len(weighed) and pending else None
        found.append(PastPipeline(day, len(pending), valued, predicted, won, sum(one.is_open for one in later)))
    return found
