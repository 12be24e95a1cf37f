"""How long until an event, where some have not had it yet when the looking ends, and others never will.

Where another outcome puts an end to waiting (a lost lead never converts), the share that had the event by time t is
the cumulative incidence F(t) = Σ S(s−) d(s) ÷ n(s) over the times s ≤ t, with d the events, n those at risk, and S the
share without *any* outcome (Aalen and Johansen, 1978, "An empirical transition matrix for non-homogeneous Markov chains
based on censored observations", Scand. J. Statist. 5; Kalbfleisch and Prentice, "The Statistical Analysis of Failure
Time Data", 2nd ed. 2002, section 8.2). Without another outcome it is 1 − S(t) of Kaplan and Meier.
"""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHOLE = Fraction(1)


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
