"""Many small files whose days meet: compared in memory, with the very numbers of the way over scratch files."""

from __future__ import annotations

import polars as pl
import pytest

from tests.running import carteira

HEADER = "venda,cliente,data,valor"


def ticket(folder):
    for number in range(6):
        lines = [f"V{at},C{at % 3},2024-01-{at % 9 + 1:02},{at + 1}.50" for at in range(number * 3, number * 3 + 5)]
        plain = [f",C{number},2024-01-0{number + 1},7.00", ",Ana,2024-01-05,9.00"]
        (folder / f"v{number}.csv").write_text("\n".join([HEADER, *lines, *plain]) + "\n", encoding="utf-8")
    ran = carteira("ticket", "-p", "2024-01", "-f", "json", "--vendas", folder / "v*.csv")
    assert ran.code == 0, ran.err
    return ran.values, ran.document["avisos"]


@pytest.mark.slow
def test_small_files_are_not_opened_again_and_count_the_same(tmp_path, monkeypatch):
    with monkeypatch.context() as changed:
        changed.setattr("carteira_cli.sources.proving.repeated.AT_ONCE", 1)
        apart = ticket(tmp_path)

    def never(*_, **__):
        raise AssertionError

    monkeypatch.setattr(pl, "scan_parquet", never)
    assert ticket(tmp_path) == apart
    assert apart[0]["pedidos"] < 6 * 7  # what is in two of them counted once
