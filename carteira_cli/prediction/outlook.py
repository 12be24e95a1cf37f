"""What to expect of each customer from a day on: by a fitted model, or by plain rules where none can be had."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.models.histories import grouped
from carteira_cli.prediction.chosen import Choice, chosen
from carteira_cli.prediction.purchases import EVEN, LOG_ONE
from carteira_cli.prediction.spending import Spending, spending_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from carteira_cli.models.histories import Floats, Histories
    from carteira_cli.models.season import SeasonClock
    from carteira_cli.period import Window
    from carteira_cli.prediction.asked import AskedModel
    from carteira_cli.prediction.purchases import Purchases

FEWEST_REPEATERS = 50  # customers who bought again, below which no model is fitted
FEWEST_WINDOWS = 2  # of history, likewise


@dataclass(frozen=True)
class Outlook:
    """The customers of a base as they are known before a day, and what is expected of them from it on.

    Every array has a number a customer of `frame`, in its order.

    Attributes:
        purchases: what everybody bought.
        end: the day after the last one known.
        window: how long a purchase keeps a customer active.
        asked: which model.
        learnt: the day before which the model's parameters are learnt; None: `end`.
        clock: of the seasons; None: every day is alike.
    """

    purchases: Purchases
    end: int
    window: Window
    asked: AskedModel
    learnt: int | None = None
    clock: SeasonClock | None = None

    @cached_property
    def frame(self) -> pl.DataFrame:
        """`Purchases.histories` of everybody who bought before the day."""
        return self.purchases.histories(self.end, self.clock)

    @cached_property
    def _grouped(self) -> tuple[Histories, NDArray[np.intp]]:
        """Distinct histories in days, brought to the unit of the model; and of each customer which one is hers."""
        recency, age = (self.frame[name].to_numpy() / EVEN for name in ("recencia", "idade"))
        logs = self.frame["logs"].to_numpy() / LOG_ONE
        found, place = grouped(self.frame["repetidas"].to_numpy(), recency, age, logs)
        return found.scaled(self.asked.days), place

    @cached_property
    def choice(self) -> Choice | None:
        """The model fitted, and those tried; None where the history is too short or too few bought again."""
        if self.learnt is None:
            return None if self.lacking else chosen(self._grouped[0], self.asked)
        return self._before.choice

    @cached_property
    def _before(self) -> Outlook:
        return Outlook(self.purchases, self.learnt or self.end, self.window, self.asked, clock=self.clock)

    @property
    def calibration(self) -> Outlook:
        """The customers that the parameters are learnt from."""
        return self if self.learnt is None else self._before

    @property
    def repeaters(self) -> int:
        """How many bought again."""
        return self.purchases.repeaters(self.calibration.end)

    @property
    def windows(self) -> float:
        """How many windows of history there are."""
        first, end = self.purchases.first_day, self.calibration.end
        return 0.0 if first is None else (end - first) / (end - self.window.start(end))

    @property
    def lacking(self) -> bool:
        """Whether there is too little to fit a model to."""
        return self.repeaters < FEWEST_REPEATERS or self.windows < FEWEST_WINDOWS

    @cached_property
    def alive(self) -> Floats:
        """P(alive): the probability that she still buys some day; by the window where there is no model."""
        if self.choice is None:
            return self.active.astype(np.float64)
        rows, place = self._grouped
        return self.choice.model.alive(rows)[place]

    def expected(self, days: Sequence[int]) -> Floats:
        """Purchase days expected within so many days from the day on: customers × days."""
        if self.choice is None:
            ahead = np.asarray(days, dtype=np.float64)
            return self._pace[:, None] * ahead[None, :]
        rows, place = self._grouped
        return self.choice.model.expected(rows, self._ahead(days))[place]

    def buys(self, end: int, start: int = 0) -> Floats:
        """P(a purchase on the days from the `start`-th to before the `end`-th after the last one known)."""
        if self.choice is None:
            return -np.expm1(-self._pace * (end - start))
        rows, place = self._grouped
        until, since = self._ahead([end, start])
        return self.choice.model.buys(rows, float(until), float(since))[place]

    @cached_property
    def spending(self) -> Spending:
        """What each is expected to spend at a purchase."""
        learnt = None if self.learnt is None else self.calibration.frame
        return spending_of(self.frame, learnt, modelled=self.choice is not None)

    @cached_property
    def active(self) -> NDArray[np.bool_]:
        """Whether she bought in the window before the day."""
        return (self.frame["ultima"] >= self.window.start(self.end)).to_numpy()

    @cached_property
    def _pace(self) -> Floats:
        """Purchase days a day where there is no model.

        Who came back in the window goes on as in it: her purchase days there, without her very first, ÷ its days. Who
        bought once, in it, has no pace of her own: she comes back as everybody does, Σ purchase days after the first ÷
        Σ days since the first, over all who ever bought, of whom each counts for a window at least, lest a few days of
        history make a year. Who bought nothing in it has left.
        """
        start = self.window.start(self.end)
        counted = self.frame.select("linha").join(
            self.purchases.bought(start, self.end), on="linha", how="left", maintain_order="left"
        )
        length, first = self.end - start, self.frame["primeira"].cast(pl.Int64).to_numpy()
        again = counted["dias"].fill_null(0).to_numpy() - (first >= start)
        since = int(np.maximum(self.end - 1 - first, length).sum())
        usual = int(self.frame["repetidas"].sum()) / since if since else 0.0
        pace: Floats = np.where(again > 0, again / length, np.where(self.active, usual, 0.0))
        return pace

    def _ahead(self, days: Sequence[int]) -> Floats:
        """Days from the day on in units of the model, by the clock."""
        if self.clock is None:
            return np.asarray(days, dtype=np.float64) / self.asked.days
        last = self.end - 1
        passed = self.clock.at(np.asarray([last, *(last + one for one in days)], dtype=np.int64))
        ahead: Floats = (passed[1:] - passed[0]) / EVEN / self.asked.days
        return ahead
