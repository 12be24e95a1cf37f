"""Which table a file seems to be of: by its columns and cells, and how sure; its name says nothing."""

from __future__ import annotations

import gzip
import json
import zipfile
from fractions import Fraction

import pytest

from carteira_cli.config.resolve import load
from carteira_cli.reading.files import open_files
from carteira_cli.sources.finding.told import told_of
from carteira_cli.sources.glance.recognition import LEAST, SURE, any_table, recognised
from tests.odd_files import STRANGE, TABLES, text_of
from tests.running import ROOT

SYSTEMS = sorted((ROOT / "tests" / "systems").glob("*.json"))
TWICE = {"contaazul_titulos": "custos", "tiny_contas_a_receber": "titulos"}  # files that serve two tables, which first
EVERY_EXPENSE = ("contaazul_extrato", "contaazul_financeiro", "tiny_contas_a_pagar")  # not those of acquisition alone
CONFIG = load({}, environ={}, use_file=False)


def fit(path):
    (raw, *_) = open_files(path, "", told_of(CONFIG, "vendas").hints, any_table(CONFIG))
    return recognised(raw, CONFIG)


def of_text(folder, text, name="exportação (7).dat", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return fit(path)


@pytest.mark.slow
@pytest.mark.parametrize("told", SYSTEMS, ids=lambda path: path.stem)
def test_the_export_of_a_known_system_is_its_table(told):
    expected = json.loads(told.read_text(encoding="utf-8"))
    found = fit(told.with_name(expected["arquivo"]))
    if told.stem in TWICE:
        assert found is None or found.table == TWICE[told.stem]
    elif told.stem in EVERY_EXPENSE:
        assert found is None or not found.sure
    elif "erro" in expected:
        assert (found.table, found.sure) == (expected["tabela"], False)
        assert found.problem is not None
    else:
        assert (found.table, found.sure) == (expected["tabela"], True)


@pytest.mark.slow
@pytest.mark.parametrize("kind", STRANGE)
def test_what_is_no_table_is_not_said_to_be_one(kind, tmp_path):
    found = of_text(tmp_path, text_of(STRANGE[kind]))
    assert found is None or not found.sure, (found.table, found.confidence)


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_recognised_whatever_its_file_is_called(table, tmp_path):
    found = of_text(tmp_path, text_of(TABLES[table]), name="estoque de produtos.csv")
    assert (found.table, found.sure) == (table, True)


def test_the_confidence_is_what_its_definition_says(tmp_path):
    names, cells = Fraction(98, 100), Fraction(39, 40)  # three synonyms on the list; (19 + ½) ÷ (19 + 1)
    (path,) = (ROOT / "examples" / "exportacoes").iterdir()
    assert fit(path).confidence == pytest.approx(float(names * cells), abs=1e-12)
    plain = "cliente;data;valor\nA;01/02/2024;1,00\nB;02/02/2024;2,00\nA;xx;3,00\nC;03/02/2024;4,00\n"
    assert of_text(tmp_path, plain).confidence == pytest.approx(3.5 / 5)  # canonical names; three of four lines
    once = "cliente;data;valor\n" + "".join(f"C{n};{1 + n % 28:02}/02/2024;{n},50\n" for n in range(1, 21))
    assert of_text(tmp_path, once).confidence == pytest.approx(0.75 * 20.5 / 21)  # nobody buys twice


def test_columns_known_by_their_cells_alone_are_never_sure(tmp_path):
    rows = [f"{1 + n % 28:02}/03/2024;Loja {n % 9};{n},33;ok" for n in range(1, 41)]
    some = of_text(tmp_path, "\n".join(["Emitida em;Quem;Total pago;Obs", *rows]))
    assert (some.table, dict(some.mapping)) == ("vendas", {"cliente": "Quem"})
    assert LEAST <= some.confidence < SURE
    none = of_text(tmp_path, "\n".join(["F1;F2;F3;F4", *rows]))
    assert dict(none.mapping) == {"cliente": "F2", "data": "F1", "valor": "F3"}
    assert LEAST <= none.confidence < SURE


def test_a_header_that_changes_on_the_way_is_followed(tmp_path):
    first = "".join(f"{n};C{n % 4};{n:02}/01/2024;{n},50\n" for n in range(1, 9))
    then = "".join(f"{n:02}/02/2024;{n},50;{n};C{n % 4}\n" for n in range(1, 15))
    found = of_text(tmp_path, f"pedido;cliente;data;valor\n{first}data;valor;pedido;cliente\n{then}")
    assert (found.table, found.sure) == ("vendas", True)


def test_sales_whose_names_speak_for_another_table_are_in_doubt(tmp_path):
    rows = "".join(f"{n};Ana {n % 9};{1 + n % 28:02}/03/2024;{n},50\n" for n in range(1, 41))
    found = of_text(tmp_path, f"Código;Nome;Data;Valor\n{rows}")
    assert (found.table, found.sure) == ("vendas", False)


def test_ids_that_should_be_unique_and_come_back_lower_the_confidence(tmp_path):
    header, row = TABLES["clientes"]
    twice = "\n".join([header, *(row(n // 2) for n in range(2, 42))])
    found = of_text(tmp_path, twice)
    assert found is None or not found.sure


def test_a_name_says_nothing(tmp_path):
    found = of_text(tmp_path, text_of(STRANGE["produtos"]), name="vendas de 2024.csv")
    assert found is None


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_separators_and_encodings_change_nothing(encoding, mark, tmp_path):
    found = of_text(tmp_path, text_of(TABLES["vendas"]).replace(";", mark), encoding=encoding)
    assert (found.table, found.sure) == ("vendas", True)


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_what_is_packed_is_looked_into(kind, tmp_path):
    content = text_of(TABLES["vendas"]).encode()
    path = tmp_path / "backup"
    if kind == "gz":
        path.write_bytes(gzip.compress(content))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("Relatório.csv", content)
    found = fit(path)
    assert (found.table, found.sure) == ("vendas", True)


def test_a_file_without_a_line_is_of_no_table(tmp_path):
    assert of_text(tmp_path, "cliente;data;valor\n") is None
