"""The same sales in any container, dialect and convention give the same report."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import subprocess
import sys
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from tests.running import Q1, WORKED, carteira

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from pathlib import Path

ROWS = list(csv.reader(io.StringIO((WORKED / "vendas.csv").read_text(encoding="utf-8"))))
PLAIN = (WORKED / "vendas.csv").read_bytes()
WANTED = carteira("resumo", "--vendas", WORKED / "vendas.csv", *Q1, "-f", "json").document


def same(path, *words) -> None:
    ran = carteira("resumo", "--vendas", path, *Q1, "-f", "json", *words)
    assert ran.code == 0, ran.err
    assert ran.document["indicadores"] == WANTED["indicadores"]
    counts = ("linhas", "validas", "canceladas", "rejeitadas")
    found, wanted = ran.document["fontes"]["vendas"], WANTED["fontes"]["vendas"]
    assert [found[key] for key in counts] == [wanted[key] for key in counts]


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("__MACOSX/._vendas.csv", "lixo")
        archive.writestr("exportação/vendas.csv", PLAIN)
    return buffer.getvalue()


PACKED = {
    "gzip": gzip.compress(PLAIN),
    "zstd": zstd.compress(PLAIN),
    "bzip2": bz2.compress(PLAIN),
    "xz": lzma.compress(PLAIN),
    "zip": zipped(),
}


@pytest.mark.slow
@pytest.mark.parametrize("content", PACKED.values(), ids=PACKED.keys())
def test_a_compressed_file_whatever_its_name(tmp_path, content):
    path = tmp_path / "baixado.dat"
    path.write_bytes(content)
    same(path)


@pytest.mark.parametrize("name", ["vendas.csv.gz", "Vendas.CSV.GZ"])
def test_a_compressed_file_is_found_by_its_name(tmp_path, name):
    (tmp_path / name).write_bytes(PACKED["gzip"])
    ran = carteira("resumo", "-C", tmp_path, *Q1, "-f", "json")
    assert ran.document["indicadores"] == WANTED["indicadores"]


def test_a_file_that_unpacks_beyond_the_limit_is_refused(tmp_path):
    path = tmp_path / "vendas.csv.gz"
    path.write_bytes(gzip.compress(b"cliente,data,valor\n" + b"A,2024-01-01,1\n" * 100_000))
    ran = carteira("churn", "--vendas", path, *Q1, "--max-descompactado", "1MB")
    assert ran.code == 2
    assert "--max-descompactado" in ran.error[1]


@pytest.mark.slow
@pytest.mark.process
def test_the_standard_input():
    ran = subprocess.run(
        [sys.executable, "-m", "carteira_cli", "resumo", "--vendas", "-", *Q1, "-f", "json"],
        input=PLAIN,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.decode().count('"churn"') == 1


def test_the_standard_input_is_one_table_only():
    ran = carteira("resumo", "--vendas", "-", "--clientes", "-", *Q1)
    assert ran.code == 2
    assert "--vendas e --clientes" in ran.error[0]


def written(path: Path, *, above: int, typed: bool, serials: bool) -> None:
    """The sales in a workbook: some rows above the header, and a row of totals below."""
    book = Workbook(path)
    cover = book.add_worksheet("Capa")
    cover.write(0, 0, "Relatório")
    sheet = book.add_worksheet("Vendas")
    for number in range(above):
        sheet.write(number, 0, f"Filtro {number}")
    form = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(above, 0, ["Pedido", "Código do Cliente", "Data da Venda", "Valor Total", "Situação"])
    for number, row in enumerate(ROWS[1:], start=above + 1):
        sheet.write_string(number, 0, row[0])
        sheet.write_string(number, 1, row[1])
        when = date.fromisoformat(row[2])
        if not typed:
            sheet.write_string(number, 2, f"{when:%d/%m/%Y}")
            sheet.write_string(number, 3, row[3].replace(".", ","))
        else:
            if serials:
                sheet.write_number(number, 2, (when - date(1899, 12, 30)).days)
            else:
                sheet.write_datetime(number, 2, when, form)
            sheet.write_number(number, 3, float(row[3]))
        sheet.write_string(number, 4, row[4])
    sheet.write_row(above + len(ROWS), 0, ["Total", "", "", 99999])
    book.close()


@pytest.mark.slow
@pytest.mark.parametrize("above", [0, 5])
@pytest.mark.parametrize(("typed", "serials"), [(True, False), (True, True), (False, False)])
def test_a_workbook(tmp_path, above, typed, serials):
    path = tmp_path / "vendas.xlsx"
    written(path, above=above, typed=typed, serials=serials)
    same(path)


def test_a_workbook_names_the_row_of_a_rejected_cell(tmp_path):
    book = Workbook(tmp_path / "vendas.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(2, 0, ["cliente", "data", "valor"])
    for number in range(3, 20):
        sheet.write_row(number, 0, ["A", "2024-01-02", 10.5 if number != 9 else "dez"])
    book.close()
    ran = carteira("ticket", "-C", tmp_path, *Q1, "-f", "json")
    assert ran.document["fontes"]["vendas"]["rejeitadas"] == 1
    assert any("linha 10" in warning and '"dez"' in warning for warning in ran.document["avisos"])


def test_a_table_of_a_page_saved_as_a_workbook(tmp_path):
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    (tmp_path / "vendas.xls").write_text(f"<html><body><table>{cells}</table></body></html>", encoding="utf-8")
    same(tmp_path / "vendas.xls")


def test_arrow(tmp_path):
    pl.DataFrame(ROWS[1:], schema=ROWS[0], orient="row").write_ipc(tmp_path / "vendas.arrow")
    same(tmp_path / "vendas.arrow")


# --- dialects and conventions -------------------------------------------------------------------------------

NAMES = {
    "canonical": ["venda", "cliente", "data", "valor", "status"],
    "Portuguese": ["Nº Pedido", "Cód. Cliente", "Dt. Emissão", "Vlr. Total", "Situação"],
    "English": ["Order ID", "Customer ID", "Order Date", "Total Amount", "Status"],
    "capitals": ["PEDIDO", "CODCLIENTE", "DATA EMISSAO", "VALOR TOTAL", "STATUS"],
}


def amount(text: str, style: str) -> str:
    value = float(text)
    grouped = f"{abs(value):,.2f}"
    brazilian = grouped.replace(",", "_").replace(".", ",").replace("_", ".")
    return {
        "point": text,
        "comma": text.replace(".", ","),
        "grouped": ("-" if value < 0 else "") + brazilian,
        "currency": ("-" if value < 0 else "") + "R$ " + brazilian,
        "brackets": f"({brazilian})" if value < 0 else brazilian,
        "trailing": brazilian + ("-" if value < 0 else ""),
        "American": ("-" if value < 0 else "") + grouped,
    }[style]


MONEY = ("point", "comma", "grouped", "currency", "brackets", "trailing", "American")
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y", "%Y%m%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%Y 10:30:00")


ABOVE = ([], ["Relatório de vendas", ""], ["sep"], ["Filtros: ação", "Emitido em 01/04/2024", ""])


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), money=st.sampled_from(MONEY), when=st.sampled_from(DATES), above=st.sampled_from(ABOVE))
def test_any_dialect_and_convention(tmp_path_factory, data, money, when, above):
    separator = data.draw(st.sampled_from([";", "\t", "|", ","]), "separator")
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]), "encoding")
    line_end = data.draw(st.sampled_from(["\n", "\r\n", "\r"]), "line end")
    quoting = data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), "quoting")
    below = data.draw(st.sampled_from([[], ["total"], ["blank"] * 30]), "below")
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator=line_end, quoting=quoting)
    buffer.write("".join((f"sep={separator}" if line == "sep" else line) + line_end for line in above))
    writer.writerow(NAMES[data.draw(st.sampled_from(sorted(NAMES)), "names")])
    for order, customer, day, value, status in ROWS[1:]:
        writer.writerow([order, customer, date.fromisoformat(day).strftime(when), amount(value, money), status])
    for line in below:
        writer.writerow(["Total", "", "", amount("99999.00", money), ""] if line == "total" else [""] * 5)
    path = tmp_path_factory.mktemp("dialeto") / "Relatório (3).csv"
    path.write_bytes(buffer.getvalue().encode(encoding))
    same(path)
