"""The workbook of a report that is handed over: a sheet to read, lists to work with, every number on one of them."""

from __future__ import annotations

import io
import json
import re
from decimal import Decimal

import openpyxl
import pytest

from carteira_cli.chart import ColumnChart, ColumnSeries, HeatMap, Tile, Tiles
from carteira_cli.render import render
from carteira_cli.render.workbook import handover
from carteira_cli.report import Column, Earlier, PeriodLine, Reading, Report, ReportSection, Table
from carteira_cli.units import Better, Unit
from tests.hostile_report import TEXTS
from tests.opened_books import opened, parts, read
from tests.running import ROOT, carteira

SHOP = ROOT / "examples" / "distribuidora"
NAMES = [
    *("Resumo", "Ligar", "Reconquistar", "Vendedores", "Clientes", "Coortes", "Previsão", "Concentração"),
    *("Segmentos", "Ciclo"),
    *("Funil", "Crédito", "Ofertas", "Agenda", "Campanha", "NPS", "Divisão", "Cliente ideal", "Retorno", "Valor"),
    *("Dados", "Ofertas 1.428", "Indicadores", "Definições", "Gráficos"),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The workbook and the JSON of one run."""
    place = tmp_path_factory.mktemp("relatorio")
    files = [place / "r.xlsx", place / "r.json"]
    ran = carteira("relatorio", "-C", SHOP, "-p", "2024-12", "-q", *(word for file in files for word in ("-o", file)))
    assert ran.code == 0, ran.err
    return files[0].read_bytes(), json.loads(files[1].read_bytes())


def same(cell, value):
    return (cell or None) == (value or None) if isinstance(value, str | None) else cell == value


def below(rows, title):
    """The rows of the table under a title, as dictionaries by their headers."""
    top = next(place for place, row in enumerate(rows) if row[0] == title) + 1
    headers = [text for text in rows[top] if text is not None]
    found = []
    for row in rows[top + 1 :]:
        if all(cell is None for cell in row):
            break
        found.append(dict(zip(headers, row, strict=False)))
    return found


@pytest.mark.slow
def test_the_sheets_are_those_of_the_design(written):
    assert list(read(written[0])) == NAMES


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sheet", "key"), [("Ligar", "em_risco"), ("Reconquistar", "inativos"), ("Clientes", "clientes")]
)
def test_a_list_has_every_customer_a_filter_and_its_header_on_each_printed_page(written, sheet, key):
    content, said = written
    headers, *rows = read(content)[sheet]
    assert len(rows) == len(said["tabelas"][key])
    for row, wanted in zip(rows, said["tabelas"][key], strict=True):
        assert all(same(cell, value) for cell, value in zip(row, wanted.values(), strict=True))
    page = opened(content)[sheet]
    [table] = page.tables.values()
    assert table.autoFilter is not None
    assert table.ref == f"A1:{openpyxl.utils.get_column_letter(len(headers))}{len(rows) + 1}"
    assert (page.freeze_panes, page.print_title_rows) == ("A2", "$1:$1")
    assert (page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight) == ("landscape", 9, 0)


@pytest.mark.slow
def test_the_first_sheet_says_the_sentences_and_has_the_cards_beside_what_they_were(written):
    content, said = written
    rows = read(content)["Resumo"]
    texts = [row[0] for row in rows]
    assert texts[0] == "distribuidora"
    assert all(sentence in texts for sentence in said["frases"])
    cards = below(rows, "Os números")
    keys = next(one["indicadores"] for one in said["secoes"] if one["chave"] == "numeros")
    assert len(cards) == len(keys) == 6
    headers = next(row for row in rows if row[0] == "Indicador")
    assert headers[:8] == [
        *("Indicador", "Valor", "Era em 2024-11", "Variação", "Leitura", "Era em 2023-12", "Variação", "Leitura")
    ]
    top = rows.index(headers)
    for place, key in enumerate(keys, start=top + 1):
        one = said["indicadores"][key]
        hundred = 100 if one["unidade_variacao"] == "pontos" else 1
        changes = [float(Decimal(repr(each["variacao"])) * hundred) for each in (one, one["ano_anterior"])]
        row = rows[place]
        assert row[1:4] == [one["valor"], one["anterior"], changes[0]]
        assert row[5:7] == [one["ano_anterior"]["valor"], changes[1]]
        assert row[4] == row[7] == "dentro do acaso"


@pytest.mark.slow
def test_the_change_of_a_fraction_is_in_points_and_that_of_the_rest_in_per_cent(written):
    page = opened(written[0])["Resumo"]
    shown = {row[0].value: row[3].number_format for row in page.iter_rows() if isinstance(row[0].value, str)}
    assert "p.p." in shown["Churn de clientes"]
    assert "p.p." in shown["Retenção líquida de receita (NRR)"]
    assert shown["Clientes no fim"] == "+0.0%;-0.0%;0.0%"


@pytest.mark.slow
def test_no_key_of_machines_is_on_the_sheets_for_people(written):
    content, said = written
    keys = {key for key in (*said["indicadores"], *said["tabelas"]) if "_" in key}
    units = {"reais", "reais_por_mes", "fracao", "pontos", "vezes"}
    for name in NAMES[:11]:
        for row in read(content)[name]:
            assert not [cell for cell in row if cell in keys | units], name


@pytest.mark.slow
def test_every_table_of_the_report_is_on_a_sheet(written):
    content, said = written
    numbers = {cell for sheet in read(content).values() for row in sheet for cell in row if isinstance(cell, float)}
    for key, rows in said["tabelas"].items():
        missing = [cell for row in rows for cell in row.values() if isinstance(cell, float) and cell not in numbers]
        assert not missing, key


@pytest.mark.slow
def test_pictures_are_charts_of_the_spreadsheet_over_cells_that_are_there(written):
    content, _ = written
    drawn = {name: text for name, text in parts(content).items() if name.startswith("xl/charts/")}
    book = opened(content)
    assert [len(book[name]._charts) for name in ("Resumo", "Concentração", "Segmentos", "Ciclo")] == [3, 1, 1, 1]  # noqa: SLF001 - openpyxl has no other name
    cells = read(content)["Gráficos"]
    for text in drawn.values():
        for reference in re.findall(r"<c:f>'Gráficos'!\$([A-Z])\$(\d+):\$\1\$(\d+)</c:f>", text):
            column, first, last = ord(reference[0]) - ord("A"), int(reference[1]), int(reference[2])
            assert last >= first
            assert any(row[column] is not None for row in cells[first - 1 : last])
    months = next(text for text in drawn.values() if "Receita por mês" in text)
    assert "<c:barChart>" in months
    assert "<c:lineChart>" in months


# --- made by hand ---------------------------------------------------------------------------------------------------

NOW = PeriodLine("2024-12", "2024-12-01", "2024-12-31", True, "2024-12-31")
MONTHS = ColumnChart(
    "meses",
    "Ativos",
    Unit.CUSTOMERS,
    ("nov", "dez"),
    (ColumnSeries("ficaram", (5.0, 6.0)), ColumnSeries("perdidos", (-1.0, -2.0))),
    (ColumnSeries("um ano antes", (None, 4.0)),),
    frozenset({1}),
)
TILES = Tiles("partes", "Partes", Unit.REAIS, (Tile("a", 30.0, "3 clientes"), Tile("b", 10.0)))
HEAT = HeatMap("mapa", "Mapa", Unit.FRACTION, "Coorte", ("Q1", "Q2"), ("0", "1"), ((1.0, 0.5), (1.0, None)))


def small(*tables, charts=(), sheet="Outra", **more):
    parts_of = ReportSection(
        "s",
        "Seção",
        ("Uma frase.",),
        (),
        tuple(one.key for one in tables),
        tuple(one.key for one in charts),
        sheet=sheet,
    )
    numbers = ReportSection("n", "Os números", readings=("churn",), sheet="Resumo")
    one = Reading(
        "churn",
        "Churn",
        Unit.FRACTION,
        Better.LOWER,
        "churn",
        0.5,
        previous=0.25,
        change=0.25,
        year=Earlier(0.75, -0.25),
    )
    known = {"subject": "Casa", "compared_with": NOW, "year_before": NOW, "sections": (numbers, parts_of)} | more
    return Report("relatorio", "Título", NOW, tables=tables, charts=charts, readings=(one,), **known)


def table(key, count, title="Tabela"):
    return Table(
        key, title, (Column("a", "A"), Column("b", "B", Unit.REAIS)), tuple((f"x{n}", float(n)) for n in range(count))
    )


def test_columns_hang_below_the_ground_their_lines_are_drawn_over_and_what_is_not_whole_is_hatched():
    content = render(small(charts=(MONTHS,)), "xlsx")
    assert read(content)["Gráficos"] == [
        ["Rótulo", "Ficaram", "Perdidos", "Um ano antes", "Completo"],
        ["nov", 5, -1, None, True],
        ["dez", 6, -2, 4, False],
    ]
    [text] = [text for name, text in parts(content).items() if name.startswith("xl/charts/")]
    assert '<c:grouping val="stacked"/>' in text
    assert text.count("<c:lineChart>") == 1
    assert text.count("<a:pattFill") == 2  # of each part, the last column
    assert '<c:tickLblPos val="low"/>' in text


def test_tiles_are_bars_the_largest_on_top_and_a_map_is_cells():
    content = render(small(charts=(TILES, HEAT)), "xlsx")
    assert read(content)["Gráficos"] == [["Parte", "Valor", "Detalhe"], ["a", 30, "3 clientes"], ["b", 10, None]]
    [text] = [text for name, text in parts(content).items() if name.startswith("xl/charts/")]
    assert '<c:barDir val="bar"/>' in text
    assert '<c:orientation val="maxMin"/>' in text
    page = opened(content)["Outra"]
    rows = below(read(content)["Outra"], "Mapa")
    assert rows == [{"Coorte": "Q1", "0": 1, "1": 0.5}, {"Coorte": "Q2", "0": 1, "1": None}]
    [rule] = [rule for found in page.conditional_formatting for rule in found.rules]
    assert rule.type == "colorScale"


def test_short_tables_stand_below_each_other_and_a_long_one_has_its_sheet(monkeypatch):
    monkeypatch.setattr(handover, "HELD", 5)
    content = render(
        small(table("curta", 2, "Curta"), table("longa", 6, "Longa"), table("outra", 1, "Mais uma")), "xlsx"
    )
    sheets = read(content)
    assert below(sheets["Outra"], "Curta") == [{"A": "x0", "B": 0}, {"A": "x1", "B": 1}]
    assert below(sheets["Outra"], "Mais uma") == [{"A": "x0", "B": 0}]
    assert sheets["Longa"] == [["A", "B"], *([f"x{n}", n] for n in range(6))]


def test_a_section_that_is_missing_is_told_on_the_first_sheet():
    absent = ReportSection("f", "Funil", missing="não há leads; leads.csv traria isto", sheet="Funil")
    sheets = read(render(small(sections=(absent,)), "xlsx"))
    assert "Funil" not in sheets
    assert "Funil: não há leads; leads.csv traria isto" in [row[0] for row in sheets["Resumo"]]


@pytest.mark.parametrize("text", [text for text in TEXTS if text])
def test_no_text_breaks_the_book_or_is_run(text):
    rows = ((text, 1.0),)
    hostile = Table("em_risco", text, (Column("nome", "Nome"), Column("b", "B", Unit.REAIS)), rows)
    other = Table("t", text, (Column("nome", text), Column("b", "B", Unit.REAIS)), rows)
    chart = Tiles("g", text, Unit.REAIS, (Tile(text, 1.0, text),))
    report = small(hostile, other, charts=(chart,), warnings=(text,), answer=(text,))
    content = render(report, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not any(part.startswith("xl/externalLinks") for part in parts(content))
    assert render(report, "xlsx") == content
