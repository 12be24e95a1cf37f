"""Make the files that the benchmark reads, those that are not there yet.

python benchmarks/portfolios.py FOLDER CUSTOMERS LINES VARIANT...
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from carteira_cli.example import Recipe, generate

ROW_GROUP = 200_000  # rows, as the generator's own
VARIANTS = {
    "decimal": [],  # as generated: ids are text, money is Decimal
    "float": [pl.col("valor").cast(pl.Float64)],
    "no status": [pl.all().exclude("status")],
    "integer ids": [pl.col("cliente").str.strip_chars_start("C").cast(pl.Int64)],
}


def make(folder: Path, customers: int, lines: int, variant: str) -> None:
    """Write `vendas.parquet` of a variant into a folder of its name."""
    target = folder / variant / "vendas.parquet"
    if target.exists():
        return
    print(f"making {target}", file=sys.stderr)
    if variant == "decimal":
        generate(Recipe(customers=customers, sales_lines=lines), target.parent, file_format="parquet")
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    generated = pl.scan_parquet(folder / "decimal" / "vendas.parquet")
    changed = VARIANTS[variant]
    varied = generated.select(changed) if variant == "no status" else generated.with_columns(changed)
    unfinished = target.with_suffix(".part")
    varied.sink_parquet(unfinished, row_group_size=ROW_GROUP)
    unfinished.replace(target)


if __name__ == "__main__":
    for name in dict.fromkeys(("decimal", *sys.argv[4:])):
        make(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), name)
