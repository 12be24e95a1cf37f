"""How long until an event, where some have not had it yet when the looking ends: Kaplan-Meier, Aalen-Johansen.

The product-limit estimate of S(t), the share without the event after time t (Kaplan and Meier, 1958, "Nonparametric
estimation from incomplete observations", JASA 53), with Greenwood's variance (1926) and the band of Kalbfleisch and
Prentice on the log(-log S) scale ("The Statistical Analysis of Failure Time Data", 2nd ed. 2002, section 1.4), which
never leaves [0, 1].

Where another outcome puts an end to waiting (a lost lead never converts), 1 − S(t) is not the share that had the event:
it asks what would be if nobody had the other outcome. The cumulative incidence is that share: F(t) = Σ S(s−) d(s) ÷
n(s) over the times s ≤ t, with d the events, n those at risk, and S the share without *any* outcome (Aalen and
Johansen, 1978, "An empirical transition matrix for non-homogeneous Markov chains based on censored observations",
Scand. J. Statist. 5; Kalbfleisch and Prentice 2002, section 8.2).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import exp, log, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WHOLE = Fraction(1)


@dataclass(frozen=True)
class SurvivalStep:
    """A time at which somebody had the event, or was last seen without it.

    Attributes:
        time: since each one's own beginning.
        at_risk: how many had been followed up to this time without the event.
        events: how many of those had it now.
        censored: how many of those were last seen now; they count as having been at risk.
        survival: S(time), exact.
    """

    time: int
    at_risk: int
    events: int
    censored: int
    survival: Fraction


@dataclass(frozen=True)
class SurvivalCurve:
    """S(t) as a falling staircase, one step a distinct time, in order of time."""

    steps: tuple[SurvivalStep, ...]

    @cached_property
    def _times(self) -> tuple[int, ...]:
        return tuple(step.time for step in self.steps)

    @property
    def subjects(self) -> int:
        """How many were followed."""
        return self.steps[0].at_risk if self.steps else 0

    @property
    def events(self) -> int:
        """How many had the event."""
        return sum(step.events for step in self.steps)

    @property
    def last(self) -> int | None:
        """The longest time that anybody was followed for; None without subjects."""
        return self.steps[-1].time if self.steps else None

    def at_risk(self, time: int) -> int:
        """How many had been followed up to a time without the event before it."""
        place = bisect_left(self._times, time)
        return self.steps[place].at_risk if place < len(self.steps) else 0

    def survival(self, time: int) -> Fraction | None:
        """S(time); None where nobody was looked at for so long, unless all had the event before."""
        if not self.steps or (time > self.steps[-1].time and self.steps[-1].survival):
            return None
        place = bisect_right(self._times, time)
        return self.steps[place - 1].survival if place else _WHOLE

    def standard_error(self, time: int) -> float | None:
        """Greenwood's standard error of S(time): S √Σ d ÷ (n (n − d)); None where S is, and at S = 0."""
        share = self.survival(time)
        return float(share) * sqrt(self._relative_variance(time)) if share else None

    def band(self, time: int, z: float) -> tuple[float, float] | None:
        """The bounds of S(time) for a normal quantile `z`: S^exp(± z σ ÷ ln S), σ² Greenwood's sum.

        None where S is 0 or 1, or unknown: the formula has no answer there.
        """
        share = self.survival(time)
        if share is None or share in {0, 1}:
            return None
        rate = log(share)
        spread = exp(z * sqrt(self._relative_variance(time)) / -rate)
        return exp(rate * spread), exp(rate / spread)

    def quantile(self, share: Fraction) -> int | None:
        """The first time by which at least `share` of all had the event, S(t) ≤ 1 − share; None if never seen."""
        return next((step.time for step in self.steps if step.survival <= _WHOLE - share), None)

    def _relative_variance(self, time: int) -> Fraction:
        """Σ d ÷ (n (n − d)) over the steps up to a time at which S > 0."""
        terms = [
            Fraction(step.events, step.at_risk * (step.at_risk - step.events))
            for step in self.steps[: bisect_right(self._times, time)]
            if step.events
        ]
        return _total(terms)


def kaplan_meier(counts: Mapping[int, tuple[int, int]]) -> SurvivalCurve:
    """The product-limit estimate.

    Args:
        counts: time → (how many had the event then, how many were last seen then without it), in any order. So a
            million subjects cost what their distinct times do.

    Raises:
        ValueError: a negative time or count.

    Example:
        >>> curve = kaplan_meier({1: (1, 0), 2: (0, 1), 3: (1, 1)})
        >>> [(step.time, str(step.survival)) for step in curve.steps]
        [(1, '3/4'), (2, '3/4'), (3, '3/8')]
    """
    if any(number < 0 for time, pair in counts.items() for number in (time, *pair)):
        raise ValueError("times and counts are never negative")
    return SurvivalCurve(tuple(_steps(counts)))


@dataclass(frozen=True)
class IncidenceStep:
    """A time at which some had the event: the share of all who had it by then, exact."""

    time: int
    at_risk: int
    events: int
    incidence: Fraction


@dataclass(frozen=True)
class IncidenceCurve:
    """F(t) as a rising staircase.

    Attributes:
        steps: one a distinct time of events, in order of time, as far as enough are at risk.
        last: the longest time that F is known for; None where it is for none.
    """

    steps: tuple[IncidenceStep, ...]
    last: int | None

    def share(self, time: int) -> Fraction | None:
        """F(time); None beyond what is known."""
        if self.last is None or time > self.last:
            return None
        place = bisect_right([step.time for step in self.steps], time)
        return self.steps[place - 1].incidence if place else Fraction(0)

    def quantile(self, share: Fraction) -> int | None:
        """The first time by which at least `share` of all had the event; None if that was never seen."""
        return next((step.time for step in self.steps if step.incidence >= share), None)


def cumulative_incidence(
    counts: Mapping[int, tuple[int, int, int]], never: int = 0, *, least: int = 1, last: int | None = None
) -> IncidenceCurve:
    """The Aalen-Johansen estimate of the share that had the event by each time, with a rival outcome.

    Args:
        counts: time → (how many had the event then, the rival outcome, or were last seen then without either).
        never: how many had the rival outcome at a time that nobody noted. It is taken to be the end: they are at risk
            throughout, as those who will not have the event, so that F counts them among all from the first day on.
        least: the curve is cut before the first time at which fewer are at risk.
        last: the longest time that anybody was looked at for; None: the last of `counts`.

    F never passes events ÷ subjects, the share that has been seen: where few are left at risk the estimate would, on
    the strength of those few, and is held there.

    Raises:
        ValueError: a negative time or count.

    Example:
        >>> curve = cumulative_incidence({1: (1, 0, 0), 2: (0, 1, 0), 3: (1, 1, 0)})
        >>> [(step.time, str(step.incidence)) for step in curve.steps]
        [(1, '1/4'), (3, '1/2')]
    """
    if never < 0 or any(number < 0 for time, parts in counts.items() for number in (time, *parts)):
        raise ValueError("times and counts are never negative")
    subjects = never + sum(map(sum, counts.values()))
    seen = Fraction(sum(events for events, _, _ in counts.values()), subjects) if subjects else Fraction(0)
    at_risk, free, share, before = subjects, _WHOLE, Fraction(0), -1
    steps: list[IncidenceStep] = []
    for time, (events, rivals, censored) in sorted(counts.items()):
        if at_risk < least:  # so they were from the day after the time before
            return IncidenceCurve(tuple(steps), before if before >= 0 else None)
        share += free * Fraction(events, at_risk)
        free *= Fraction(at_risk - events - rivals, at_risk)
        if events:
            steps.append(IncidenceStep(time, at_risk, events, min(share, seen)))
        at_risk -= events + rivals + censored
        before = time
    known = before if at_risk < least else max(before, last or 0)
    return IncidenceCurve(tuple(steps), known if subjects >= least and known >= 0 else None)


def _steps(counts: Mapping[int, tuple[int, int]]) -> Iterator[SurvivalStep]:
    at_risk, share = sum(events + censored for events, censored in counts.values()), _WHOLE
    for time, (events, censored) in sorted(counts.items()):
        if not (events or censored):
            continue
        share *= Fraction(at_risk - events, at_risk)
        yield SurvivalStep(time, at_risk, events, censored, share)
        at_risk -= events + censored


def _total(terms: list[Fraction]) -> Fraction:
    """The sum, by halves: exact sums of many fractions stay short for as long as possible."""
    if len(terms) <= 1:
        return terms[0] if terms else Fraction(0)
    middle = len(terms) // 2
    return _total(terms[:middle]) + _total(terms[middle:])
