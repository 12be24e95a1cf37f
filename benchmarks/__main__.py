"""How fast, how large, and how much that is beside a program written by hand: everything in one run.

python benchmarks [--small | --large] [--only PREFIX]... [--folder FOLDER] [--rounds N]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from goals import Measurement
from plan import SIZES, Comparison, Plan, Source
from process import agree, alternate
from report import HEAD, Machine, into_readme, rows, summary

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent


def made(source: Source, folder: Path) -> None:
    """Make a file that is not there yet, in a process of its own."""
    if not source.path(folder).exists():
        words = (source.base(folder), source.lines, source.customers, source.kind)
        subprocess.run([sys.executable, str(HERE / "inputs.py"), *map(str, words)], check=True)


def measured(comparison: Comparison, folder: Path, rounds: int) -> Iterator[Measurement]:
    """Make the files, let the answers be compared, and measure by turns."""
    for source in comparison.sources:
        made(source, folder)
    sides = [side for side in comparison.sides if not side.missing]
    agree(sides)
    ours, *others = alternate(sides, rounds)
    for side, costs in zip(sides[1:], others, strict=True):
        title = f"{comparison.title} ÷ {side.title or side.name}"
        yield Measurement(f"{comparison.key}/{side.name}", title, comparison.lines, ours, costs)


def options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python benchmarks", description=(__doc__ or "").splitlines()[0])
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", dest="size", action="store_const", const="small", help="two minutes; README stays")
    size.add_argument("--large", dest="size", action="store_const", const="large", help="hours, and 20 GB of disk")
    parser.set_defaults(size="default")
    parser.add_argument("--only", action="append", metavar="PREFIX", help="comparisons of such keys; README stays")
    place = Path(tempfile.gettempdir()) / "carteira-bench"
    parser.add_argument("--folder", type=Path, default=place, help=f"of the files, kept for the next run [{place}]")
    parser.add_argument("--rounds", type=int, help="of each comparison")
    return parser.parse_args()


def main() -> None:
    """Measure, print, and write the README."""
    given = options()
    before = os.getloadavg()[0]
    sizes = SIZES[given.size]
    sizes = replace(sizes, rounds=given.rounds or sizes.rounds)
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = tuple(given.only or ("",))
    chosen = [one for one in Plan(sizes, folder).comparisons() if one.key.startswith(wanted)]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    machine = Machine(before, before, cores)
    measurements, lines = [], [HEAD]
    print(HEAD, flush=True)
    for comparison in chosen:
        for measurement in measured(comparison, folder, sizes.rounds):
            measurements.append(measurement)
            shown = list(rows(measurement, quiet=machine.quiet))
            lines += shown
            print(*shown, sep="\n", flush=True)
    left = sorted({f"{side.missing}." for one in chosen for side in one.sides if side.missing})
    machine = machine._replace(after=os.getloadavg()[0])
    told = summary(measurements, machine, given.size, sizes.rounds, left)
    print(f"\n{told}")
    if given.size != "small" and not given.only:
        into_readme("\n".join([told, "", *lines]))


if __name__ == "__main__":
    main()
