"""What a workbook holds, read back by two programs that did not write it.

CARTEIRA_GOLDENS=1 writes the golden file anew; look at the difference before it goes in.
"""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from carteira_cli import __version__
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.render import render
from carteira_cli.report import Column, Kind, PeriodLine, Reading, Report, Source, Table
from carteira_cli.units import Better, Unit
from tests.opened_books import LAST, book_of, definitions, opened, parts, read, table_of
from tests.running import ANALYSES, Q1, ROOT, STUDIES, WORKED, carteira, program

GOLDEN = Path(__file__).parents[1] / "goldens_formats" / "planilha.xml"
REWRITE = os.environ.get("CARTEIRA_GOLDENS") == "1"
MINIMAL = ROOT / "examples" / "minima"

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


# --- the same numbers as everywhere else ----------------------------------------------------------------------


def same(cell, value):
    """Value for value, and no boolean for a number."""
    return cell == (None if value == "" else value) and isinstance(cell, bool) is isinstance(value, bool)


RUNS = [
    *((MINIMAL, command) for command in (*ANALYSES, *STUDIES) if command != "cesta"),  # no product there
    *((WORKED, command) for command in ANALYSES),
    (WORKED, "explicar receita"),
    (WORKED, "explicar ticket_cliente"),
    (MINIMAL, "churn --por uf --serie mes --listar perdidos"),
]


@pytest.mark.slow
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
    assert [*keys.values(), LAST] == list(sheets)
    assert {key for key in keys if not key.startswith("grafico_")} == set(expected)
    for key, rows in expected.items():
        headers, *found = sheets[keys[key]]
        names = [line[1] for line in about["Colunas"] if line[3] == f"na planilha {keys[key]}"]
        assert len(names) == len(headers) == len(set(headers))
        assert len(found) == len(rows)
        for cells, row in zip(found, rows, strict=True):
            held = dict(zip(names, cells, strict=True))
            for column in set(row) & set(names) if key == "indicadores" else row:
                points = column == "variacao" and row["unidade_variacao"] == "pontos" and row[column] is not None
                said_there = float(Decimal(repr(row[column])) * 100) if points else row[column]
                assert same(held[column], said_there), (key, column)
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


@pytest.mark.slow
@pytest.mark.process
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
