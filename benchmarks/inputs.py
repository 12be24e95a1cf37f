"""Make the files that are measured, those that are not there yet: the lines of `carteira exemplo`, in no order.

    python benchmarks/inputs.py FOLDER LINES CUSTOMERS KIND

writes `FOLDER/KIND/vendas.*`, KIND being "parquet", "xlsx", "jobs" (Parquet with a `carteira.toml`) or a
dialect. It is a process of its own, so that whoever measures stays small.
"""

# ruff: noqa: S608 - the path in the SQL is the benchmark's own
from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
from dialects import DIALECTS, Dialect, file_name
from jobs import APART, TOGETHER, configuration

ROW_GROUP = 200_000  # rows, as the generator's own
MONTHS = 60  # of sales, to the end of 2024: 48 months of a series, and what came before
BROKEN_EVERY = 100_000  # lines
CHUNK = 1 << 24  # bytes


def make(folder: Path, lines: int, customers: int, kind: str) -> None:
    """Write the file of a kind into a folder of that name; it appears whole or not at all."""
    target = folder / kind / file_name(kind)
    if target.exists():
        return
    print(f"making {target}", file=sys.stderr)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"unfinished-{target.name}")
    if kind == "parquet":
        _parquet(unfinished, lines, customers)
    else:
        make(folder, lines, customers, "parquet")
        typed = folder / "parquet" / "vendas.parquet"
        rows = pl.scan_parquet(typed)
        if kind == "jobs":
            _jobs(typed, unfinished)
        elif kind == "xlsx":
            rows.collect().write_excel(unfinished)
        else:
            _text(rows, unfinished, DIALECTS[kind])
    unfinished.replace(target)


def _parquet(path: Path, lines: int, customers: int) -> None:
    """The example's lines, shuffled: a hash of what a line says and where it was is their order."""
    ordered = path.parent / "in-order"
    words = ("--clientes", customers, "--vendas", lines, "--meses", MONTHS, "-f", "parquet", "-q", "--forcar")
    carteira = (sys.executable, "-m", "carteira_cli", "exemplo", "-o", ordered, *words)
    subprocess.run([str(word) for word in carteira], check=True, cwd=Path(__file__).parents[1])
    with duckdb.connect() as engine:
        engine.execute("set memory_limit = '4GB'")
        engine.execute(f"set temp_directory = '{ordered}'")
        engine.execute(
            f"copy (select * exclude file_row_number from read_parquet('{ordered}/vendas.parquet', "
            "file_row_number = true) order by hash(file_row_number), file_row_number) "
            f"to '{path}' (format parquet, compression zstd, row_group_size {ROW_GROUP})"
        )
    shutil.rmtree(ordered)


def _jobs(typed: Path, path: Path) -> None:
    path.unlink(missing_ok=True)
    path.hardlink_to(typed)
    (path.parent / "carteira.toml").write_text(configuration(), encoding="utf-8")
    for way in (TOGETHER, APART):
        (path.parent / way).mkdir(exist_ok=True)


def _text(rows: pl.LazyFrame, path: Path, dialect: Dialect) -> None:
    if dialect.quotes == "never":
        rows = rows.with_columns(pl.col("produto").str.replace_all(dialect.separator, "", literal=True))
    plain = path.with_name("plain.csv")
    rows.sink_csv(
        plain,
        separator=dialect.separator,
        date_format=dialect.days,
        decimal_comma=dialect.comma,
        quote_style="always" if dialect.quotes == "always" else "necessary",
    )
    if dialect.broken:
        _broken(plain, path, dialect.separator)
    elif dialect.packed:
        with plain.open("rb") as whole, gzip.GzipFile(path, "wb", compresslevel=6, mtime=0) as packed:
            shutil.copyfileobj(whole, packed, CHUNK)
    else:
        encoded = path.open("w", encoding=dialect.encoding, newline="")
        with plain.open(encoding="utf-8", newline="") as text, encoded:
            shutil.copyfileobj(text, encoded, CHUNK)
    plain.unlink()


def _broken(plain: Path, path: Path, separator: str) -> None:
    """Break a line in 100,000, by turns with a quote that opens a cell and none closes, and without its last cell.

    It is the next cancelled one, so that the numbers are the same for who mends it and for who leaves it out.
    """
    word, due, broken = f"{separator}cancelado{separator}", BROKEN_EVERY // 2, 0
    with plain.open(encoding="utf-8", newline="") as text, path.open("w", encoding="utf-8", newline="") as written:
        for number, line in enumerate(text):
            mended = line
            if number >= due and word in line:
                quoted, short = line.replace(word, f'{word}"', 1), line.rpartition(separator)[0] + "\n"
                mended = short if broken % 2 else quoted
                due, broken = due + BROKEN_EVERY, broken + 1
            written.write(mended)


if __name__ == "__main__":
    _, where, how_many, of_whom, which = sys.argv
    make(Path(where), int(how_many), int(of_whom), which)
