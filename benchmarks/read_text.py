"""Reading exports: `pl.scan_csv` told the dialect, against ours that finds and proves it.

    python benchmarks/read_text.py [--lines 4000000] [--rounds 5] [--folder /tmp/carteira-texto]

Each variant is measured twice. *Read*: every cell of the file as text; ours opens the file, finds the dialect and
proves that no line is broken. *Account*: customer, day, cents and status of each line, summed up; ours also decides
the conventions over the whole file and counts what can't be read. The two sides run alternately in one process.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.status_words import DEFAULT_CANCELLED
from carteira_cli.sources.matching.tables import VENDAS
from carteira_cli.sources.reading_rules import Rules

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("venda", "cliente", "data", "valor", "status", "vendedor", "produto")
Variant = tuple[str, str, str, bool]  # separator, encoding, quoting, day first and decimal comma
VARIANTS: dict[str, Variant] = {
    "UTF-8, comma, ISO dates": (",", "utf-8", "necessary", False),
    "UTF-8, semicolon, decimal comma": (";", "utf-8", "necessary", True),
    "UTF-8, every cell quoted": (";", "utf-8", "always", True),
    "Windows-1252": (";", "cp1252", "necessary", True),
    "UTF-16": (";", "utf-16", "necessary", True),
    "one broken line in 100,000": (";", "utf-8", "necessary", True),
}


def make(path: Path, lines: int, variant: Variant, *, broken: bool) -> None:
    """Write an export."""
    separator, encoding, quoting, brazilian = variant
    number = pl.col("i")
    cents = number * 31 % 1_000_000
    day = pl.date(2021, 1, 1) + pl.duration(days=number % 1200)
    reais = (cents // 100).cast(pl.String) + "." + (cents % 100).cast(pl.String).str.zfill(2)
    frame = pl.select(i=pl.int_range(lines)).select(
        venda=number.cast(pl.String),
        cliente=(number * 7919 % 100_000).cast(pl.String).str.zfill(8),
        data=day.dt.strftime("%d/%m/%Y" if brazilian else "%Y-%m-%d"),
        valor=reais.str.replace(".", ",", literal=True) if brazilian else reais,
        status=pl.when(number % 50 == 0).then(pl.lit("Cancelado")).otherwise(pl.lit("Não faturado ainda")),
        vendedor=pl.lit("João da Silva"),
        produto=pl.lit("Caneta azul"),
    )
    text = frame.write_csv(separator=separator, quote_style=quoting)  # type: ignore[arg-type]
    if broken:
        rows = text.split("\n")
        rows[50_000::100_000] = [row.replace(separator, "", 1) for row in rows[50_000::100_000]]
        text = "\n".join(rows)
    path.write_bytes(text.encode(encoding))


def hand_scan(path: Path, variant: Variant) -> pl.LazyFrame:
    """What one writes who knows the file; it is UTF-8 by then."""
    return pl.scan_csv(path, separator=variant[0], schema=dict.fromkeys(NAMES, pl.String), truncate_ragged_lines=True)


def hand_account(path: Path, variant: Variant) -> tuple[object, ...]:
    """Lines, cents and last day of the lines that are not cancelled."""
    text = pl.col("valor").str.replace(",", ".", literal=True) if variant[3] else pl.col("valor")
    day = pl.col("data").str.to_date("%d/%m/%Y" if variant[3] else "%Y-%m-%d", strict=False)
    found = (
        hand_scan(path, variant)
        .filter(pl.col("status") != "Cancelado", pl.col("cliente") != "")
        .select(pl.len(), ((text.cast(pl.Float64, strict=False) * 100).round().cast(pl.Int64)).sum(), day.max())
    )
    return found.collect(engine="streaming").row(0)


def ours(path: Path) -> tuple[object, ...]:
    """The account of all lines."""
    audit = open_ledger(VENDAS, [path], {}, Rules(DEFAULT_CANCELLED)).proven.audit
    return audit.valid, audit.rejected


def ours_read(path: Path) -> tuple[object, ...]:
    """Every cell as text, of a file proven to be sound."""
    from carteira_cli.reading.delimited import open_text
    from carteira_cli.reading.hints import Hints

    raw = open_text(path, str(path), Hints())
    return raw.lines.select(pl.all().null_count()).collect(engine="streaming").row(0)


def hand_read(path: Path, variant: Variant) -> tuple[object, ...]:
    """Every cell as text."""
    return hand_scan(path, variant).select(pl.all().null_count()).collect(engine="streaming").row(0)


def timed(sides: dict[str, Callable[[], object]], rounds: int) -> dict[str, tuple[float, float]]:
    """Median seconds of wall and CPU of each side; one uncounted run first."""
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for number in range(rounds + 1):
        for name in sorted(sides, reverse=number % 2 == 1):
            wall, cpu = time.perf_counter(), time.process_time()
            sides[name]()
            if number:
                seconds[name].append((time.perf_counter() - wall, time.process_time() - cpu))
    return {
        name: (statistics.median(w for w, _ in pairs), statistics.median(c for _, c in pairs))
        for name, pairs in seconds.items()
    }


def main() -> None:
    """Measure every variant, and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=4_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/carteira-texto"))  # noqa: S108
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    print("| variant | step | hand / ours, median s | wall | CPU |\n|---|---|---|---|---|")
    for title, variant in VARIANTS.items():
        stem = "".join(char if char.isalnum() else "-" for char in title.casefold())
        path, plain = given.folder / f"{stem}-{given.lines}.csv", given.folder / f"{stem}-{given.lines}.utf8.csv"
        if not path.exists():
            make(path, given.lines, variant, broken="broken" in title)
            plain.write_bytes(path.read_bytes().decode(variant[1]).encode())
        pairs: dict[str, dict[str, Callable[[], object]]] = {
            "read": {"hand": lambda p=plain, v=variant: hand_read(p, v), "ours": lambda p=path: ours_read(p)},
            "account": {"hand": lambda p=plain, v=variant: hand_account(p, v), "ours": lambda p=path: ours(p)},
        }
        for step, sides in pairs.items():
            found = timed(sides, given.rounds)
            (hand, hand_cpu), (own, own_cpu) = found["hand"], found["ours"]
            print(f"| {title} | {step} | {hand:.2f} / {own:.2f} | {own / hand:.2f} | {own_cpu / hand_cpu:.2f} |")


if __name__ == "__main__":
    main()
