"""A page or an XML of Excel that ends too early is never a shorter one without a word."""

from __future__ import annotations

import pytest

from carteira_cli.errors import DataError
from carteira_cli.reading.workbooks.sheets import read_sheet
from tests.running import carteira

ROWS = [f"<tr><td>C{i}</td><td>{i + 13}/01/2024</td><td>{i},50</td></tr>" for i in range(9)]
PAGE = "<html><body><table><tr><td>Cliente</td><td>Data</td><td>Valor</td></tr>" + "".join(ROWS)
SAID = "pode estar cortado"


def warned(folder, content):
    path = folder / "vendas.xls"
    path.write_text(content, encoding="utf-8")
    ran = carteira("ticket", "--periodo", "2024-01", "--formato", "json", "--vendas", path)
    assert ran.code == 0, ran.err
    return [warning for warning in ran.document["avisos"] if SAID in warning]


@pytest.mark.parametrize("end", ["", "<tr><td>C9</td><td>2", "</tabl"])
def test_a_page_cut_within_its_table_says_how_far_it_was_read(tmp_path, end):
    rows = 10 if "C9" in end else 9
    (said,) = warned(tmp_path, PAGE + end)
    assert f"{rows} linhas lidas, até a linha {rows + 1} da tabela" in said


@pytest.mark.parametrize("end", ["</table>", "</TABLE></body></html>", "</table></body>"])
def test_a_page_that_closes_its_table_is_whole(tmp_path, end):
    assert not warned(tmp_path, PAGE + end)


def test_a_cut_page_is_a_finding_of_the_data(tmp_path):
    path = tmp_path / "vendas.xls"
    path.write_text(PAGE, encoding="utf-8")
    assert SAID in carteira("validar", "--vendas", path).out


XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    "<Row><Cell><Data>Cliente</Data></Cell><Cell><Data>Valor</Data></Cell></Row>"
    "<Row><Cell><Data>Ana</Data></Cell><Cell><Data>2,50</Data></Cell></Row>"
    "<Row><Cell><Data>Bia</Data></Cell><Cell><Data>3,50</Data></Cell></Row></Table></Worksheet>"
)


@pytest.mark.parametrize("lost", [0, 1, len("</Worksheet>"), len("</Table></Worksheet>"), 60])
def test_an_xml_of_excel_without_its_end_is_refused(tmp_path, lost):
    path = tmp_path / "vendas.xls"
    path.write_text(XML[: len(XML) - lost], encoding="utf-8")
    with pytest.raises(DataError, match="está cortado"):
        read_sheet(path)
    path.write_text(f"{XML}</Workbook>", encoding="utf-8")
    assert read_sheet(path).frame.height == 2
