"""48 months of churn and of the revenue bridge: one pass, against one period, 48 runs, and DuckDB.

    python benchmarks/series.py [--lines 10000000] [--customers 300000] [--folder FOLDER] [--rounds 3]

Every side runs in this process, imports done, in turns. What they find is compared before anything is timed.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load
from carteira_cli.example import Recipe, generate

if TYPE_CHECKING:
    from collections.abc import Callable

SPAN, LAST = "2021..2024", "2024-12"
MONTHS = [f"{year}-{month:02}" for year in range(2021, 2025) for month in range(1, 13)]
# What one would write by hand: it trusts the file, and knows the one word for "cancelled".
SQL = """
with lines as (
  select cliente, data, cast(valor * 100 as bigint) as cents from read_parquet('{file}') where status <> 'cancelado'
), moments as (
  select cast(unnest(generate_series(date '2021-01-01', date '2025-01-01', interval 1 month)) as date) as t
), active as (
  select t, cliente, sum(cents) as money from lines join moments on data >= t - 90 and data < t
  group by t, cliente having bool_or(cents > 0)
), first as (select cliente, min(data) as day from lines where cents > 0 group by cliente
), who as (
  select t, cliente from active union select cast(t - interval 1 month as date), cliente from active
), pairs as (
  select who.t as t0, who.cliente as cliente, a.money as before, b.money as after
  from who
  left join active a on a.t = who.t and a.cliente = who.cliente
  left join active b on b.t = who.t + interval 1 month and b.cliente = who.cliente
  where who.t >= date '2021-01-01' and who.t < date '2025-01-01'
)
select t0, count(before), count(*) filter (before is not null and after is null),
  count(*) filter (before is null and after is not null and day >= t0),
  count(*) filter (before is null and after is not null and day < t0),
  sum(before) filter (after is null),
  sum(greatest(before - after, 0)) filter (before is not null and after is not null)
from pairs join first using (cliente) group by t0 order by t0
"""
KEYS = ("clientes_inicio", "perdidos", "novos", "reativados")


def ours(folder: Path, command: str, period: str, serie: str | None = None) -> list[dict[str, object]]:
    """The rows of the series, or the one row of a period."""
    flags = {"pasta": str(folder), "periodo": period} | ({"serie": serie} if serie else {})
    report = analyse(command, load(flags, environ={}))
    if not serie:
        return [{reading.key: reading.value for reading in report.readings}]
    table = next(table for table in report.tables if table.key == "serie")
    return [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]


def timed(run: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of wall and CPU."""
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return statistics.median(walls), statistics.median(cpus)


def main() -> None:
    """Make the data, compare, measure and print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--lines", type=int, default=10_000_000)
    options.add_argument("--customers", type=int, default=300_000)
    options.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "carteira-benchmark")
    options.add_argument("--rounds", type=int, default=3)
    told = options.parse_args()
    folder = told.folder / f"serie-{told.customers}-{told.lines}"
    if not (folder / "vendas.parquet").exists():
        generate(Recipe(customers=told.customers, sales_lines=told.lines, months=60), folder, file_format="parquet")
    query = SQL.format(file=folder / "vendas.parquet")
    by_duckdb = duckdb.sql(query).fetchall()
    heads = [tuple(row[key] for key in KEYS) for row in ours(folder, "churn", SPAN, "mes")]
    if heads != [row[1:5] for row in by_duckdb]:
        raise RuntimeError("the series and DuckDB differ")
    sides: dict[str, Callable[[], object]] = {
        "churn, one month": lambda: ours(folder, "churn", LAST),
        "churn, 48 months": lambda: ours(folder, "churn", SPAN, "mes"),
        "churn-receita, one month": lambda: ours(folder, "churn-receita", LAST),
        "churn-receita, 48 months": lambda: ours(folder, "churn-receita", SPAN, "mes"),
        "DuckDB, both, 48 months": lambda: duckdb.sql(query).fetchall(),
    }
    print(f"{told.lines:,} lines, {told.customers:,} customers, {told.rounds} rounds\n")
    print("| | wall, s | CPU, s |\n|---|---|---|")
    for name, run in sides.items():
        run()
        wall, cpu = timed(run, told.rounds)
        print(f"| {name} | {wall:.2f} | {cpu:.2f} |", flush=True)
    wall, cpu = timed(lambda: [ours(folder, "churn-receita", month) for month in MONTHS], 1)
    print(f"| churn-receita, 48 separate runs | {wall:.2f} | {cpu:.2f} |")


if __name__ == "__main__":
    main()
