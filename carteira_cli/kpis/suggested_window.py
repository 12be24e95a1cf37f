"""The window of inactivity: who is lost under one, who comes back, and which one the purchases suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.config.settings import RuleSettings
from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.ciclo import intervals, survival, tally
from carteira_cli.period import Window, parse_window
from carteira_cli.units import Unit, number, show
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.kpis.ciclo import Survival

SUGGESTED_BY = 90  # per cent of the gaps that the suggested window covers
ROUNDED_TO = 30  # days: a commercial month
WINDOW_DEFAULT = parse_window(RuleSettings.inatividade.domain.default or "")
FEWEST_GAPS = 30  # below, no window is suggested
HORIZON = 180  # days after a loss within which a return is looked for, the same for every window
WINDOWS = tuple(Window(days, "d") for days in (30, 60, 90, 120, 180, 270, 365))


@dataclass(frozen=True)
class Returns:
    """What became of customers whom a window had called lost.

    Attributes:
        window: the window.
        lost: intervals in which the customer became inactive, up to the end.
        back: of those, how many a purchase has ended since.
        watched: those lost at least `HORIZON` days before the end, so that all had as long to return.
        back_soon: of the watched, how many bought again within `HORIZON` days after becoming inactive.
    """

    window: Window
    lost: int
    back: int
    watched: int
    back_soon: int

    @property
    def tells(self) -> bool:
        """Whether there are enough watched losses to judge the window by."""
        return self.watched >= FEWEST_GAPS

    @property
    def mostly_back(self) -> bool:
        """Whether more than half of the watched came back soon, where they tell."""
        return self.tells and 2 * self.back_soon > self.watched

    @property
    def share_soon(self) -> float:
        """The part of the watched who came back soon."""
        return self.back_soon / self.watched


def returns(tallied: pl.DataFrame, end: int, windows: Sequence[Window]) -> list[Returns]:
    """The lost who came back, for each window, from a `tally` of intervals observed up to `end`.

    A(t) looks at `[t − W, t)`. Who bought on day d is in it for the last time at t = d + W, so she is lost
    at t = d + W + 1 unless she bought on one of the W days after d: when `d < start of the window` at her next
    purchase, or at the end. The same holds of windows in calendar months.
    """
    return [_returns(tallied, end, window) for window in windows]


def _returns(tallied: pl.DataFrame, end: int, window: Window) -> Returns:
    start, next_day = pl.col("inicio"), pl.col("fim")
    lost = start < window_start(next_day.fill_null(end), window)
    watched = start < window.start(end - HORIZON)
    # Watched and open means that she was lost at end − HORIZON and is still.
    soon = next_day.is_not_null() & (start >= window_start(next_day - HORIZON, window))
    times = pl.col("vezes")
    row = tallied.select(
        lost=times.filter(lost).sum(),
        back=times.filter(lost & next_day.is_not_null()).sum(),
        watched=times.filter(lost & watched).sum(),
        back_soon=times.filter(lost & watched & soon).sum(),
    ).row(0)
    return Returns(window, *row)


def window_start(day: pl.Expr, window: Window) -> pl.Expr:
    """`Window.start` for a column of days."""
    if window.unit == "d":
        return day - window.length
    return day.cast(pl.Date).dt.offset_by(f"-{window.length}mo").cast(pl.Int32)


@dataclass(frozen=True)
class Suggestion:
    """A window of inactivity and why, in words; `covered` is the percentile behind it, None when there is none."""

    window: Window
    reason: str
    covered: int | None = None


def suggest(curve: Survival, tallied: pl.DataFrame, end: int) -> Suggestion:
    """The window that the intervals suggest, from a `tally` observed up to `end` and its `survival`.

    Where no contract says who left, practice sets the limit at a high percentile of the days between
    purchases. The percentile of the gaps alone comes out short, because long gaps are those still open;
    so it is that of the purchases that ever follow, by Kaplan–Meier, rounded up to whole months of 30 days.
    Who buys often has most of the gaps, so that window can still call lost many who are only slow: it grows
    by months until at most half of the lost come back within `HORIZON` days, or until too few losses tell.
    """
    covered = curve.within_returning(SUGGESTED_BY)
    if covered is None or curve.gaps < FEWEST_GAPS:
        some = counted(curve.gaps, "intervalo", "intervalos")
        return Suggestion(
            WINDOW_DEFAULT,
            f"há só {some} entre compras, menos que os {FEWEST_GAPS} que uma sugestão exige: vale o padrão, "
            f"{WINDOW_DEFAULT.words}",
        )
    first = Window(-(-covered // ROUNDED_TO) * ROUNDED_TO, "d")
    reason = (
        f"{SUGGESTED_BY} % das recompras vêm em até {counted(covered, 'dia', 'dias')} "
        f"(Kaplan–Meier sobre {number(curve.gaps, 0)} intervalos e {number(curve.open, 0)} ainda em aberto); "
        f"arredondado para cima, em meses de {ROUNDED_TO} dias: {first.words}"
    )
    tried = [_returns(tallied, end, first)]
    while tried[-1].mostly_back:
        longer = Window(tried[-1].window.length + ROUNDED_TO, "d")
        tried.append(_returns(tallied, end, longer))
    chosen = tried[-1].window
    if len(tried) > 1:
        soon = show(tried[0].share_soon, Unit.FRACTION)
        reason += f"; mas {soon} dos que passam disso voltam em {HORIZON} dias; " + (
            f"de {chosen.words} em diante, só {show(tried[-1].share_soon, Unit.FRACTION)}"
            if tried[-1].tells
            else f"até {tried[-2].window.words} ainda volta a maioria, e de {chosen.words} em diante há poucos casos"
        )
    return Suggestion(chosen, reason, covered)


def suggested_window(days: pl.DataFrame, end: int) -> Suggestion:
    """The window of inactivity that the sales before `end` suggest: what `--inatividade auto` means.

    Args:
        days: rows of `ciclo.purchase_days`.
        end: the day after the last one looked at.
    """
    tallied = tally(intervals(days))
    return suggest(survival(tallied, end), tallied, end)
