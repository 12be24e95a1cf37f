"""A text on a cluster reads as on a laptop, however it is cut: in pieces where it can be, else by one executor."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from carteira_cli.errors import DataError
from carteira_cli.sources.cluster.texts import Sizes
from carteira_cli.sources.finding.told import Told
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import VENDAS
from tests import clusters
from tests.cluster_reading import EITHER, HEADER, PIECES, RULES, both, opened, sales, seen, with_lines

pytestmark = clusters.MARKS
CASES = Path(__file__).parents[1] / "cases"
BAD = ("P1;C1;99/99/2024;10,00;Pago;Ana", "P1;;01/02/2024;x;Pago;Ana")


def text(*lines, end="\n", encoding="utf-8", mark=b"", last=True):
    return mark + (end.join(lines) + (end if last else "")).encode(encoding)


IN_PIECES = {
    "clean": text(HEADER, *sales(1)),
    "CRLF and BOM": text(HEADER, *sales(2), end="\r\n", mark=b"\xef\xbb\xbf"),
    "Windows-1252": text(HEADER, *sales(3), end="\r\n", encoding="cp1252"),
    "no end of the last line": text(HEADER, *sales(4), last=False),
    "sep=": text("sep=;", HEADER, *sales(5)),
    "titles above": text("Relatório de Vendas", "Período: 2024", "", HEADER, *sales(6)),
    "separator at the end": text(*(f"{line};" for line in (HEADER, *sales(7)))),
    "lines in quotes": text(*(f'"{line}"' for line in (HEADER, *sales(8)))),
    "rejected lines": text(*with_lines(300, *BAD)),
    "blank lines": text(*with_lines(200, "", ";;;;;", "")),
    "a total at the end": text(HEADER, *sales(9), "Total;;;99999,99;;"),
    "a total amid": text(*with_lines(210, "Total;;;99999,99;;")),
    "headers again": text(*with_lines(100, HEADER)),
    "a line too short": text(*with_lines(300, "P300;C1;01/02/2024;10,00;Pago")),
    "a line too long": text(*with_lines(300, "P300;C1;01/02/2024;10,00;Pago;Ana;extra;x")),
    "month first, far below": text(*with_lines(390, "P1;C3;12/31/2024;1,56;Pago;Ana")),
    "a decimal point, far below": text(*with_lines(390, "P1;C3;11/12/2024;1.56;Pago;Ana")),
    "ids as numbers with a point": text(
        HEADER, *(f"{at}.0{line[line.index(';') :]}" for at, line in enumerate(sales(1)))
    ),
    "nothing but a header": text(HEADER),
}
WHOLE = {
    "UTF-16": text(HEADER, *sales(1), encoding="utf-16-le", mark=b"\xff\xfe", end="\r\n"),
    "CR": text(HEADER, *sales(2), end="\r"),
    "a cell of two lines": text(*with_lines(250, 'P300;C1;01/02/2024;10,00;Pago;"Jo\nsé"')),
    "a quote that opens nothing": text(*with_lines(250, 'P300;C1;01/02/2024;10,00;Pago;Tela 14"')),
    "the table twice": text(HEADER, *sales(3), HEADER, *sales(3)),
    "an unknown status": text(*with_lines(300, "P1;C3;11/12/2024;1,56;Talvez;Ana")),
}


@pytest.mark.parametrize("kind", IN_PIECES)
def test_a_text_in_pieces_has_the_account_and_the_lines_of_a_laptop(kind, tmp_path):
    path = tmp_path / "vendas ç [1].csv"
    path.write_bytes(IN_PIECES[kind])
    there, here = both(path)
    assert there == here


def test_cut_at_any_line(tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_bytes(IN_PIECES["rejected lines"])
    there, here = both(path, sizes=replace(PIECES, piece=300), split=1_000)
    assert there == here
    assert here["account"].rejected == 2


@pytest.mark.parametrize("kind", WHOLE)
def test_what_can_not_be_cut_is_read_by_one_executor(kind, tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_bytes(WHOLE[kind])
    there, here = both(path, sizes=EITHER)
    assert there == here


def test_by_hand_and_compressed(tmp_path):
    """Three sales, of which one is void and one has no date that there is."""
    path = tmp_path / "vendas.csv.gz"
    lines = (
        "cliente;data;valor;status",
        "A;02/01/2024;1.234,56;ok",
        "B;03/01/2024;1,00;Cancelado",
        "C;31/02/2024;1,00;ok",
    )
    path.write_bytes(gzip.compress(text(*lines, encoding="cp1252")))
    there = seen(lambda: opened(path))
    assert there["rows"] == {(False, "A", True, 19724, "ok", 123456): 1, (True, "B", False, 19725, "Cancelado", 100): 1}
    account = there["account"]
    assert (account.lines, account.cancelled, account.rejected, account.first_day, account.last_day) == (
        3,
        1,
        1,
        19724,
        19724,
    )
    assert [(one.line, one.column, one.value) for one in there["rejects"]] == [(4, "data", "31/02/2024")]


@pytest.mark.parametrize(
    "case",
    ["blocos-tres", "blocos-cabecalho-repetido", "subtotal-com-data", "titulo-devolucoes", "operacao-natureza",
     "total-do-pedido-com-frete", "moeda-em-coluna", "quantidade-negativa"],
)  # fmt: skip
def test_known_traps_are_seen_there_too(case):
    there, here = both(CASES / case / "vendas.csv", sizes=EITHER)
    assert there == here


def test_too_large_for_one_executor_and_not_to_be_cut(tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_bytes(WHOLE["a cell of two lines"])
    with pytest.raises(DataError, match="há aspas que abrem numa linha e fecham em outra") as error:
        _ = opened(path).proven
    assert "divida-o em arquivos" in error.value.hint


def test_what_only_all_lines_of_a_large_file_could_tell_is_told_as_such(tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_bytes(WHOLE["an unknown status"])
    there, here = both(path)
    assert there["account"] == here["account"]
    assert there["rows"] == here["rows"]
    assert any("palavras que não se conhecem; o arquivo é grande demais" in one for one in there["said"])


def test_many_parts_of_one_export_are_understood_together(tmp_path):
    rows = sales(5, 340)
    whole = tmp_path / "vendas.csv"
    whole.write_bytes(text(HEADER, *rows))
    folder = tmp_path / "partes"
    folder.mkdir()
    for at in range(20):
        (folder / f"parte-{at:02}.csv").write_bytes(text(HEADER, *rows[at * 17 : at * 17 + 17]))
    (folder / "_SUCCESS").touch()
    there, here = seen(lambda: opened(folder)), both(whole)[1]
    assert there["account"] == here["account"]
    assert there["rows"] == here["rows"]


def test_one_of_many_parts_that_is_otherwise_has_all_read_apart(tmp_path):
    rows = sales(6, 170)
    for at in range(17):
        own = [*rows[at * 10 : at * 10 + 10], *(['P;C1;01/02/2024;1,00;Pago;"A\nB"'] if at == 9 else [])]
        (tmp_path / f"parte-{at:02}.csv").write_bytes(text(HEADER, *own))
    files = sorted(tmp_path.iterdir())
    there = seen(lambda: opened(*files, sizes=EITHER))
    here = seen(lambda: open_ledger(VENDAS, files, {}, RULES))
    assert there["account"] == here["account"]
    assert there["rows"] == here["rows"]


def test_several_small_files_are_read_here_and_their_overlap_is_taken_out(tmp_path):
    rows = sales(7, 60)
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    files[0].write_bytes(text(HEADER, *rows[:40]))
    files[1].write_bytes(text(HEADER, *rows[30:]))
    there = seen(lambda: opened(*files, sizes=Sizes()))
    assert there == seen(lambda: open_ledger(VENDAS, files, {}, RULES))
    assert there["account"].repeated == 10
    apart = seen(lambda: opened(*files))
    assert apart["account"].lines == 70
    assert any("20 linhas de 10 pedidos" in one and "contaram em cada um" in one for one in apart["said"])


def test_what_the_user_says_of_the_cells_holds_there(tmp_path):
    path = tmp_path / "vendas.csv"
    path.write_bytes(text("c;d;v", *(f"C{at};0{1 + at % 9}/0{1 + at % 8}/2024;{at}.500" for at in range(300))))
    mapping = {"cliente": "c", "data": "d", "valor": "v"}
    told = Told(decimal="ponto", order="mes-dia")
    there, here = both(path, rules=replace(RULES, mapping=mapping, told=told))
    assert there == here
    assert here["account"].first_day == 19723


def test_an_address_with_a_wildcard_is_a_text_of_several_files(tmp_path):
    rows = sales(8, 90)
    for at in range(3):
        part = text(HEADER, *rows[at * 30 : at * 30 + 30])
        (tmp_path / f"parte-{at}.csv.gz").write_bytes(gzip.compress(part))
    whole = tmp_path / "vendas.csv"
    whole.write_bytes(text(HEADER, *rows))
    there, here = seen(lambda: opened(f"file://{tmp_path}/parte-*.csv.gz")), both(whole)[1]
    assert there["account"] == here["account"]
    assert there["rows"] == here["rows"]


def test_a_file_that_ends_amid_its_compression(tmp_path):
    path = tmp_path / "vendas.csv.gz"
    path.write_bytes(gzip.compress(IN_PIECES["clean"])[:-300])
    there, here = both(path)
    assert there == here
