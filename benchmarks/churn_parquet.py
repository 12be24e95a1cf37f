"""`carteira churn` over a large Parquet file against a query written by hand, in time and memory.

    python benchmarks/churn_parquet.py [--lines 10000000] [--customers 200000] [--folder FOLDER] [--rounds 15]

This process imports no Polars and stays small on purpose: a child's peak memory, as the system
tells it, is at least what its parent held when it was started.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
CARTEIRA = (sys.executable, "-m", "carteira_cli")
LATE, MIDDLE = ("2024-Q3", "2024-07-01", "2024-10-01"), ("2023-Q3", "2023-07-01", "2023-10-01")
CASES = (("decimal", LATE), ("decimal", MIDDLE), ("float", LATE), ("no status", LATE), ("integer ids", LATE))
HEADS = ("clientes_inicio", "perdidos", "novos", "reativados")


class Cost(NamedTuple):
    """What one run took: seconds, and MB at the peak (0 where it was not measured)."""

    wall: float
    cpu: float
    peak: float = 0.0


def process(*command: str) -> tuple[str, Cost]:
    """Run a command; its output and cost.

    Raises:
        RuntimeError: it failed.
    """
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parent) as child:
        output = child.stdout.read() if child.stdout else ""
        # Of this child alone; RUSAGE_CHILDREN would be the largest of all children so far.
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(command)} failed")
    cost = Cost(time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)
    return output, cost


def in_process(folder: Path, quarter: tuple[str, str, str], rounds: int) -> tuple[list[Cost], list[Cost]]:
    """Costs of the hand-written query and ours with the imports set aside."""
    output, _ = process(sys.executable, str(HERE / "in_process.py"), str(folder), *quarter, str(rounds))
    found = json.loads(output)
    same(found["heads"]["hand"], found["heads"]["ours"])
    hand, ours = ([Cost(*seconds) for seconds in found["seconds"][side]] for side in ("hand", "ours"))
    return hand, ours


def whole(folder: Path, quarter: tuple[str, str, str], rounds: int) -> tuple[list[Cost], list[Cost]]:
    """Costs of both as programs of their own, from start to exit."""
    hand: list[Cost] = []
    ours: list[Cost] = []
    script = (sys.executable, str(HERE / "hand_written.py"), str(folder / "vendas.parquet"), *quarter[1:])
    command = (*CARTEIRA, "churn", "-C", str(folder), "--periodo", quarter[0], "--formato", "json")
    for _ in range(rounds):
        theirs, cost = process(*script)
        hand.append(cost)
        report, cost = process(*command)
        ours.append(cost)
        found = json.loads(report)["indicadores"]
        same([int(head) for head in theirs.split()], [found[key]["valor"] for key in HEADS])
    return hand, ours


def same(hand: list[int], ours: list[int]) -> None:
    """Check that both found the same customers.

    Raises:
        RuntimeError: they did not.
    """
    if hand != ours:
        raise RuntimeError(f"base, lost, new, reactivated: {hand} by hand, {ours} by carteira")


def row(name: str, hand: list[Cost], ours: list[Cost]) -> str:
    """A line of the table: seconds, and our cost as a multiple of the other's."""

    def ratio(part: str, typical: Callable[[list[float]], float]) -> float:
        return typical([getattr(cost, part) for cost in ours]) / typical([getattr(cost, part) for cost in hand])

    middle, least, cpu = ratio("wall", statistics.median), ratio("wall", min), ratio("cpu", statistics.median)
    walls = [statistics.median(cost.wall for cost in costs) for costs in (hand, ours)]
    peaks = [max(cost.peak for cost in costs) for costs in (hand, ours)]
    memory = f"{peaks[0]:.0f} / {peaks[1]:.0f}" if all(peaks) else ""
    return f"| {name} | {walls[0]:.2f} / {walls[1]:.2f} | {middle:.2f} | {least:.2f} | {cpu:.2f} | {memory} |"


def main() -> None:
    """Make the data, measure and print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--lines", type=int, default=10_000_000)
    options.add_argument("--customers", type=int, default=200_000)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "carteira-benchmark")
    options.add_argument("--rounds", type=int, default=15)
    told = options.parse_args()
    data = told.folder / f"{told.customers}-{told.lines}"
    variants = dict.fromkeys(variant for variant, _ in CASES)
    process(sys.executable, str(HERE / "portfolios.py"), str(data), str(told.customers), str(told.lines), *variants)
    print(f"{told.lines:,} lines, {told.customers:,} customers, {told.rounds} rounds\n")
    print("| | hand / ours, median s | ours ÷ hand: wall, median | wall, min | CPU, median | peak MB, hand / ours |")
    print("|---|---|---|---|---|---|")
    for title, measure in (("in process", in_process), ("whole process", whole)):
        for variant, quarter in CASES:
            hand, ours = measure(data / variant, quarter, told.rounds)
            print(row(f"{title}: {variant}, {quarter[0]}", hand, ours), flush=True)
    runs = [process(*CARTEIRA, "resumo", "-C", str(data / "decimal"), "--formato", "json")[1] for _ in range(3)]
    slowest = max(cost.peak for cost in runs)
    print(f"\n`resumo`, whole process: {min(cost.wall for cost in runs):.2f} s at best, {slowest:.0f} MB at the peak")


if __name__ == "__main__":
    main()
