"""Programs that are measured: each a process of its own, from start to exit, and several in turns.

Nothing here or in what it is started from imports Polars: a child's peak memory, as the system tells it, is at least
what its parent held when it was started.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[1]


class Cost(NamedTuple):
    """What one run took: seconds by the clock, seconds of all cores, MB at the peak."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Side:
    """One of those that take turns.

    Attributes:
        name: in the keys of goals, and for people unless there is a title.
        commands: one after the other; their times are added.
        answer: what the output of the last says, in a form that equals that of the other sides; None: nothing.
        cache: where XDG_CACHE_HOME is, which stays from run to run; None: an empty one for each run.
        title: for people, where the name is too short for them.
        missing: why it cannot run here; empty: it can.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    answer: Callable[[str], object] | None = None
    cache: Path | None = None
    title: str = ""
    missing: str = ""


def run(side: Side) -> tuple[str, Cost]:
    """Run a side; the output of its last command, and what all of them took.

    Raises:
        RuntimeError: one failed.
    """
    cache = side.cache or Path(tempfile.mkdtemp(prefix="carteira-cache-"))
    try:
        ran = [_process(command, cache) for command in side.commands]
    finally:
        if not side.cache:
            shutil.rmtree(cache)
    costs = [cost for _, cost in ran]
    total = Cost(sum(one.wall for one in costs), sum(one.cpu for one in costs), max(one.peak for one in costs))
    return ran[-1][0], total


def alternate(sides: Sequence[Side], rounds: int) -> list[tuple[Cost, ...]]:
    """What each side took in each round, in the order of the sides, which is that of their turns: A B A B."""
    turns = [[run(side)[1] for side in sides] for _ in range(rounds)]
    return [tuple(turn[place] for turn in turns) for place in range(len(sides))]


def agree(sides: Sequence[Side]) -> None:
    """Run each side that has an answer once, uncounted: files come into memory, and answers must be the same.

    Raises:
        RuntimeError: two sides differ, so that timing them would say nothing.
    """
    first: tuple[str, object] | None = None
    for side in sides:
        if side.answer is None:
            continue
        found = side.answer(run(side)[0])
        if first is None:
            first = (side.name, found)
        elif found != first[1]:
            raise RuntimeError(f"{first[0]} and {side.name} differ: {_difference(first[1], found)}")


def _difference(one: object, other: object) -> str:
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return f"{len(one)} and {len(other)} rows"
        return next(f"row {i}: {a} and {b}" for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
    return f"{one} and {other}"


def _process(command: Sequence[str], cache: Path) -> tuple[str, Cost]:
    # In CI nothing is kept between runs, and settings of whoever measures must not shift what is measured.
    outside = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("CARTEIRA_")}
    environment = outside | {"XDG_CACHE_HOME": str(cache), "PYTHONIOENCODING": "utf-8"}
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=environment) as child:
        output = child.stdout.read() if child.stdout else b""
        # Of this child alone; RUSAGE_CHILDREN would be the largest of all children so far.
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return output.decode(), Cost(wall, usage.ru_utime + usage.ru_stime, peak)
