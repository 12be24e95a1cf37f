"""What is wanted: a limit for a ratio or for memory, read from `goals.toml`, and whether a measurement keeps to it."""

from __future__ import annotations

import statistics
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from process import Cost

TABLE = Path(__file__).with_name("goals.toml")
KINDS = ("time", "cpu", "peak")


@dataclass(frozen=True)
class Goal:
    """One wish.

    Attributes:
        by: "time", "cpu" or "peak".
        limit: the largest ratio, or MB, that keeps it.
        lines: at which size it is meant; None: at any.
    """

    by: str
    limit: float
    lines: int | None = None

    @property
    def shown(self) -> str:
        """`≤ 1.3`, `≤ 300 MB`."""
        return f"≤ {self.limit:.0f} MB" if self.by == "peak" else f"≤ {self.limit:g}"


@dataclass(frozen=True)
class Measurement:
    """Ours beside one other side.

    Attributes:
        key: `COMPARISON/OTHER SIDE`.
        title: for people.
        lines: of the file of ours.
        ours: a cost a round.
        theirs: likewise, in the same rounds.
    """

    key: str
    title: str
    lines: int
    ours: tuple[Cost, ...]
    theirs: tuple[Cost, ...]

    def ratio(self, part: str) -> float:
        """Ours ÷ theirs, "wall" or "cpu": the median of the rounds'."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return statistics.median(float(getattr(ours, part) / getattr(theirs, part)) for ours, theirs in pairs)

    @property
    def peak(self) -> float:
        """MB at the highest of ours."""
        return max(cost.peak for cost in self.ours)

    def value(self, goal: Goal, *, quiet: bool) -> float:
        """What the goal limits; on a machine with other work, time is that of the cores."""
        if goal.by == "peak":
            return self.peak
        return self.ratio("wall" if goal.by == "time" and quiet else "cpu")


def goals() -> dict[str, list[Goal]]:
    """The goals of each measurement.

    Raises:
        ValueError: one is by something unknown.
    """
    found: dict[str, list[Goal]] = {}
    for told in tomllib.loads(TABLE.read_text(encoding="utf-8"))["goals"]:
        if told["by"] not in KINDS:
            raise ValueError(f"goals.toml: by = {told['by']!r}: one of {', '.join(KINDS)}")
        for key in told["measurements"]:
            found.setdefault(key, []).append(Goal(told["by"], told["limit"], told.get("lines")))
    return found


def verdict(measurement: Measurement, goal: Goal, *, quiet: bool) -> str:
    """`met`, or `missed by 0.42 (32 %)`; and the size, where the goal is meant at another."""
    value = measurement.value(goal, quiet=quiet)
    over = value - goal.limit
    by = f"{over:.0f} MB" if goal.by == "peak" else f"{over:.2f}"
    said = "met" if over <= 0 else f"**missed by {by} ({100 * over / goal.limit:.0f} %)**"
    elsewhere = goal.lines is not None and goal.lines != measurement.lines
    return f"{said}; meant at {goal.lines:,} lines" if elsewhere else said
