"""The same questions by each engine: seconds, memory of all that was started, and the same bytes.

python benchmarks/engines.py [--lines N] [--customers N] [--kind KIND] [--by ENGINE]... [--ask QUESTION]... [--rounds N]

ENGINE is polars, duckdb, or a master of Spark such as local[2]. The sides run in turns, each from start to exit. What
a side takes is read from /proc ten times a second, of the process and all that it started: Java and its Pythons.
"""

from __future__ import annotations

# ruff: noqa: S608 - the path in the SQL is the benchmark's own
import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median

import duckdb
from inputs import make
from process import ROOT, Cost

QUESTIONS = {
    "churn": ("churn", "--periodo", "2024-Q3"),
    "series": ("churn", "--periodo", "2023..2024", "--serie", "mes"),
    "resumo": ("resumo", "--periodo", "2024-Q3"),
    "ticket": ("ticket", "--periodo", "2024-Q3", "--por", "vendas.canal"),
    "coortes": ("coortes", "--periodo", "2024"),
}
TICKS = os.sysconf("SC_CLK_TCK")
EACH = 0.1  # seconds between two looks
MEGABYTE = 1 << 20


def family(root: int) -> dict[int, tuple[float, float]]:
    """Process → seconds of all cores and MB, of one and all that it started."""
    parents: dict[int, tuple[int, float, float]] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            pages = int((folder / "statm").read_text().split()[1])
        except OSError:  # it has ended meanwhile
            continue
        cpu = (int(fields[11]) + int(fields[12])) / TICKS
        parents[int(folder.name)] = (int(fields[1]), cpu, pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE)
    found, grown = {root}, True
    while grown:
        more = {pid for pid, (parent, *_) in parents.items() if parent in found} - found
        grown, found = bool(more), found | more
    return {pid: parents[pid][1:] for pid in found if pid in parents}


def ran(command: tuple[str, ...]) -> tuple[str, Cost]:
    """Run a command; its output, and what it and all that it started took.

    Raises:
        RuntimeError: it failed.
    """
    outside = {name: value for name, value in os.environ.items() if not name.startswith("CARTEIRA_")}
    cpu: dict[int, float] = {}
    peak, over = 0.0, threading.Event()
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, env=outside | {"CI": "1"}) as child:

        def watch() -> None:
            nonlocal peak
            while not over.wait(EACH):
                seen = family(child.pid)
                cpu.update({pid: seconds for pid, (seconds, _) in seen.items()})
                peak = max(peak, sum(size for _, size in seen.values()))

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        output = child.stdout.read() if child.stdout else b""
        code = child.wait()
    wall = time.perf_counter() - began
    over.set()
    watcher.join()
    if code:
        raise RuntimeError(f"{' '.join(command)} ended with {code}")
    return output.decode(), Cost(wall, sum(cpu.values()), peak)


def hashed(folder: Path, lines: int, customers: int) -> None:
    """Write Parquet by what a hash draws: ten times as fast as the example's, for sizes that this is about.

    48 months to the end of 2024, 1 line in 32 cancelled, three lines an order, half of the lines of an eighth of the
    customers.
    """
    target = folder / "vendas.parquet"
    if target.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / "unfinished.parquet"
    drawn = f"""
        select n // 3 as venda, h % 1461 as dia, (h >> 12) % 32 as void, (h >> 20) % 5 as canal,
            (h >> 24) % 90000 as cents,
            case when (h >> 40) % 2 = 0 then (h >> 41) % {customers // 8} else (h >> 41) % {customers} end as cliente
        from (select n, hash(n) as h from range({lines}) t(n))"""
    duckdb.execute("set memory_limit = '3GB'")
    duckdb.execute("set preserve_insertion_order = false")
    duckdb.execute(
        f"""copy (
            select venda::bigint as venda, 'C' || lpad(cliente::varchar, 9, '0') as cliente,
                date '2021-01-01' + dia::int as data, ((100 + cents) / 100)::decimal(12, 2) as valor,
                case when void = 0 then 'cancelado' else 'faturado' end as status, 'canal ' || canal as canal
            from ({drawn})
        ) to '{unfinished}' (format parquet, compression zstd, row_group_size 500_000)"""
    )
    unfinished.rename(target)


def command_of(question: str, engine: str, folder: Path) -> tuple[str, ...]:
    """The command line that asks a question of an engine."""
    by = ("--motor", engine) if engine in {"polars", "duckdb"} else ("--motor", "spark", "--spark", engine)
    words = (*QUESTIONS[question], "-C", str(folder), "-f", "json", "-q")
    return (sys.executable, "-m", "carteira_cli", *words, *by)


def numbers_of(output: str) -> object:
    """What the answer says, but for the commands that it recommends: these name the engine."""
    document = json.loads(output)
    return {key: document.get(key) for key in ("indicadores", "tabelas")}


def measured(question: str, engines: list[str], folder: Path, rounds: int) -> None:
    """Print what each engine took, and its part of the first.

    Raises:
        RuntimeError: two engines differ.
    """
    costs: dict[str, list[Cost]] = {engine: [] for engine in engines}
    first: object = None
    for _ in range(rounds):
        for engine in engines:
            output, cost = ran(command_of(question, engine, folder))
            found = numbers_of(output)
            if first is not None and found != first:
                raise RuntimeError(f"{question}: {engine} and {engines[0]} differ")
            first = found
            costs[engine].append(cost)
    base = costs[engines[0]]
    for engine, own in costs.items():
        ratio = median(one.wall / other.wall for one, other in zip(own, base, strict=True))
        wall, cpu = (median(getattr(one, part) for one in own) for part in ("wall", "cpu"))
        peak = max(one.peak for one in own)
        print(f"{question:8} {engine:24} {wall:8.1f} s {cpu:8.1f} s CPU {peak:8,.0f} MB {ratio:6.2f} ×", flush=True)


def main() -> None:
    """Make the lines that are not there yet, ask, and print."""
    parser = argparse.ArgumentParser(prog="python benchmarks/engines.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", type=int, default=10_000_000)
    parser.add_argument("--customers", type=int, default=500_000)
    parser.add_argument("--kind", default="parquet", help="parquet, hashed, or a dialect of dialects.py")
    parser.add_argument("--by", action="append", metavar="ENGINE", help="polars, duckdb, or a master of Spark")
    parser.add_argument("--ask", action="append", choices=QUESTIONS)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "carteira-bench")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    base = given.folder.resolve() / f"{given.lines}-{given.customers}"
    if given.kind == "hashed":
        hashed(base / given.kind, given.lines, given.customers)
    else:
        make(base, given.lines, given.customers, given.kind)
    engines = given.by or ["polars", "duckdb", "local[2]"]
    print(f"{given.lines:,} lines, {given.customers:,} customers, {given.kind}; load {os.getloadavg()[0]:.2f}")
    for question in given.ask or QUESTIONS:
        measured(question, engines, base / given.kind, given.rounds)


if __name__ == "__main__":
    main()
