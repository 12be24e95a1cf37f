"""Time the hand-written query and ours, alternately, in one process whose imports are done.

    python benchmarks/in_process.py FOLDER PERIOD START END ROUNDS

prints JSON: the heads that each found, and its seconds of wall and CPU, round by round.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import hand_written

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load

if TYPE_CHECKING:
    from collections.abc import Callable

HEADS = ("clientes_inicio", "perdidos", "novos", "reativados")


def ours(folder: Path, period: str) -> tuple[object, ...]:
    """The same four numbers by `carteira churn`."""
    report = analyse("churn", load({"pasta": str(folder), "periodo": period}, environ={}))
    found = {reading.key: reading.value for reading in report.readings}
    return tuple(found[key] for key in HEADS)


def main(folder: Path, period: str, start: date, end: date, rounds: int) -> None:
    """Measure; the first round of each is not counted."""
    sides: dict[str, Callable[[], tuple[object, ...]]] = {
        "hand": lambda: hand_written.churn(str(folder / "vendas.parquet"), start, end),
        "ours": lambda: ours(folder, period),
    }
    heads = {name: run() for name, run in sides.items()}
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for number in range(rounds):
        # Who goes first changes, so that neither always follows the other's clean-up.
        for name in sorted(sides, reverse=number % 2 == 1):
            wall, cpu = time.perf_counter(), time.process_time()
            sides[name]()
            seconds[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    print(json.dumps({"heads": heads, "seconds": seconds}))


if __name__ == "__main__":
    _, where, which, first, last, times = sys.argv
    main(Path(where), which, date.fromisoformat(first), date.fromisoformat(last), int(times))
