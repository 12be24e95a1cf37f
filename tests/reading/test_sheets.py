"""Tables in workbooks: the right sheet, the right rows, the right types, and everything left out named."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from functools import partial
from typing import TYPE_CHECKING

import polars as pl
import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.workbooks.sheets import read_sheet
from carteira_cli.reading.workbooks.typed_columns import as_text
from tests.workbooks import FORMATS, write_book

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.process

moment = partial(datetime, tzinfo=None)  # a sheet knows no zones
VENDAS = {"cliente", "data", "valor", "pedido"}
HEADER = ["Pedido", "Data", "Cliente", "Valor"]
D1, D2, D3 = date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7)
SALES = [[101, D1, "Ana", 10.5], [102, D2, "Bia", 20.25], [103, D3, "Caio", 30.0]]


def fits(header):
    return float(sum(name.casefold() in VENDAS for name in header))


def read(path, rows, **options):
    sheets = rows if isinstance(rows, dict) else {"Plan1": rows}
    return read_sheet(write_book(path, sheets), **options)


def counted(table):
    return {note.kind: note.count for note in table.notes}


@pytest.fixture(params=FORMATS, ids=str)
def book(tmp_path, request):
    return tmp_path / f"vendas{request.param}"


def test_a_plain_table_keeps_its_types(book):
    table = read(book, [HEADER, *SALES])
    assert table.frame.schema == {"Pedido": pl.Int64, "Data": pl.Date, "Cliente": pl.String, "Valor": pl.Float64}
    assert table.frame.rows() == [tuple(row) for row in SALES]
    assert (table.first_row, table.rows.to_list(), table.header_row) == (2, [2, 3, 4], 1)
    assert (table.sheet, table.sheets, table.notes) == ("Plan1", ("Plan1",), ())


def test_names_on_row_six_under_titles_and_filters(book):
    """As Mercado Livre writes it."""
    top = [["Vendas"], ["Período:", "01/01/2026 a 31/01/2026"], [None], ["Estado:", "Todos"], [None]]
    table = read(book, [*top, HEADER, *SALES])
    assert table.frame.rows() == [tuple(row) for row in SALES]
    assert (table.header_row, table.first_row) == (6, 7)
    assert counted(table) == {"preambulo": 3, "em_branco": 2}
    assert table.notes[0].sample == "Vendas"


def test_a_total_right_under_the_names(book):
    """As Omie writes it, with words or with the sums alone."""
    for total in (["Total", None, None, 60.75], [None, None, None, 60.75]):
        table = read(book, [["Empresa Ltda"], ["Vendas por período"], [None], HEADER, total, *SALES])
        assert table.frame.rows() == [tuple(row) for row in SALES]
        assert table.rows.to_list() == [6, 7, 8]
        assert counted(table) == {"preambulo": 2, "em_branco": 1, "rodape": 1}


def test_totals_and_remarks_at_the_end(book):
    for foot in (
        [["Total geral", None, None, 60.75]],
        [[None, None, None, 60.75]],
        [[None], ["Total:", None, None, 60.75], ["Emitido por Maria em 02/02/2026"]],
    ):
        table = read(book, [HEADER, *SALES, *foot])
        assert table.frame.rows() == [tuple(row) for row in SALES], foot
        assert counted(table)["rodape"] == sum(any(row) for row in foot)


def test_a_customer_called_total_is_no_footer(book):
    sales = [["Total", 101, D1, 1.5], ["Ana", 102, D2, 2.5], ["Total", 103, D3, 3.5]]
    table = read(book, [["Cliente", "Pedido", "Data", "Valor"], *sales])
    assert table.frame.rows() == [tuple(row) for row in sales]
    assert table.notes == ()


def test_a_last_sale_without_a_customer_is_no_footer(book):
    """It lacks a cell, so the reader of the table must see and reject it: it is not for the layout to drop."""
    sales = [*SALES, [104, D3, None, 40.5]]
    assert read(book, [HEADER, *sales]).frame.rows() == [tuple(row) for row in sales]


def test_a_subtotal_amid_the_rows(book):
    rows = [SALES[0], ["Subtotal", None, None, 10.5], SALES[1], SALES[2]]
    table = read(book, [HEADER, *rows])
    assert table.frame.rows() == [tuple(row) for row in SALES]
    assert table.rows.to_list() == [2, 4, 5]
    assert counted(table) == {"rodape": 1}


def test_a_table_that_starts_at_column_c_with_an_unnamed_and_a_repeated_column(book):
    rows = [
        [None, None, "Nome", "Valor", None, "Nome", None, "Nome#2"],
        [None, None, "Ana", 1.5, "a", "x", None, "q"],
        [None, None, "Bia", 2.5, "b", "y", None, "r"],
    ]
    table = read(book, rows)
    assert table.frame.columns == ["Nome", "Valor", "coluna 5", "Nome#3", "Nome#2"]
    assert table.frame.rows() == [("Ana", 1.5, "a", "x", "q"), ("Bia", 2.5, "b", "y", "r")]
    assert counted(table) == {"coluna_vazia": 1}


def test_blank_rows_within_and_rows_of_blanks(book):
    rows = [HEADER, SALES[0], [None], [" ", "\u00a0"], SALES[1], [None], SALES[2], [" "]]
    table = read(book, rows)
    assert table.frame.rows() == [tuple(row) for row in SALES]
    assert table.rows.to_list() == [2, 5, 7]
    assert counted(table) == {"em_branco": 4}


@pytest.mark.slow
def test_a_tail_of_sixty_thousand_formatted_blanks(tmp_path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet, red = made.add_worksheet(), made.add_format({"bg_color": "red"})
    sheet.write_row(0, 0, ["Cliente", "Valor"])
    sheet.write_row(1, 0, ["Ana", 1.5])
    for row in range(2, 60_000):
        sheet.write_blank(row, 0, None, red)
    sheet.write_string(60_000, 0, " ")
    made.close()
    table = read_sheet(path)
    assert table.frame.rows() == [("Ana", 1.5)]
    assert counted(table) == {"em_branco": 59_999}


def test_the_header_repeated_on_each_page(book):
    table = read(book, [HEADER, *SALES[:2], HEADER, SALES[2]])
    assert table.frame.rows() == [tuple(row) for row in SALES]
    assert counted(table) == {"cabecalho_repetido": 1}


def test_of_several_sheets_the_one_that_fits_and_the_rest_named(book):
    sheets = {
        "Capa": [["Relatório"], ["Emitido em", "01/02/2026"]],
        "Produtos": [
            ["Código", "Descrição", "Preço", "Estoque", "Grupo"],
            *[[i, f"P{i}", 1.5, 3, "G"] for i in range(9)],
        ],
        "Vendas": [HEADER, *SALES],
    }
    table = read(book, sheets, fits=fits)
    assert (table.sheet, table.sheets) == ("Vendas", ("Capa", "Produtos", "Vendas"))
    assert table.frame.height == 3
    assert [(note.kind, note.count, note.sample) for note in table.notes] == [("outra_planilha", 2, "Capa, Produtos")]
    assert read(book, sheets).sheet == "Produtos"  # the fullest, when nobody says what is wanted
    assert read(book, sheets, sheet="vendas").sheet == "Vendas"


def test_one_sheet_a_month_is_not_passed_over_in_silence(book):
    table = read(book, {"Jan": [HEADER, SALES[0]], "Fev": [HEADER, *SALES[1:]]}, fits=fits)
    assert table.sheet == "Fev"
    assert [(note.kind, note.sample) for note in table.notes] == [("planilha_igual", "Jan")]


def test_no_sheet_of_that_name(book):
    with pytest.raises(DataError, match='não tem a planilha "Venda"') as caught:
        read(book, {"Vendas": [HEADER, *SALES], "Capa": [["x"]]}, sheet="Venda")
    assert caught.value.hint == 'você quis dizer "Vendas"? Os possíveis são: Vendas, Capa'


def test_nothing_in_it(book):
    with pytest.raises(DataError, match="não há uma linha com nomes de colunas"):
        read(book, [[None]])


def test_names_and_no_rows(book):
    table = read(book, [HEADER], fits=fits)
    assert (table.frame.columns, table.frame.height, table.first_row) == (HEADER, 0, 2)


def test_a_second_table_below_is_left_out_and_counted(book):
    other = [[None], ["Resumo por vendedor"], ["Vendedor", "Qtd", "Total vendido"], ["Zé", 2, 30.75], ["Lia", 1, 30.0]]
    table = read(book, [HEADER, *SALES, *other], fits=fits)
    assert table.frame.rows() == [tuple(row) for row in SALES]
    assert counted(table) == {"outra_tabela": 4, "em_branco": 1}


def test_a_first_table_above_is_left_out_and_counted(book):
    other = [["Vendedor", "Qtd", "Total"], ["Zé", 2, 30.75], ["Lia", 1, 30.0], [None]]
    table = read(book, [*other, HEADER, *SALES], fits=fits)
    assert table.frame.rows() == [tuple(row) for row in SALES]
    assert counted(table) == {"outra_tabela": 3, "em_branco": 1}


def test_a_table_beside_is_left_out_and_counted(book):
    beside = [["Vendedor", "Meta"], ["Zé", 100.5], [None, None], [None, None]]
    rows = [[*left, None, *right] for left, right in zip([HEADER, *SALES], beside, strict=True)]
    table = read(book, rows, fits=fits)
    assert table.frame.columns == HEADER
    assert table.frame.rows() == [tuple(row) for row in SALES]
    assert counted(table)["outra_tabela"] == 1


def test_empty_columns_within_one_table_do_not_cut_it(book):
    rows = [[row[0], None, row[1], None, row[2], row[3]] for row in [HEADER, *SALES]]
    table = read(book, rows, fits=fits)
    assert table.frame.rows() == [tuple(row) for row in SALES]
    assert counted(table) == {"coluna_vazia": 2}


def test_mixed_columns_are_text_that_reads_in_one_way(book):
    cells = [1.234, "1.234", 1234.567, True, 7.0, D1, moment(2026, 1, 5, 10, 30), "1.234,56", -0.125, 1e15 + 1]
    rows = [["Cliente", "Misto"], *[[f"C{place}", cell] for place, cell in enumerate(cells)]]
    table = read(book, rows)
    assert table.frame["Misto"].to_list() == [
        "1.2340",
        "1.234",
        "1234.5670",
        "VERDADEIRO",
        "7",
        "2026-01-05",
        "2026-01-05 10:30:00",
        "1.234,56",
        "-0.1250",
        "1000000000000001",
    ]


def test_native_types_of_homogeneous_columns(book):
    moments = [moment(2026, 1, 5, 10, 30, 15), D2]
    rows = [
        ["Id", "Dia", "Momento", "Sim", "Valor", "Inteiro", "Texto", "Vazia"],
        [1, D1, moments[0], True, 1.5, 2.0, "001", None],
        [3, None, None, None, None, None, None, None],
        [None, D2, moments[1], False, 2, 3.0, "1,50", None],
    ]
    frame = read(book, rows).frame
    assert list(frame.schema.items()) == [
        ("Id", pl.Int64),
        ("Dia", pl.Date),
        ("Momento", pl.Datetime("us")),
        ("Sim", pl.Boolean),
        ("Valor", pl.Float64),
        ("Inteiro", pl.Int64),
        ("Texto", pl.String),
        ("Vazia", pl.String),
    ]
    assert frame["Id"].to_list() == [1, 3, None]
    assert frame["Momento"].to_list() == [moments[0], None, moment(2026, 1, 6)]
    assert frame["Valor"].to_list() == [1.5, None, 2.0]
    assert frame["Texto"].to_list() == ["001", None, "1,50"]


def test_ids_of_up_to_fifteen_digits_are_exact_and_longer_ones_are_told(book):
    rows = [["Id", "Chave"], [999_999_999_999_999, 1_234_567_890_123_456], [100_000_000_000_001, 2]]
    table = read(book, rows)
    assert table.frame["Id"].to_list() == [999_999_999_999_999, 100_000_000_000_001]
    assert [(note.kind, note.count, note.line, note.sample) for note in table.notes] == [
        ("codigo_longo", 1, 2, "Chave: 1234567890123456")
    ]


def test_errors_and_formulas_by_their_cached_values(tmp_path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ["Cliente", "Valor", "Dobro"])
    for row, (value, double) in enumerate(((1.5, 3.0), (2.5, 5.0), (4.5, 9.0)), start=1):
        sheet.write_string(row, 0, f"C{row}")
        sheet.write_number(row, 1, value)
        sheet.write_formula(row, 2, f"=B{row + 1}*2", None, double)
    sheet.write_formula("B3", "=NA()", None, "#N/A")
    sheet.write_formula("C4", "=1/0", None, "#DIV/0!")
    made.close()
    assert read_sheet(path).frame.rows() == [("C1", 1.5, 3.0), ("C2", None, 5.0), ("C3", 4.5, None)]


def test_times_alone(tmp_path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    sheet, shown = made.add_worksheet(), made.add_format({"num_format": "hh:mm"})
    sheet.write_row(0, 0, ["Cliente", "Hora"])
    sheet.write_string(1, 0, "Ana")
    sheet.write_datetime(1, 1, time(10, 30), shown)
    made.close()
    assert read_sheet(path).frame.rows() == [("Ana", time(10, 30))]


def merged_book(path: Path) -> Path:
    """A title over all columns, names over two rows, and an order merged over its two items."""
    import xlsxwriter

    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.merge_range("A1:E1", "Vendas de janeiro")
    sheet.merge_range("A2:A3", "Cliente")
    sheet.merge_range("B2:B3", "Data")
    sheet.merge_range("C2:E2", "Valores")
    sheet.write_row("C3", ["Item", "Desconto", "Total"])
    day = made.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range("A4:A5", "Ana")
    sheet.merge_range("B4:B5", "", day)
    sheet.write_datetime("B4", moment(2026, 1, 5), day)
    sheet.merge_range("E4:E5", 30.5)
    sheet.write_row("C4", [10.5, 0])
    sheet.write_row("C5", [20, 0])
    made.close()
    return path


def test_merged_cells(tmp_path):
    """Words and days hold for each row that they are merged over; an amount must not be counted twice."""
    table = read_sheet(merged_book(tmp_path / "a.xlsx"))
    assert table.frame.rows() == [("Ana", D1, 10.5, 0, 30.5), ("Ana", D1, 20.0, 0, None)]
    assert table.frame.columns == ["Cliente", "Data", "Item", "Desconto", "Total"]
    assert counted(table) == {"preambulo": 2, "mesclada": 2}


def test_hidden_sheets_come_last(tmp_path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    made.add_worksheet("Vista").write_column(0, 0, ["Cliente", "Ana"])
    hidden = made.add_worksheet("Oculta")
    hidden.write_column(0, 0, ["Cliente", "Bia", "Caio"])
    hidden.hide()
    made.close()
    assert read_sheet(path).sheet == "Vista"
    assert read_sheet(path, sheet="Oculta").frame.height == 2


def test_a_lost_cell_in_the_last_corner_does_not_take_the_memory(tmp_path):
    """The engine would ask for 400 GB and abort the process."""
    path = write_book(tmp_path / "a.xlsx", {"Plan1": [HEADER, *SALES]})
    import xlsxwriter

    made = xlsxwriter.Workbook(path)
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEADER)
    sheet.write(1_048_575, 16_383, "x")
    made.close()
    with pytest.raises(DataError, match="até a linha 1048576 e a coluna 16384, quase toda vazia"):
        read_sheet(path)
    silent = tmp_path / "b.xlsx"  # the same from a writer that does not say how far the sheet goes
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(silent, "w") as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member, content.replace(b'<dimension ref="A1:XFD1048576"/>', b""))
    with pytest.raises(DataError, match="até a linha 1048576"):
        read_sheet(silent)


def test_cut_short_corrupt_and_not_a_workbook(book):
    write_book(book, {"Plan1": [HEADER, *SALES * 400]})
    whole = book.read_bytes()
    book.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match=r"cortada ou corrompida|não é uma planilha"):
        read_sheet(book)
    book.write_bytes(b"cliente;valor\n1;2\n")
    with pytest.raises(DataError, match="não é uma planilha"):
        read_sheet(book)
    book.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(DataError, match="é um PDF"):
        read_sheet(book)


@pytest.mark.parametrize("seed", range(40))
def test_flipped_bytes_never_end_in_a_traceback(book, seed):
    import random

    chance = random.Random(seed)  # noqa: S311 - no secret
    write_book(book, {"Plan1": [HEADER, *SALES]})
    content = bytearray(book.read_bytes())
    for _ in range(20):
        content[chance.randrange(len(content))] = chance.randrange(256)
    book.write_bytes(bytes(content))
    try:
        table = read_sheet(book)
    except DataError:
        return  # said clearly, which is all that can be asked
    assert table.frame.width


def test_protected_by_a_password(tmp_path):
    locked = tmp_path / "a.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage\0".encode("utf-16-le"))
    with pytest.raises(DataError, match="protegida por senha"):
        read_sheet(locked)


def test_an_old_workbook_protected_by_a_password(tmp_path, monkeypatch):
    import xlwt

    original = xlwt.Workbook.get_biff_data
    file_pass = b"\x2f\x00\x06\x00" + bytes(6)
    monkeypatch.setattr(
        xlwt.Workbook, "get_biff_data", lambda book: (data := original(book))[:20] + file_pass + data[20:]
    )
    with pytest.raises(DataError, match="protegida por senha"):
        read_sheet(write_book(tmp_path / "a.xls", {"Plan1": [HEADER, *SALES]}))


HTML = """<html><head><meta charset="{charset}"><style>td {{ color: red }}</style></head><body>
<table><tr><td><b>Relatório de Vendas</b></td></tr></table>
<table border=1>
<tr><td colspan=4>Per&iacute;odo: janeiro</td></tr>
<tr><th>Pedido</th><th>Data</th><th>Cliente<br>final</th><th>Valor</th></tr>
<tr><td>101</td><td>05/01/2026</td><td>Jos&eacute; &amp; Cia</td><td x:num="1234.5">R$ 1.234,50</td></tr>
<tr><td>102<td>06/01/2026<td>Ação<td x:num="2">2,00</tr>
<tr><td colspan=3>Total</td><td x:num="1236.5">1.236,50</td></tr>
</table></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_page_saved_as_xls(tmp_path, charset):
    path = tmp_path / "vendas.xls"
    path.write_bytes(HTML.format(charset=charset).encode(charset))
    table = read_sheet(path)
    assert table.frame.columns == ["Pedido", "Data", "Cliente final", "Valor"]
    assert table.frame.rows() == [
        ("101", "05/01/2026", "José & Cia", 1234.5),
        ("102", "06/01/2026", "Ação", 2.0),
    ]
    assert table.sheet == "tabela 1"
    assert counted(table) == {"preambulo": 1, "rodape": 1}


def test_a_login_page(tmp_path):
    path = tmp_path / "vendas.xls"
    path.write_text("<!DOCTYPE html><html><body><form>Usuário <input></form></body></html>", encoding="utf-8")
    with pytest.raises(DataError, match="talvez a tela de login"):
        read_sheet(path)


def test_a_table_inside_a_table(tmp_path):
    inner = "".join(f"<tr><td>C{i}</td><td>{i},50</td></tr>" for i in range(3))
    path = tmp_path / "a.xls"
    path.write_text(
        f"<table><tr><td>Menu</td><td><table><tr><td>Cliente</td><td>Valor</td></tr>{inner}</table></td></tr></table>",
        encoding="utf-8",
    )
    assert read_sheet(path).frame.rows() == [("C0", "0,50"), ("C1", "1,50"), ("C2", "2,50")]


def test_spans_put_cells_under_the_right_names(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(
        "<table><tr><td>Cliente</td><td>Item</td><td>Valor</td><td>Total</td></tr>"
        "<tr><td rowspan=2>Ana</td><td>x</td><td>1,50</td><td rowspan=2>4,00</td></tr>"
        "<tr><td>y</td><td>2,50</td></tr><tr><td>Bia</td><td>z</td><td>3,50</td><td>3,50</td></tr></table>",
        encoding="utf-8",
    )
    assert read_sheet(path).frame.rows() == [
        ("Ana", "x", "1,50", "4,00"),
        ("Ana", "y", "2,50", None),
        ("Bia", "z", "3,50", "3,50"),
    ]


def test_excels_old_xml(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Vendas"><Table>'
        '<Row ss:Index="3"><Cell><Data ss:Type="String">Cliente</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="String">Data</Data></Cell>'
        '<Cell><Data ss:Type="String">Valor</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="String">José &amp; Cia</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="DateTime">2026-01-05T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Number">1234.5</Data></Cell></Row>'
        "<Row><Cell><Data><![CDATA[Ana]]></Data></Cell><Cell/>"
        '<Cell ss:Index="4"><Data ss:Type="Number">2</Data></Cell></Row></Table></Worksheet></Workbook>',
        encoding="utf-8",
    )
    table = read_sheet(path)
    assert (table.sheet, table.header_row) == ("Vendas", 3)
    assert table.frame.rows() == [("José & Cia", moment(2026, 1, 5), 1234.5), ("Ana", None, 2.0)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [(0.1 + 0.2, "0.3"), (1093.1800000000001, "1093.18"), (1e20, "1" + "0" * 20), (2.5e-7, "0.00000025"), (-5.0, "-5")],
)
def test_numbers_as_text(cell, text):
    assert as_text(cell) == text
