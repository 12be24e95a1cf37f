"""`carteira inspecionar`: what it says of a file is what the analyses do with it."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest

from tests.running import Q1, WORKED, carteira

ROOT = Path(__file__).parents[2]
DIRTY = ROOT / "examples" / "exportacoes" / "Relatório de Vendas (3).csv"
SYSTEMS = Path(__file__).parents[1] / "systems"


def inspected(*words):
    ran = carteira("inspecionar", *words, "-f", "json")
    assert ran.code == 0, ran.err
    return ran.document


def facts(document) -> dict[str, str]:
    return {row["o_que"]: row["achado"] for row in document["tabelas"]["arquivo"]}


def test_the_dirty_example_gives_the_numbers_of_the_clean_one():
    clean = carteira("resumo", "--vendas", WORKED / "vendas.csv", *Q1, "-f", "json")
    dirty = carteira("resumo", "--vendas", DIRTY, *Q1, "-f", "json")
    assert dirty.document["indicadores"] == clean.document["indicadores"]
    assert {**dirty.document["fontes"]["vendas"], "arquivo": ""} == {
        **clean.document["fontes"]["vendas"],
        "arquivo": "",
    }
    assert any("Windows-1252" in note and "cabeçalho na linha 5" in note for note in dirty.document["notas"])


def test_it_says_what_was_found():
    found = facts(inspected(DIRTY))
    assert found["codificação"] == "Windows-1252"
    assert found["separador"] == "ponto e vírgula"
    assert found["cabeçalho"] == "linha 5"
    assert found["serve de"] == "vendas"


def test_each_column_of_the_file_is_listed_with_what_it_becomes_and_examples():
    rows = {row["coluna"]: row for row in inspected(DIRTY)["tabelas"]["colunas"]}
    assert rows["Dt. Emissão"]["como"] == "data"
    assert rows["Dt. Emissão"]["por"] == "sinônimo"
    assert "05/10/2023" in rows["Dt. Emissão"]["exemplos"]
    assert rows["Nome do Cliente"]["como"] is None


def test_sample_lines_have_the_numbers_that_an_editor_shows():
    (first, *_) = inspected(DIRTY)["tabelas"]["amostra"]
    assert first["linha"] == 6
    assert first["celulas"].startswith("V01 | C01 | ")


SALES = [path for path in sorted(SYSTEMS.glob("*.json")) if "erro" not in json.loads(path.read_text(encoding="utf-8"))]


@pytest.mark.slow
@pytest.mark.parametrize("path", [DIRTY, *SALES], ids=lambda path: path.stem)
def test_the_toml_to_paste_reads_the_file_in_the_same_way(tmp_path, path):
    if path.suffix == ".json":
        path = SYSTEMS / json.loads(path.read_text(encoding="utf-8"))["arquivo"]
    document = inspected(path)
    text = document["trechos"]["toml"]
    assert tomllib.loads(text)
    (tmp_path / "carteira.toml").write_text(text, encoding="utf-8")
    again = inspected(path, "-C", tmp_path, "--tabela", next(iter(document["fontes"])))
    assert again["fontes"] == document["fontes"]
    columns = [(row["coluna"], row["como"]) for row in document["tabelas"]["colunas"]]
    assert [(row["coluna"], row["como"]) for row in again["tabelas"]["colunas"]] == columns


def test_as_csv_it_is_the_table_alone():
    ran = carteira("inspecionar", DIRTY, "-f", "csv")
    header, *rows = csv.reader(io.StringIO(ran.out))
    assert header == [
        "Nº do Pedido",
        "Cód. Cliente",
        "Nome do Cliente",
        "Dt. Emissão",
        "Situação",
        "Vendedor",
        "Valor Total (R$)",
    ]
    assert len(rows) == 19
    assert rows[0][3:] == ["05/10/2023", "Faturado", "João", "1.000,00"]


def test_a_file_of_no_table_is_shown_all_the_same(tmp_path):
    (tmp_path / "notas.csv").write_text("aluno;prova;nota\nAna;1;7,5\n", encoding="utf-8")
    ran = carteira("inspecionar", tmp_path / "notas.csv", "-f", "json")
    assert ran.code == 0
    assert facts(ran.document)["serve de"] == "nenhuma tabela reconhecida"
    assert ran.document["avisos"]


def test_what_would_be_refused_is_told_with_the_option_that_settles_it(tmp_path):
    (tmp_path / "vendas.csv").write_text("cliente;data;valor\nA;2024-01-02;1.234\n", encoding="utf-8")
    (warning,) = inspected(tmp_path / "vendas.csv")["avisos"]
    assert "--decimal virgula" in warning
    assert not inspected(tmp_path / "vendas.csv", "--decimal", "virgula")["avisos"]


@pytest.mark.parametrize("words", [["nada.csv"], ["--tabela", "nada", str(DIRTY)], []])
def test_bad_words_are_errors_of_one_line(words):
    ran = carteira("inspecionar", *words)
    assert ran.code == 2
    assert ran.err.count("erro:") == 1
