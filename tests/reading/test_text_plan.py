"""What is decided about a text file from samples, and what is refused."""

from __future__ import annotations

import doctest

import polars as pl
import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.text import Forced, plan_text, read_table
from carteira_cli.reading.text import names as names_module
from carteira_cli.reading.text import plan as plan_module
from tests.dialects import export
from tests.exports import EXPORTS

ROWS = "".join(f"0{day}/02/2026;Cliente {day};1{day},00\n" for day in range(1, 9))


@pytest.fixture
def plan(tmp_path):
    def planner(content, **forced):
        path = tmp_path / "vendas.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return plan_text(path, Forced(**forced))

    return planner


def scanned(path, plan):
    schema = dict.fromkeys(plan.names, pl.String)
    frame = pl.scan_csv(
        path,
        skip_lines=plan.data_line - 1,
        has_header=False,
        schema=schema,
        separator=plan.marks.separator,
        quote_char=plan.marks.quote or None,
    ).collect()
    return [tuple(cell or "" for cell in row) for row in frame.rows()]


@pytest.mark.parametrize("module", [plan_module, names_module])
def test_examples_in_the_documentation(module):
    assert doctest.testmod(module).failed == 0


def test_a_clean_file_is_direct_from_its_data_line(plan, tmp_path):
    found = plan("Relatório\n\nData;Cliente;Valor\n" + ROWS + "\n;;\n\n")
    assert (found.direct, found.header_line, found.data_line, found.blank_tail) == (True, 3, 4, True)
    rows = [row for row in scanned(tmp_path / "vendas.csv", found) if any(row)]
    assert rows[0] == ("01/02/2026", "Cliente 1", "11,00")
    assert len(rows) == 8


@pytest.mark.parametrize(
    ("content", "obstacle"),
    [
        ("data;cliente;valor\n" + ROWS + "Total;;108,00\n", "rodape"),
        ("data;cliente;valor\n" + ROWS + "data;cliente;valor\n" + ROWS, "cabecalho_repetido"),
        ("data;cliente;valor\n" + ROWS + "09/02/2026;Ana;;1;00\n" + ROWS, "linhas_quebradas"),
        ("data;cliente;valor\n" + ROWS + "\nuf;meta\nSP;1\nRJ;2\nMG;3\n", "outra_tabela"),
        ("data;cliente;valor\nTotal;;108,00\n" + ROWS, "total_no_inicio"),
        ("data;cliente;valor\n" + ROWS + "\n" + ROWS, "linhas_em_branco"),
        (("data, cliente, valor\n" + ROWS.replace(",", ".")).replace(";", ", "), "separador"),
        ("data;cliente;valor\n" + ROWS.replace("Cliente 3", '"diz \\"oi\\""'), "aspas"),
        (("data;cliente;valor\n" + ROWS).replace("\n", "\r"), "fim_de_linha"),
        ('"id;nome;valor"\n"1;""Ana; Bia"";2,00"\n"2;Caio;3,00"\n', "linhas_embrulhadas"),
    ],
)
def test_what_the_scanner_would_misread(plan, content, obstacle):
    found = plan(content)
    assert obstacle in found.obstacles
    assert not found.direct


def test_names_are_unique(plan):
    found = plan("Moeda;Valor;Moeda;;Moeda#2\nBRL;1,00;USD;x;y\nBRL;2,00;USD;x;y\n")
    assert found.names == ("Moeda", "Valor", "Moeda#3", "coluna 4", "Moeda#2")


@pytest.mark.parametrize("lines", [0, 1, 2, 3])
@pytest.mark.parametrize("system", EXPORTS)
def test_headers_of_systems_with_few_lines(plan, system, lines):
    text, rows, encoding = export(system)
    kept = text.split("\r\n")[: 1 + lines + (lines > 0 and "Nuvemshop - vendas" in system)]
    found = plan(("\r\n".join(kept) + "\r\n").encode(encoding))
    assert found.header_lines == 1
    assert list(found.parts[0]) == rows[0]
    assert found.data_line == 2


BEFORE = {
    "nada": "",
    "relatório": "Relatório de Vendas por Pedido{fill}\r\nGerado em: 20/11/2026{fill}\r\n{blank}\r\n",
    "omie": "Faturamento por produto\r\nFiltros\r\nSituação | Autorizado\r\nPeríodo | 01/2026\r\n\r\n",
    "google": "Relatório de campanha\r\n1 de janeiro de 2026 - 31 de agosto de 2026\r\n",
}


@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("lines", [0, 1, 3])
def test_headers_under_titles(plan, before, lines, filled):
    names = "Número Pedido;Data;Cliente;Vendedor;Status;Valor Total"
    rows = ["10;01/02/2026;Ana;Zé;Pago;1,00", "11;02/02/2026;Bia;Zé;Pago;2,00", "12;03/02/2026;Caio;Lia;Pago;3,00"]
    fill = ";" * 5 if filled else ""
    top = BEFORE[before].format(fill=fill, blank=fill)
    found = plan(top + "\r\n".join([names, *rows[:lines]]) + "\r\n")
    assert found.names == tuple(names.split(";"))
    assert found.header_line == top.count("\n") + 1
    assert found.data_line == found.header_line + 1


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_table_of_words_only(plan, lines):
    found = plan("Cliente;Cidade;Vendedor\n" + "Ana;Recife;Zé\nBia;Natal;Lia\nCaio;Olinda;Zé\n"[: 14 * lines])
    assert found.names == ("Cliente", "Cidade", "Vendedor")


def test_a_total_right_below_the_header(plan, tmp_path):
    plan("Data;Cliente;Valor\nTotal;;108,00\n" + ROWS)
    table = read_table(tmp_path / "vendas.csv")
    assert table.header == ["Data", "Cliente", "Valor"]
    assert len(table.rows) == 8
    assert [(note.kind, note.line) for note in table.notes] == [("rodape", 2)]


def test_trailing_separators_in_the_data_only(plan, tmp_path):
    found = plan("data;cliente;valor\n" + ROWS.replace("\n", ";\n"))
    assert found.names == ("data", "cliente", "valor", "coluna 4")
    assert not found.header_broken
    assert read_table(tmp_path / "vendas.csv").header == ["data", "cliente", "valor"]


def test_what_is_forced_is_not_guessed(plan):
    text = "a,b;c\n1,2;3\n4,5;6\n"
    assert plan(text, separator=",").names == ("a", "b;c")
    assert plan(text, header_lines=0).names == ("coluna 1", "coluna 2")
    assert plan(text, header_lines=0).data_line == 1
    found = plan("x;y;z\nlixo;a;b\ndata;cliente;valor\n" + ROWS, header=3)
    assert (found.header_line, found.data_line, found.names) == (3, 4, ("data", "cliente", "valor"))
    with pytest.raises(DataError, match="linha 99"):
        plan(text, header=99)


@pytest.mark.slow
def test_a_big_file_is_planned_from_places(plan):
    rows = ROWS * 20_000
    found = plan("Relatório\n\ndata;cliente;valor\n" + rows + "Total;;9,00\n" + ";;\n" * 50_000)
    assert not found.whole
    assert (found.header_line, found.data_line, found.footer, found.blank_tail) == (3, 4, True, True)
    assert plan("data;cliente;valor\n" + rows).direct
    late = ("data;cliente;valor\n" + rows).encode() + "09/02/2026;João;1,00\n".encode("cp1252")
    assert plan(late).encoding.codec == "cp1252"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'[{"id": 1, "nome": "Ana"}]', "JSON"),
        (b'{\n  "vendas": [\n {"id": 1}]}', "JSON"),
        (b"<!DOCTYPE html>\n<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        (b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table></table>', "HTML"),
        (b'<?xml version="1.0"?>\n<nfeProc versao="4.00"></nfeProc>', "XML"),
        (b"%PDF-1.7\n%abc", "PDF"),
        (b"PK\x03\x04\x14\x00\x00\x00", "xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
        (b"", "vazio"),
        (b"\xff\xfe", "vazio"),
    ],
)
def test_what_is_no_csv_is_refused_by_its_name(plan, content, said):
    with pytest.raises(DataError, match=said):
        plan(content)


def test_a_cell_that_begins_as_json_or_xml_would_is_no_reason(plan):
    assert plan("{id};nome\n1;Ana\n2;Bia\n").names == ("{id}", "nome")
    assert plan("<1 kg;nome\n1;Ana\n2;Bia\n").width == 2
