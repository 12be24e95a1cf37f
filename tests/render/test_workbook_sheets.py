"""How the sheets of a workbook look: formats, native tables, names, charts."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from carteira_cli.chart import Bin, Curve, HeatMap, Histogram, Line, Step, Waterfall
from carteira_cli.render.workbook import fitted
from carteira_cli.render.workbook.xlsx_text import cut, header, sheet_name
from carteira_cli.report import Column, Kind, Table
from carteira_cli.units import Depth, Unit
from tests.opened_books import LAST, book_of, definitions, opened, parts, read, table_of

# --- formats --------------------------------------------------------------------------------------------------

MONEY = "[$R$-416] #,##0.00"
CODES = {
    Unit.REAIS: f"{MONEY};-{MONEY}",
    Unit.REAIS_PER_MONTH: f'{MONEY}" /mês";-{MONEY}" /mês"',
    Unit.FRACTION: "0.0%",
    Unit.DAYS: '#,##0" dias"',
    Unit.MONTHS: '#,##0.0" meses"',
    Unit.TIMES: '#,##0.00" ×"',
    Unit.NUMBER: "#,##0.0000",
} | {unit: "#,##0" for unit in Unit if unit.is_count}


def test_points_are_written_a_hundredfold():
    cell = opened(book_of(table_of([-0.125], unit=Unit.POINTS)))["Tabela"]["A2"]
    assert (cell.value, cell.number_format) == (-12.5, '0.0" p.p."')


@pytest.mark.parametrize("unit", [unit for unit in Unit if unit is not Unit.POINTS])
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
    for_machines = Table("outra", "Detalhe", (Column("b", "B"),), (("z",),), depth=Depth.DATA)
    book = opened(book_of(table_of(["x", "y"]), for_machines))
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
    monkeypatch.setattr(fitted, "MOST_ROWS", 2)
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


@pytest.mark.parametrize("count", [1, 15, 16, 33])
def test_a_long_table_is_the_same_bytes_though_nobody_holds_its_cells(monkeypatch, count):
    kinds = {"flag": Kind.FLAG, "dia": Kind.DATE, "misto": Kind.VALUE, "numero": Kind.NUMBER}
    columns = (
        *(Column(key, key.title(), kind=kind) for key, kind in kinds.items()),
        *(Column(unit.value, unit.value, unit) for unit in (Unit.POINTS, Unit.DAYS, Unit.REAIS)),
        *(Column(key, key.title()) for key in ("unidade", "texto", "vazio")),
    )
    texts = ("<r>a</r>", "a\nb", "_x0041_", " b", "c" * 90, "\x1b", "é", None)
    rows = [
        (n % 3 == 0, f"2024-02-{n % 28 + 1:02}", n / 7, n, -n / 8, n / 2, n * 1e15, "reais", texts[n % 8], None)
        for n in range(count)
    ]
    rows = [tuple(cell if (n + place) % 5 else None for place, cell in enumerate(row)) for n, row in enumerate(rows)]
    tables = (Table("t", "Tabela", columns, (*rows, *[(None,) * 10] * 17, *rows, (None,) * 10)), table_of([0.1, 3]))
    held = book_of(*tables)
    monkeypatch.setattr("carteira_cli.render.workbook.sheet.HELD", 0)
    assert book_of(*tables) == held


@pytest.mark.parametrize("held", [0, 10])
def test_what_is_no_number_is_never_written_as_one(monkeypatch, held):
    monkeypatch.setattr("carteira_cli.render.workbook.sheet.HELD", held)
    with pytest.raises(TypeError):
        book_of(table_of([1.0, float("nan")]))


def test_a_sheet_has_as_many_rows_as_excel_takes():
    assert fitted.MOST_ROWS == 2**20 - 1


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
        ("Dias (os que estão em aberto contam)", "Dias"),
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
    assert sheet_name("t" * 32, "k" * 30 + "'k", set()) == "k" * 30
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


# --- charts ---------------------------------------------------------------------------------------------------


def charted(*charts):
    """The sheet of the first chart, and the text of each chart's part."""
    content = book_of(table_of(["x"]), charts=charts)
    drawn = [text for name, text in parts(content).items() if name.startswith("xl/charts/")]
    return read(content), drawn


def ranges(text):
    return re.findall(r"<c:f>(.+?)</c:f>", text)


def test_a_waterfall_stands_on_a_column_without_colour():
    steps = (
        Step("Início", 100.0, total=True),
        Step("Perda", -30.0),
        Step("Ganho", 20.5),
        Step("Fim", 90.5, total=True),
    )
    sheets, [text] = charted(Waterfall("p", "Ponte", Unit.REAIS, steps))
    assert sheets["Gráfico Ponte"] == [
        ["Passo", "Base", "Total", "Sobe", "Desce"],
        ["Início", None, 100, None, None],
        ["Perda", 70, None, 0, 30],
        ["Ganho", 70, None, 20.5, 0],
        ["Fim", None, 90.5, None, None],
    ]
    assert ranges(text) == [f"'Gráfico Ponte'!${column}$2:${column}$5" for values in "BCDE" for column in ("A", values)]
    assert text.count("<a:noFill/>") == 1
    assert list(sheets)[-1] == LAST


@pytest.mark.parametrize("amounts", [(100.0, -130.0), (100.0, None), (-1.0,), ()])
def test_no_waterfall_is_drawn_below_zero_or_without_its_numbers(amounts):
    steps = tuple(Step("s", amount, total=number == 0) for number, amount in enumerate(amounts))
    sheets, drawn = charted(Waterfall("p", "Ponte", Unit.REAIS, steps))
    assert (list(sheets), drawn) == (["Tabela", LAST], [])


def test_a_curve_has_its_lines_one_below_the_other_and_the_corners_of_its_steps():
    lines = (Line("a", ((0.0, 0.0), (10.0, 0.5), (20.0, 1.0)), step=True), Line("b", ((0.0, 0.0), (1.0, 1.0))))
    sheets, [text] = charted(Curve("c", "Curva", "dias", "%", Unit.DAYS, Unit.FRACTION, lines))
    assert sheets["Gráfico Curva"][1:] == [
        *(["a", *point] for point in ((0, 0), (10, 0), (10, 0.5), (20, 0.5), (20, 1))),
        *(["b", *point] for point in ((0, 0), (1, 1))),
    ]
    assert ranges(text) == [
        f"'Gráfico Curva'!{cells}" for cells in ("$A$2", "$B$2:$B$6", "$C$2:$C$6", "$A$7", "$B$7:$B$8", "$C$7:$C$8")
    ]


def test_the_title_of_a_chart_is_no_address():
    _, [text] = charted(Histogram("h", "=A!$A$1", Unit.INTERVALS, (Bin("até 30", 3),)))
    assert ">=A! $A$1</a:t>" in text
    assert len(ranges(text)) == 2


def test_a_histogram_is_drawn_and_a_heat_map_is_not():
    histogram = Histogram("h", "Dias", Unit.INTERVALS, (Bin("até 30", 3, "mediana"), Bin("até 60", 0)))
    heat = HeatMap("m", "Mapa", Unit.FRACTION, "linha", ("r",), ("c",), ((0.5,),))
    sheets, [text] = charted(heat, histogram)
    assert list(sheets) == ["Tabela", "Gráfico Dias", LAST]
    assert sheets["Gráfico Dias"][1:] == [["até 30", 3, "mediana"], ["até 60", 0, None]]
    assert ranges(text) == ["'Gráfico Dias'!$A$2:$A$3", "'Gráfico Dias'!$B$2:$B$3"]
