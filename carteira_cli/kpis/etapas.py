"""Stages of leads: how long leads stay in each, and what comes of them.

Plain values: days are integers, money is integer cents, rates are fractions. A lead's history are the days on which
she entered each stage; what became of her in the end (won, lost, open) is known besides.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.funil import LEAST, is_lost
from carteira_cli.models.incidence import cumulative_incidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from carteira_cli.kpis.stage_order import StageOrder
    from carteira_cli.models.incidence import IncidenceCurve


_ENDS = _MOVED, _LOST, _OPEN = "avançou", "perdido", "em aberto"  # of a stay in a stage


@dataclass(frozen=True)
class StagedLead:
    """A lead with her history.

    Attributes:
        lead: her id.
        created: the day that she was created on.
        won: the day that she converted on; None where she did not.
        lost: whether she is lost.
        lost_on: the day of that; None where nobody noted it, and where she is not.
        entries: (day, stage), by day: the stages that she entered before she was won or lost, each where it changes.
        stage: where her file says that she is now.
        cents: what she would bring; None where nobody says.
    """

    lead: str
    created: int
    won: int | None
    lost: bool
    lost_on: int | None
    entries: tuple[tuple[int, str], ...]
    stage: str | None = None
    cents: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether she is neither won nor lost."""
        return self.won is None and not self.lost

    @property
    def is_decided(self) -> bool:
        """Whether she is one or the other."""
        return not self.is_open

    def at(self, day: int) -> StagedLead | None:
        """As she was known at the end of a day; None where she was not there yet.

        Who is lost without a day of it counts as open before: when it came to be known is not written.
        """
        if self.created > day:
            return None
        won = self.won if self.won is not None and self.won <= day else None
        lost = self.lost_on is not None and self.lost_on <= day
        entries = tuple(one for one in self.entries if one[0] <= day)
        stage = entries[-1][1] if entries else None
        return StagedLead(
            self.lead, self.created, won, lost, self.lost_on if lost else None, entries, stage, self.cents
        )


def staged(
    lead: str,
    created: int,
    won: int | None,
    stage: str | None,
    cents: int | None,
    entered: Iterable[tuple[int, str]],
    order: StageOrder,
) -> StagedLead:
    """A lead from what the files say of her.

    Args:
        lead: her id.
        created: when.
        won: the day that she converted on; of what she entered on that day, an end of `order` is the sale itself, and
            all else came before it.
        stage: where the list of leads says that she is.
        cents: her value.
        entered: (day, stage) in any order. The same stage twice in a row is once.
        order: of the stages.
    """
    known = order.sorted(entered, stage)
    # A lead that came back from the lost ones is not lost: what counts is the last that is known.
    still = bool(known) and is_lost(known[-1][1])
    lost = won is None and (still or is_lost(stage))
    entries: list[tuple[int, str]] = []
    for day, name in known:
        over = is_lost(name) or (won is not None and (day > won or (day == won and name in order.ends)))
        if not over and (not entries or entries[-1][1] != name):
            entries.append((day, name))
    return StagedLead(lead, created, won, lost, known[-1][0] if lost and still else None, tuple(entries), stage, cents)


@dataclass(frozen=True)
class Stay:
    """What became of all stays in one stage.

    Attributes:
        stage: which.
        entries: how many times a lead entered it.
        moved: how many went on, to another stage or to the sale.
        lost: how many were lost from it.
        open: how many are still in it.
        ahead: the share that went on within so many days, among the lost and those still there.
        away: the share that was lost within so many days, likewise; of a loss without a day in no day.
    """

    stage: str
    entries: int
    moved: int
    lost: int
    open: int
    ahead: IncidenceCurve
    away: IncidenceCurve


def stays(leads: Iterable[StagedLead], stages: Sequence[str], as_of: int, least: int = LEAST) -> list[Stay]:
    """How long leads stay in each stage, by competing risks: they go on, are lost, or are still there.

    F(t) = Σ S(s−) d(s) ÷ n(s), Aalen and Johansen (1978); see `models.incidence`. A stay begins on the day that the
    stage is entered and ends on the day of the next entry, of the sale or of the loss; who is still there is followed
    up to the as-of day.

    Args:
        leads: with their histories.
        stages: in order; others are left out.
        as_of: the last day.
        least: stays at risk below which nothing is said.
    """
    ended: dict[str, dict[str, list[int | None]]] = {name: {word: [] for word in _ENDS} for name in stages}
    for lead in leads:
        for place, (_, stage) in enumerate(lead.entries):
            if stage in ended:
                word, days = _end_of(lead, place, as_of)
                ended[stage][word].append(days)
    return [_stay(name, ended[name], least) for name in stages]


def _end_of(lead: StagedLead, place: int, as_of: int) -> tuple[str, int | None]:
    """How a stay ended and after how many days; None of a loss whose day nobody noted."""
    entered = lead.entries[place][0]
    after = lead.entries[place + 1][0] if place + 1 < len(lead.entries) else lead.won
    if after is not None:
        return _MOVED, after - entered
    if lead.lost:
        return _LOST, None if lead.lost_on is None else lead.lost_on - entered
    return _OPEN, as_of - entered


def _stay(stage: str, ended: Mapping[str, Sequence[int | None]], least: int) -> Stay:
    undated = sum(days is None for days in ended[_LOST])
    moved, lost, still = (Counter(days for days in ended[word] if days is not None) for word in _ENDS)
    there = {day: (moved[day], lost[day], still[day]) for day in sorted({*moved, *lost, *still})}
    swapped = {day: (out, on, stay) for day, (on, out, stay) in there.items()}
    return Stay(
        stage,
        moved.total() + lost.total() + still.total() + undated,
        moved.total(),
        lost.total() + undated,
        still.total(),
        cumulative_incidence(there, undated, least=least),
        cumulative_incidence(swapped, undated, least=least),
    )


@dataclass(frozen=True)
class WinRate:
    """What came of the leads that entered a stage.

    Attributes:
        entered: leads.
        won: of those.
        lost: likewise.
        open: likewise.
        knows_losses: whether any lead of the file is known to be lost.
    """

    entered: int
    won: int
    lost: int
    open: int
    knows_losses: bool = True

    @property
    def decided(self) -> int:
        """The denominator: won and lost; where no lead is known to be lost, all."""
        return self.won + self.lost if self.knows_losses else self.entered

    @property
    def rate(self) -> Fraction | None:
        """Won ÷ decided."""
        return Fraction(self.won, self.decided) if self.decided else None


def win_rates(leads: Sequence[StagedLead], stages: Sequence[str]) -> dict[str | None, WinRate]:
    """Stage → what came of the leads that ever entered it, each counted once; under None, of all leads."""
    entered: Counter[str | None] = Counter()
    won: Counter[str | None] = Counter()
    lost: Counter[str | None] = Counter()
    for lead in leads:
        names = {None, *(name for _, name in lead.entries)}
        entered.update(names)
        if lead.won is not None:
            won.update(names)
        if lead.lost:
            lost.update(names)
    losses = bool(lost[None])
    return {
        name: WinRate(entered[name], won[name], lost[name], entered[name] - won[name] - lost[name], losses)
        for name in (*stages, None)
    }


def entered_stages(leads: Iterable[StagedLead], order: StageOrder) -> list[str]:
    """The stages that any lead was in, in order: none that is an end."""
    seen = {name for lead in leads for _, name in lead.entries}
    return [name for name in order.names if name in seen]
