"""What tests have in a store, and how they look at it."""

from __future__ import annotations

import gzip
import io

import polars as pl
import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.inputs.fetch import Limits, fetch
from tests.running import WORKED
from tests.stores import KEY, SECRET

CSV = (WORKED / "vendas.csv").read_bytes()
KINDS = ("csv", "parquet")
SECRETS = (KEY, SECRET, "Signature", "127.0.0.1:")


def files() -> dict[str, bytes]:
    frame = pl.read_csv(CSV, try_parse_dates=True)
    parquet, workbook = io.BytesIO(), io.BytesIO()
    frame.write_parquet(parquet, row_group_size=5)
    frame.write_excel(workbook)
    brazilian = CSV.decode().replace(",", ";").replace("C1;", "José Antônio;").encode("cp1252")
    return {
        "v.csv": CSV,
        "v.csv.gz": gzip.compress(CSV, mtime=0),
        "v.parquet": parquet.getvalue(),
        "v.xlsx": workbook.getvalue(),
        "brasileiro.csv": brazilian,
    }


def refused(address: str, **limits: float) -> DataError:
    """The error for an address, wherever it appears, without a secret."""

    def read():
        return [each.path or each.scan().collect() for each in fetch(address, "vendas", Limits(**limits))]

    with pytest.raises(DataError) as caught:
        read()
    shown = caught.value.message + caught.value.hint
    assert not [secret for secret in SECRETS if secret in shown], shown
    assert "\n" not in shown
    return caught.value


def content(address: str) -> bytes | list[tuple[object, ...]]:
    [found] = fetch(address, "vendas")
    return found.scan().collect().rows() if found.path is None else found.path.read_bytes()
