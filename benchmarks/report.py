"""The table of what was measured, and where it stands in the README."""

from __future__ import annotations

import platform
import statistics
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from goals import Goal, Measurement, goals, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from process import Cost

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEAD = (
    "| what ÷ beside what | lines | ours: s (CPU), MB | theirs: s (CPU), MB | wall | CPU | goal | |\n"
    "|---|--:|--:|--:|--:|--:|---|---|"
)
BUSY = 0.3  # of the cores: above, others are at work


class Machine(NamedTuple):
    """Who else was at work: the load average of the last minute before and after, and the cores."""

    before: float
    after: float
    cores: int

    @property
    def quiet(self) -> bool:
        """Whether seconds by the clock mean something; the load afterwards is our own."""
        return self.before < BUSY * self.cores


def rows(measurement: Measurement, *, quiet: bool) -> Iterator[str]:
    """The lines of the table: one a goal, or one without."""
    wanted: Sequence[Goal | None] = goals().get(measurement.key) or (None,)
    for place, goal in enumerate(wanted):
        if goal and goal.by == "peak" and place:
            cells = ["the same: memory", f"{measurement.lines:,}", f"{measurement.peak:.0f} MB", "", "", ""]
        else:
            wall, cpu = (f"{measurement.ratio(part):.2f}" for part in ("wall", "cpu"))
            costs = [_cost(measurement.ours), _cost(measurement.theirs)]
            cells = [measurement.title, f"{measurement.lines:,}", *costs, wall, cpu]
        end = [goal.shown, verdict(measurement, goal, quiet=quiet)] if goal else ["", ""]
        yield f"| {' | '.join([*cells, *end])} |"


def summary(measurements: Sequence[Measurement], machine: Machine, size: str, rounds: int, left: Sequence[str]) -> str:
    """What was measured where, and how many goals are met."""
    found = [verdict(one, goal, quiet=machine.quiet) for one in measurements for goal in goals().get(one.key, ())]
    here = [said for said in found if "meant at" not in said]
    met = sum(said.startswith("met") for said in here)
    versions = ", ".join(_version(name) for name in ("carteira-cli", "polars", "duckdb", "pandas"))
    done = {one.key for one in measurements}
    apart = sorted(key for key in goals() if key not in done)
    where = f"{datetime.now(tz=UTC):%Y-%m-%d}, revision {_revision()}, `{size}`, rounds: {rounds}"
    load = f"load average {machine.before:.1f} before and {machine.after:.1f} after"
    lines = [
        f"{where}; Python {platform.python_version()}, {versions}; {machine.cores} cores, {load}.",
        f"Goals by time are held against {'the clock' if machine.quiet else 'CPU: others were at work'}.",
        f"**{met} of {len(here)} goals met**; {len(found) - len(here)} more are meant at another size.",
    ]
    if apart:
        lines.append(f"Not measured at this size: {', '.join(f'`{key}`' for key in apart)}.")
    return "\n".join([*lines, *left])


def into_readme(text: str) -> None:
    """Put it between the markers of the README."""
    page = README.read_text(encoding="utf-8")
    head, rest = page.split(BEGIN)
    tail = rest.split(END)[1]
    README.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")


def _cost(costs: Sequence[Cost]) -> str:
    wall, cpu = (statistics.median(getattr(cost, part) for cost in costs) for part in ("wall", "cpu"))
    return f"{wall:.2f} ({cpu:.2f}), {max(cost.peak for cost in costs):.0f}"


def _version(name: str) -> str:
    try:
        return f"{name} {metadata.version(name)}"
    except metadata.PackageNotFoundError:
        return f"no {name}"


def _revision() -> str:
    asked = ["git", "describe", "--always", "--dirty=+", "--exclude=*"]
    done = subprocess.run(asked, cwd=README.parent, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
