"""Lines that were counted as rejected, and that a damaged Parquet does not give a second time to be named."""

from __future__ import annotations

import pytest

from carteira_cli.sources.proving import lines as proven_lines
from tests.running import carteira, sales

GOOD = [f"C{i},2024-01-{i + 1:02},10" for i in range(20)]


def warned(folder, count):
    sales(folder, *GOOD, *["Z,ontem,10"] * count)
    ran = carteira("ticket", "--periodo", "2024-01", "--formato", "json", "-C", folder)
    (said,) = [warning for warning in ran.document["avisos"] if "rejeitada" in warning]
    return said


@pytest.mark.parametrize("count", [1, 4])
def test_what_can_not_be_named_is_counted_and_no_more(tmp_path, monkeypatch, count):
    monkeypatch.setattr(proven_lines, "sample", lambda part, limit: [])  # noqa: ARG005
    lines = "1 linha rejeitada" if count == 1 else f"{count} linhas rejeitadas"
    assert warned(tmp_path, count) == f"vendas: {lines} (data: {count}) de {20 + count}"


@pytest.mark.slow
@pytest.mark.parametrize(("count", "end"), [(3, "linha 24"), (4, "; e mais 1")])
def test_what_can_be_named_is(tmp_path, count, end):
    said = warned(tmp_path, count)
    assert said.count("linha 2") == 3
    assert (said.endswith(end)) == (count == 4)


def test_too_many_of_them_refuse_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(proven_lines, "sample", lambda part, limit: [])  # noqa: ARG005
    sales(tmp_path, *GOOD, *["Z,ontem,10"] * 10)
    ran = carteira("ticket", "--periodo", "2024-01", "-C", tmp_path)
    assert ran.code == 2
    assert "vendas.csv: 10 de 30 linhas rejeitadas (data), mais de 20" in ran.error[0]
