"""Two things of one name: which of them is meant, no reader may decide."""

from __future__ import annotations

import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.workbooks.sheets import read_sheet
from tests.running import carteira
from tests.workbooks import write_book

ROWS = [["Cliente", "Valor"], ["Ana", 2.5], ["Bia", 3.5]]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("suffix", "part", "again"),
    [
        (".xlsx", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
        (".xlsx", "xl/worksheets/sheet1.xml", "xl/worksheets/Sheet1.xml"),
        (".xlsx", "xl/sharedStrings.xml", "xl/sharedStrings.xml"),
        (".ods", "content.xml", "content.xml"),
    ],
)
def test_a_part_that_is_twice_in_a_workbook_is_refused(tmp_path, suffix, part, again):
    path = write_book(tmp_path / f"vendas{suffix}", {"Vendas": ROWS})
    assert read_sheet(path).frame.height == 2
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(again, archive.read(part).replace(b"3.5", b"9.5"))
    with pytest.raises(DataError, match="corrompida: tem duas partes de um mesmo nome"):
        read_sheet(path)


@pytest.mark.parametrize("name", ["valor", "Valor d'água", "Total\n(R$)"])
def test_a_parquet_with_a_column_twice_says_which(tmp_path, name):
    table = pa.Table.from_arrays([pa.array(["A"]), pa.array([1.5]), pa.array([2.5])], names=["cliente", name, name])
    pq.write_table(table, tmp_path / "vendas.parquet")
    ran = carteira("ticket", "-C", tmp_path)
    assert ran.code == 2
    message, hint = ran.error
    assert message.endswith(f'vendas.parquet tem duas colunas de nome "{" ".join(name.split())}"')
    assert "renomeie" in hint
