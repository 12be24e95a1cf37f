"""The reader of dirty text: whatever the dialect, the table that was written is the table that is read."""

from __future__ import annotations

import codecs
import doctest
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from carteira_cli.errors import DataError
from carteira_cli.reading import TableText, read_table
from carteira_cli.reading.text import read as read_module
from tests.dialects import SLOW, dialects, export, tables, written
from tests.exports import EXPORTS
from tests.pollock import measures, pollutions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FLOOR, WEIGHTED_FLOOR = 9.97, 9.95  # all 2,290 files score 9.994 and 9.987


@pytest.fixture
def read(tmp_path: Path):
    def reader(content, written_in="utf-8", **told) -> TableText:
        path = tmp_path / "vendas.csv"
        path.write_bytes(content.encode(written_in) if isinstance(content, str) else content)
        return read_table(path, **told)

    return reader


def counted(table: TableText) -> dict[str, int]:
    return {note.kind: note.count for note in table.notes}


# The benchmark


@pytest.mark.slow
def test_pollock(read):
    total = weighted = weights = files = 0.0
    for polluted in pollutions(every=14):
        try:
            table = read(polluted.content)
        except DataError:
            score = 9.0 if not polluted.expected else 0.0  # an empty file is refused: no success, nothing lost
        else:
            score = 1 + sum(measures(polluted.expected, [table.header, *(_text(row) for row in table.rows)]))
        share = polluted.weight * polluted.files
        total, files = total + score * polluted.files, files + polluted.files
        weighted, weights = weighted + score * share, weights + share
    assert total / files >= FLOOR
    assert weighted / weights >= WEIGHTED_FLOOR


def _text(row: Sequence[str | None]) -> list[str]:
    return [cell or "" for cell in row]


# Any table, any dialect, any encoding


@pytest.mark.slow
@SLOW
@given(rows=tables(), dialect=dialects())
def test_what_is_written_is_read(read, rows, dialect):
    separator, quote, doubled, end, encoding, every = dialect
    if end != "\n":
        rows = [[cell.replace("\n", " ") if end == "\r" else cell for cell in row] for row in rows]
    text = written(rows, separator, quote, doubled, end, every=every)
    # Without a single escaped quote, a backslash is just a backslash: nothing in the file says otherwise.
    assume(doubled or "\\" + quote in text or "\\" not in text)
    assume(not doubled or "\\" + quote not in text)
    table = read(text, encoding)
    assert [table.header, *map(list, table.rows)] == rows
    assert table.marked == ()


@pytest.mark.slow
@SLOW
@given(data=st.data())
def test_spoilt_bytes_are_read_or_refused(read, data):
    rows = data.draw(tables())
    separator, quote, doubled, end, encoding, every = data.draw(dialects())
    content = bytearray(written(rows, separator, quote, doubled, end, every=every).encode(encoding, errors="replace"))
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        assume(content)
    try:
        table = read(bytes(content))
    except DataError:
        return
    assert all(len(row) == len(table.header) for row in table.rows)


@SLOW
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(read, content):
    try:
        table = read(content)
    except DataError:
        return
    assert all(len(row) == len(table.header) for row in table.rows)


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        'a;"b\n' * 20_000,
        '"' * 300_000,
        "a;b;c\n" + 'x;"y;z\n' * 20_000,
        "a;b\n" + ";" * 300_000,
        "a;b\n1;2\n" + "\n" * 60_000,
        "a;b\n1;2\n" + ";\n" * 30_000,
        "x" * 500_000,
        "a;b\r\n" + "1;2\r" * 50_000,
    ],
    ids=[
        "abertas",
        "aspas",
        "uma aberta por linha",
        "separadores",
        "cauda",
        "cauda separada",
        "uma linha",
        "misturadas",
    ],
)
def test_nothing_takes_for_ever(read, content):
    with suppress(DataError):  # a line of half a million letters is no table
        read(content)


# What systems export


@pytest.mark.parametrize("system", EXPORTS)
def test_exports_of_systems(read, system):
    text, rows, encoding = export(system)
    table = read(text, encoding)
    assert table.dialect.separator == EXPORTS[system].separator
    assert table.dialect.header_lines == 1
    assert [table.header, *map(list, table.rows)] == rows
    assert table.notes == ()


BEFORE = {
    "Omie - Faturamento por produto/cliente (pivot.xlsx)": (
        "Faturamento por produto\r\nFiltros\r\nSituação | Autorizado\r\n\r\n",
        "Total;;;;;3.602,68\r\n",
    ),
    "Google Ads (pt) - campanhas": (
        "Relatório de campanha\r\n1 de janeiro de 2026 - 31 de agosto de 2026\r\n",
        "Total: conta;;BRL;4.000,00;3003;3003;;;\r\nTotal: campanhas;;BRL;4.000,00;3003;3003;;;\r\n",
    ),
    "Relatório simples exportado (título + gerado em + linha vazia)": (
        "Relatório de Vendas por Pedido;;;;;\r\nGerado em: 20/11/2026;;;;;\r\n\r\n",
        "\r\n\r\n",
    ),
    "Mercado Livre - vendas (xlsx)": ("Vendas\r\n\r\nPeríodo;fevereiro\r\n\r\nVendas;;;;;;;Anúncios\r\n", ""),
}


@pytest.mark.parametrize("system", BEFORE)
def test_titles_before_and_totals_after(read, system):
    text, rows, encoding = export(system)
    before, after = BEFORE[system]
    table = read(before + text + after, encoding)
    assert [table.header, *map(list, table.rows)] == rows
    lines = sum(note.count for note in table.notes)
    assert lines == (before + after).count("\r\n")


# One by one


def test_encodings_are_told(read):
    text = "cliente;valor\nAção;1,50\nPão;2,50\n"
    for encoding, found in (
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ):
        table = read(text, encoding)
        assert (table.dialect.encoding, table.rows[0]) == (found, ("Ação", "1,50"))
    assert read(codecs.BOM_UTF8 + "a;b\nã;2\n".encode()).dialect.byte_order_mark


def test_sep_line(read):
    table = read("sep=|\r\na|b\r\n1|2\r\n")
    assert (table.header, table.rows, counted(table)) == (["a", "b"], [("1", "2")], {"preambulo": 1})


def test_lines_wholly_in_quotes(read):
    table = read('"id;nome;valor"\n"1;""Ana; Bia"";2,00"\n"2;Caio;3,00"\n')
    assert table.dialect.wrapped
    assert table.rows == [("1", "Ana; Bia", "2,00"), ("2", "Caio", "3,00")]


def test_header_of_two_lines_is_joined(read):
    table = read(
        "Data;Valor;Valor\nda venda;bruto;líquido\n01/02/2026;10,00;9,00\n02/02/2026;10,00;9,00\n03/02/2026;1,00;9,00\n"
    )
    assert table.header == ["Data da venda", "Valor bruto", "Valor líquido"]
    assert table.dialect.header_lines == 2


def test_no_header(read):
    table = read("01/02/2026;Ana;10,00\n02/02/2026;Bia;11,00\n03/02/2026;Caio;12,00\n04/02/2026;Davi;1,00\n")
    assert table.names is None
    assert table.header == ["01/02/2026", "Ana", "10,00"]
    assert len(table.records) == 4


def test_filters_as_full_as_the_header(read):
    table = read(
        "Relatório;;;\nPeríodo;01/01/2026;31/01/2026;\nLoja;Centro;;\n\n"
        "Data;Cliente;Valor;UF\n01/01/2026;Ana;1,00;SP\n02/01/2026;Bia;2,00;SP\nTotal;;3,00;\n"
    )
    assert table.header == ["Data", "Cliente", "Valor", "UF"]
    assert len(table.rows) == 2
    assert counted(table) == {"preambulo": 3, "em_branco": 1, "rodape": 1}


def test_a_header_that_lacks_a_name_is_told(read):
    good = "".join(f"0{day}/02/2026;Cliente {day};1{day},00;SP\n" for day in range(1, 9))
    table = read("data;clientevalor;uf\n" + good)
    assert counted(table) == {"cabecalho_quebrado": 1}


def test_years_as_names(read):
    assert read("cliente;2024;2025\nAna;10,00;20,00\nBia;30,00;40,00\n").names == ["cliente", "2024", "2025"]


def test_the_example_in_the_documentation():
    assert doctest.testmod(read_module).failed == 0


def test_header_repeated_on_each_page(read):
    page = "data;valor\n0{0}/02/2026;1{0},00\n1{0}/02/2026;2{0},00\n"
    table = read("".join(page.format(number) for number in range(1, 5)))
    assert len(table.rows) == 8
    assert counted(table) == {"cabecalho_repetido": 3}


def test_trailing_separators_and_blank_tail(read):
    table = read("data;valor;;\n01/02/2026;1,00;;\n02/02/2026;1,00;;\n" + ";;;\n" * 30_000)
    assert table.header == ["data", "valor"]
    assert table.rows == [("01/02/2026", "1,00"), ("02/02/2026", "1,00")]
    assert counted(table) == {"coluna_vazia": 2, "em_branco": 30_000}


def test_repeated_names_stay(read):
    assert read("Moeda;Valor;Moeda\nBRL;1,00;USD\n").header == ["Moeda", "Valor", "Moeda"]


def test_a_stray_quote_costs_its_line_only(read):
    good = "".join(f"0{day}/02/2026;Cliente {day};1{day},00\n" for day in range(1, 9))
    table = read("data;cliente;valor\n" + good + '09/02/2026;"Bar do Zé;19,00\n' + good)
    assert len(table.rows) == 17
    assert table.rows[8] == ("09/02/2026", '"Bar do Zé', "19,00")
    assert [(mark.line, mark.kind) for mark in table.marked] == [(10, "reparada")]


def test_a_line_of_another_separator(read):
    good = "".join(f"0{day}/02/2026;Cliente {day};1{day},00\n" for day in range(1, 9))
    table = read("data;cliente;valor\n" + good + "09/02/2026\tCliente 9\t19,00\n")
    assert table.rows[-1] == ("09/02/2026", "Cliente 9", "19,00")


def test_the_largest_of_several_tables(read):
    small = "uf;meta\nSP;10\nRJ;20\nMG;30\n"
    large = "data;cliente;valor\n" + "".join(f"0{day}/02/2026;Cliente {day};1{day},00\n" for day in range(1, 9))
    for text in (large + "\n" + small, small + "\n" + large):
        table = read(text)
        assert table.header == ["data", "cliente", "valor"]
        assert len(table.rows) == 8
        assert sum(note.count for note in table.notes) == 5


def test_what_the_caller_knows_is_not_guessed(read):
    assert read("a,b;c\n1,2;3\n", separator=",").header == ["a", "b;c"]
    assert read("a;b\n'x';2\n", quote="").rows == [("'x'", "2")]
    assert read("é;b\n1;2\n".encode("cp1252"), encoding="cp850").header == ["Ú", "b"]
    assert read("a;b\n1;2\n", header_lines=0).names is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "está vazio"),
        (b"\r\n \r\n", "está vazio"),
        (codecs.BOM_UTF8, "está vazio"),
        (bytes(range(256)) * 4, "binário"),
        (b"PK\x03\x04\x14\x00\x00\x00" * 20, "binário"),
    ],
    ids=["vazio", "brancos", "só a marca", "bytes", "zip"],
)
def test_what_is_no_table_is_refused(read, content, said):
    with pytest.raises(DataError, match=said):
        read(content)


def test_missing_file_and_wrong_encoding(tmp_path):
    with pytest.raises(DataError, match="não existe"):
        read_table(tmp_path / "nada.csv")
    with pytest.raises(DataError, match="não existe"):
        read_table(_some(tmp_path), encoding="klingon")
    with pytest.raises(DataError, match="não está em ascii"):
        read_table(_some(tmp_path), encoding="ascii")


def _some(folder: Path) -> Path:
    path = folder / "x.csv"
    path.write_text("ação;b\n1;2\n", encoding="utf-8")
    return path
