"""What a workbook holds, read back by two programs that did not write it.

CARTEIRA_GOLDENS=1 writes the golden file anew; look at the difference before it goes in.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from carteira_cli import __version__
from carteira_cli.kpis.catalogue import Better, catalogue
from carteira_cli.render import render, xlsx
from carteira_cli.render.xlsx_text import cut, header, sheet_name
from carteira_cli.report import Column, Kind, PeriodLine, Reading, Report, Source, Table
from carteira_cli.units import Unit
from tests.running import ANALYSES, Q1, ROOT, WORKED, carteira, program

GOLDEN = Path(__file__).parent / "goldens_formats" / "planilha.xml"
REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"
LAST = "Definições e fontes"
MINIMAL = ROOT / "examples" / "minima"
STUDIES = ("coortes", "rfm", "ciclo", "risco", "vendedores", "comparar-definicoes")

HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "+55 11",
    "-1",
    '=HYPERLINK("http://a.b","x")',
    "http://exemplo.com.br",
    "mailto:a@b.c",
    "<b>negrito</b>",
    "<r><t>falso</t></r>",
    "<r>&</r>",
    "_x0041_",
    "a|b",
    "uma\nduas",
    "açúcar & 'aspas\" ",
    " ",
    "{=1}",
    "internal:A1",
    "00123",
    "1e5",
    "TRUE",
    "👩‍🌾",
)


def table_of(cells, *, kind=Kind.TEXT, unit=None, key="t", title="Tabela"):
    return Table(key, title, (Column("a", "A", unit, kind=kind),), tuple((cell,) for cell in cells))


def book_of(*tables, **more):
    return render(Report("teste", "Título", tables=tables, **more), "xlsx")


def read(content):
    """Sheet → rows, by calamine; empty cells are None, dates are ISO."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: [[plain(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


def plain(cell):
    if isinstance(cell, date):
        return cell.isoformat()
    return None if cell == "" else cell


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def parts(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {item.filename: package.read(item).decode() for item in package.infolist()}


def definitions(content):
    """Section → its rows, by the keys of their columns."""
    first, *rows = read(content)[LAST]
    assert first == [
        "Seção",
        "Item",
        "Chave",
        "Conteúdo",
        "Explicação",
        "Linhas",
        "Válidas",
        "Canceladas",
        "Rejeitadas",
    ]
    found = {}
    for section, *rest in rows:
        found.setdefault(section, []).append(rest)
    return found


# --- the same numbers as everywhere else ----------------------------------------------------------------------


def same(cell, value):
    """Value for value, and no boolean for a number."""
    return cell == (None if value == "" else value) and isinstance(cell, bool) is isinstance(value, bool)


RUNS = [
    *((MINIMAL, command) for command in (*ANALYSES, *STUDIES)),
    *((WORKED, command) for command in ANALYSES),
    (MINIMAL, "churn --por uf --serie mes --listar perdidos"),
]


@pytest.mark.parametrize(("folder", "command"), RUNS, ids=lambda part: getattr(part, "name", part))
def test_a_workbook_and_json_agree_value_for_value(tmp_path, folder, command):
    document, book = tmp_path / "r.json", tmp_path / "r.xlsx"
    ran = carteira(*command.split(), "-C", folder, *Q1, "-q", "-o", document, "-o", book)
    assert ran.code == 0, ran.err
    said, content = json.loads(document.read_bytes()), book.read_bytes()
    sheets, about = read(content), definitions(content)
    keys = {key: name for name, key, *_ in about["Planilhas"]}
    expected = dict(said["tabelas"])
    if said["indicadores"]:
        expected["indicadores"] = [{"indicador": key, **fields} for key, fields in said["indicadores"].items()]
    assert set(keys) == set(expected)
    assert [*keys.values(), LAST] == list(sheets)
    for key, rows in expected.items():
        headers, *found = sheets[keys[key]]
        names = [line[1] for line in about["Colunas"] if line[3] == f"na planilha {keys[key]}"]
        assert len(names) == len(headers) == len(set(headers))
        assert len(found) == len(rows)
        for cells, row in zip(found, rows, strict=True):
            held = dict(zip(names, cells, strict=True))
            for column in set(row) & set(names) if key == "indicadores" else row:
                assert same(held[column], row[column]), (key, column)
            if key == "indicadores":
                assert {"indicador", "valor", "unidade"} <= set(held)
                assert ("anterior" in row) == ("anterior" in held) == ("variacao" in held)
                assert row["indicador"] not in catalogue() or held["titulo"] == catalogue()[row["indicador"]].title
    counts = {line[1]: line[4:] for line in about["Fontes"]}
    assert counts == {
        name: [source[part] for part in ("linhas", "validas", "canceladas", "rejeitadas")]
        for name, source in said["fontes"].items()
    }
    assert all(lines == sum(rest) for lines, *rest in counts.values())
    assert [line[2] for line in about.get("Avisos", ())] == said["avisos"]
    assert [line[2] for line in about.get("Notas", ())] == said["notas"]
    rules = {line[1]: line[2] for line in about.get("Regras", ()) if line[1]}
    assert rules == {key: value for key, value in said["regras"].items() if value is not None} | {
        key: None for key, value in said["regras"].items() if value is None
    }


def test_the_calculation_stands_beside_the_indicator(tmp_path):
    assert carteira("churn", "-C", WORKED, *Q1, "-o", tmp_path / "r.xlsx").code == 0
    headers, *rows = read((tmp_path / "r.xlsx").read_bytes())["Indicadores"]
    row = next(dict(zip(headers, row, strict=True)) for row in rows if row[0] == "Churn de clientes")
    assert re.fullmatch(r"\d+ ÷ \d+ clientes", row["Cálculo"])


FLOATS = (0.1 + 0.2, 1 / 3, 1e9, -1234567.891, 1e15 + 0.3, 5e-324, 1.7976931348623157e308, -0.1, 2.675, 0.0)


def test_a_number_has_all_its_digits():
    rows = read(book_of(table_of(FLOATS, unit=Unit.REAIS)))["Tabela"]
    assert [row[0] for row in rows[1:]] == list(FLOATS)


# --- texts ----------------------------------------------------------------------------------------------------


def test_a_text_is_a_text_whatever_it_looks_like():
    content = book_of(table_of(HOSTILE))
    assert tuple(row[0] for row in read(content)["Tabela"][1:]) == HOSTILE
    cells = [row[0] for row in opened(content)["Tabela"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    files = parts(content)
    assert not any(re.search(r"<f[ >]|<hyperlink|calculatedColumnFormula|TargetMode", text) for text in files.values())
    assert not any("externalLink" in name or "vba" in name.casefold() for name in files)


def test_what_can_not_be_seen_is_made_visible_and_counted():
    content = book_of(
        table_of(["a\x1b[31mb", "x\u202ey", "\x00", "ok", "um\r\ndois", "\ufffe\ud800", "aba\tnbsp\xa0."])
    )
    found = [row[0] for row in read(content)["Tabela"][1:]]
    assert found == ["a\\x1b[31mb", "x\\x202ey", "\\x00", "ok", "um\\x0d\ndois", "\\xfffe\\xd800", "aba\tnbsp\xa0."]
    [[column, _, told, place, *_]] = definitions(content)["Textos alterados"]
    assert (column, told[:8], place) == ("A", "5 textos", "na planilha Tabela")


def test_a_text_longer_than_a_cell_is_cut_at_the_limit_and_that_is_told():
    content = book_of(table_of(["x" * 32_767, "y" * 32_768, "👩" * 20_000, "z"]))
    found = [row[0] for row in read(content)["Tabela"][1:]]
    assert found == ["x" * 32_767, "y" * 32_767, "👩" * 16_383, "z"]
    [[column, _, told, place, *_]] = definitions(content)["Textos alterados"]
    assert (column, place) == ("A", "na planilha Tabela")
    assert told.startswith("2 textos: cortado após 32.767 caracteres")


def test_a_note_longer_than_a_cell_goes_on_in_the_next_row():
    note = "".join(f"{number} " for number in range(20_000))
    lines = definitions(book_of(table_of(["z"]), notes=(note,)))["Notas"]
    assert len(lines) == 4
    assert "".join(line[2] for line in lines) == note
    assert [line[3] for line in lines] == [None, *["(continuação)"] * 3]


# --- formats --------------------------------------------------------------------------------------------------

MONEY = "[$R$-416] #,##0.00"
CODES = {
    Unit.REAIS: f"{MONEY};-{MONEY}",
    Unit.REAIS_PER_MONTH: f'{MONEY}" /mês";-{MONEY}" /mês"',
    Unit.FRACTION: "0.0%",
    Unit.DAYS: '#,##0" dias"',
    Unit.MONTHS: '#,##0.0" meses"',
    Unit.TIMES: '#,##0.00" ×"',
} | {unit: "#,##0" for unit in Unit if unit.is_count}


@pytest.mark.parametrize("unit", Unit)
def test_a_number_has_the_format_of_its_unit(unit):
    cell = opened(book_of(table_of([-12], unit=unit)))["Tabela"]["A2"]
    assert (cell.value, cell.number_format) == (-12, CODES[unit])


def test_half_a_day_is_shown():
    assert opened(book_of(table_of([23.5], unit=Unit.DAYS)))["Tabela"]["A2"].number_format == '#,##0.0" dias"'


def test_a_column_of_mixed_units_has_a_format_a_row():
    columns = (Column("valor", "Valor", kind=Kind.VALUE), Column("unidade", "Unidade"))
    rows = ((1.5, "reais"), (0.25, "fracao"), (None, "reais"), (3, None))
    sheet = opened(book_of(Table("t", "Tabela", columns, rows)))["Tabela"]
    assert [sheet.cell(row, 1).number_format for row in (2, 3, 5)] == [CODES[Unit.REAIS], "0.0%", "General"]
    assert sheet["A4"].value is None


def test_dates_are_dates_and_flags_are_booleans():
    dates = opened(book_of(table_of(["2024-02-29", "1900-02-28", None], kind=Kind.DATE)))["Tabela"]
    assert dates["A2"].value == datetime(2024, 2, 29)  # noqa: DTZ001 - a day has no zone
    assert dates["A2"].number_format == "dd/mm/yyyy"
    assert (dates["A3"].value, dates["A4"].value) == ("1900-02-28", None)  # Excel does not know this day
    flags = opened(book_of(table_of([True, False, None], kind=Kind.FLAG)))["Tabela"]
    assert [flags.cell(row, 1).value for row in (2, 3, 4)] == [True, False, None]
    assert flags["A2"].data_type == "b"


def test_a_number_always_fits_its_column_and_a_long_text_wraps():
    columns = (Column("v", "V", Unit.REAIS_PER_MONTH), Column("t", "T"))
    sheet = opened(book_of(Table("t", "Tabela", columns, ((-1e15, "palavra " * 40), (1, "curto")))))["Tabela"]
    assert sheet.column_dimensions["A"].width >= len("-R$ 1.000.000.000.000.000,00 /mês")
    assert sheet.column_dimensions["B"].width <= 60
    assert sheet["B2"].alignment.wrap_text
    assert sheet.row_dimensions[2].height >= 15 * len("palavra " * 40) / 60
    assert sheet.row_dimensions[3].height in (None, 15)


# --- sheets and native tables ---------------------------------------------------------------------------------


def test_each_table_is_a_native_one_with_a_frozen_header_ready_to_print():
    book = opened(book_of(table_of(["x", "y"]), Table("outra", "Detalhe", (Column("b", "B"),), (("z",),), detail=True)))
    assert book.sheetnames == ["Tabela", "Detalhe", LAST]
    names = set()
    for sheet in book:
        [native] = sheet.tables.values()
        names.add(native.name)
        assert native.ref == native.autoFilter.ref == sheet.dimensions
        assert [column.name for column in native.tableColumns] == [cell.value for cell in sheet[1]]
        assert sheet.freeze_panes == "A2"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToWidth in {None, 1}  # 1 when it is not said
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
    assert len(names) == 3


def test_an_empty_table_is_still_a_table():
    content = book_of(table_of([]), Table("nada", "Nada", (), ()))
    sheet = opened(content)["Tabela"]
    assert [native.ref for native in sheet.tables.values()] == ["A1:A2"]
    assert read(content)["Tabela"] == [["A"]]
    assert ["Tabela", "t", "Tabela", "sem linhas", 0, None, None, None] in definitions(content)["Planilhas"]
    assert not opened(content)["Nada"].tables


def test_a_table_longer_than_a_sheet_goes_on_in_another(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    content = book_of(table_of(["a", "b", "c", "d", "e"]))
    sheets = read(content)
    names = ["Tabela", "Tabela (2)", "Tabela (3)"]
    assert list(sheets)[:3] == names
    assert [sheets[name] for name in names] == [[["A"], ["a"], ["b"]], [["A"], ["c"], ["d"]], [["A"], ["e"]]]
    told = [(line[0], line[1], line[3], line[4]) for line in definitions(content)["Planilhas"]]
    assert told == [
        (name, "t", f"parte {part} de 3", rows)
        for part, (name, rows) in enumerate(zip(names, (2, 2, 1), strict=True), 1)
    ]


def test_a_sheet_has_as_many_rows_as_excel_takes():
    assert xlsx.MOST_ROWS == 2**20 - 1


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Por uf", "Por uf"),
        ("a[b]c:d*e?f/g\\h", "a b c d e f g h"),
        ("'x'", "x"),
        ("History", "History (2)"),
        ("", "chave"),
        ("'", "chave"),
        ("t" * 31, "t" * 31),
        ("t" * 32, "chave"),
        ("😀" * 16, "chave"),
        ("a\nb\x1b", "a b x1b"),
    ],
)
def test_a_sheet_is_named_as_excel_allows(title, name):
    assert sheet_name(title, "chave", set()) == name
    assert name in book_sheets(title)


def book_sheets(title):
    return opened(book_of(table_of(["x"], key="chave", title=title))).sheetnames


def test_names_are_never_twice_the_same_and_never_too_long():
    taken = set()
    names = [sheet_name("T" * 40, "k" * 40, taken) for _ in range(11)]
    assert len({name.casefold() for name in names}) == 11
    assert all(len(name) <= 31 for name in names)
    assert [sheet_name(title, "", taken) for title in ("Água", "ÁGUA", LAST)] == ["Água", "ÁGUA (2)", LAST]
    assert LAST in book_sheets("definições e FONTES")
    assert sheet_name("t" * 30 + "'t", "k" * 32, set()) == "t" * 30
    assert opened(book_of(table_of(["x"], title="D'Água")))["D'Água"].print_title_rows == "$1:$1"
    assert cut("👩" * 3, 5) == "👩" * 2


def test_headers_are_unique_never_empty_and_one_line():
    taken = set()
    titles = ("Valor", "VALOR", "", " ", "a\nb", "_x0041_", "<r>x</r>", "=A1", "h" * 300)
    columns = tuple(Column(f"k{place}" if place != 3 else "", title) for place, title in enumerate(titles))
    found = [header(column.title, column.key, taken) for column in columns]
    assert found == ["Valor", "VALOR (2)", "k2", "Coluna", "a b", "_ x0041_", "< r>x</r>", "=A1", "h" * 255]
    content = book_of(Table("t", "Tabela", columns, (tuple("123456789"),)))
    sheet = opened(content)["Tabela"]
    assert (
        [cell.value for cell in sheet[1]] == [column.name for column in sheet.tables.popitem()[1].tableColumns] == found
    )
    assert any("h" * 300 in line[3] for line in definitions(content)["Colunas"])


# --- what stands beside the numbers ---------------------------------------------------------------------------


def test_every_indicator_in_sight_is_defined_and_one_without_source_is_named():
    item, other = catalogue()["churn"], catalogue()["ticket_cliente"]
    readings = (
        Reading("churn", item.title, item.unit, Better.LOWER, "churn", value=0.5),
        Reading("cac", "CAC", Unit.REAIS, Better.LOWER, "cac", missing="custos"),
    )
    by = Table("por", "Por uf", (Column("uf", "uf"), Column("ticket_cliente", other.title, other.unit)), (("SP", 1.0),))
    period = PeriodLine("2024", "2024-01-01", "2024-12-31", complete=False, until="2024-05-06")
    about = definitions(book_of(by, readings=readings, period=period))
    assert [line[:4] for line in about["Indicadores"]] == [
        [found.title, found.key, found.formula, found.meaning] for found in (item, other)
    ]
    assert about["Sem dados"][0][:4] == ["CAC", "cac", "sem dados", "falta a fonte: custos"]
    assert about["Período"][0][2:4] == ["2024", "01/01/2024 a 31/12/2024; incompleto: há dados até 06/05/2024"]
    assert f"carteira {__version__}" in [line[2] for line in about["Relatório"]]


# --- bytes ----------------------------------------------------------------------------------------------------


def sample():
    """A report of a bit of everything."""
    columns = (
        Column("cliente", "Cliente"),
        Column("valor", "Valor", Unit.REAIS),
        Column("fracao", "%", Unit.FRACTION),
        Column("desde", "Desde", kind=Kind.DATE),
        Column("completo", "Completo", kind=Kind.FLAG),
        Column("posicao", "Nº", kind=Kind.NUMBER),
    )
    rows = (
        ("007", 1e9, 0.125, "2024-01-31", True, 1),
        ("João | <b>\n=1+1", -0.5, None, None, False, 2),
        (None, None, 1 / 3, "2023-12-31", None, 3),
    )
    period = PeriodLine("2024-Q1", "2024-01-01", "2024-03-31", complete=True, until="2024-03-31")
    reading = Reading(
        "churn", "Churn de clientes", Unit.FRACTION, Better.LOWER, "churn", 0.5, 2, 4, (Unit.CUSTOMERS, Unit.CUSTOMERS)
    )
    return Report(
        "churn",
        "Churn de clientes & cia",
        period,
        rules=(("margem", 0.3), ("raiz_cnpj", True)),
        readings=(reading,),
        tables=(Table("maiores", "Maiores", columns, rows), table_of([], key="vazia", title="Vazia")),
        sources=(Source("vendas", "vendas.csv", 10, 7, 2, 1),),
        warnings=("um aviso",),
        notes=("uma nota",),
    )


def test_the_parts_are_those_of_the_golden_file():
    found = "".join(f"=== {name}\n{text}\n" for name, text in parts(render(sample(), "xlsx")).items())
    found = found.replace("><", ">\n<").replace(f"carteira {__version__}", "carteira VERSAO")
    if REWRITE:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_bytes(found.encode())
    assert found.encode() == GOLDEN.read_bytes()


def test_zone_locale_hash_seed_and_clock_change_no_byte(tmp_path):
    words = ("churn", "-C", WORKED, *Q1, "-q", "-o")
    here, there = tmp_path / "aqui.xlsx", tmp_path / "la.xlsx"
    assert carteira(*words, here).code == 0
    assert program(*words, there, TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="12345").code == 0
    content = here.read_bytes()
    assert there.read_bytes() == content
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", parts(content)["docProps/core.xml"])) == {"1980-01-01T00:00:00Z"}
