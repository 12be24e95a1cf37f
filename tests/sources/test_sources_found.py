"""Where the tables come from: by name, by folder, by configuration, by flag; and which column is which."""

from __future__ import annotations

import shutil

import polars as pl
import pytest

from carteira_cli.names import fold
from tests.running import Q1, WORKED, carteira, measured, sales

LINES = ("A,2023-12-01,10", "A,2024-01-01,20", "B,2024-02-01,30.50", "C,2024-03-31,0.01")
REVENUE = 50.51


def revenue(*words):
    ran = carteira("ticket", *words, *Q1, "-f", "json")
    assert ran.code == 0, ran.err
    return ran.values["receita"]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_option_of_the_folder_is_that_of_the_shell(tmp_path, monkeypatch):
    sales(tmp_path, *LINES)
    assert revenue("-C", tmp_path) == REVENUE
    monkeypatch.chdir(tmp_path)
    assert revenue() == REVENUE


@pytest.mark.parametrize("name", ["vendas.csv", "Vendas.CSV", "VENDAS.txt", "dados/vendas.tsv", "dados/Vendas.csv"])
def test_a_table_is_found_by_its_name_in_the_folder_or_in_dados(tmp_path, name):
    mark = "\t" if name.endswith("tsv") else ","
    write(tmp_path / name, "\n".join(("cliente,data,valor", *LINES)).replace(",", mark))
    assert revenue("-C", tmp_path) == REVENUE


def test_the_folder_itself_comes_before_dados(tmp_path):
    sales(tmp_path, *LINES)
    sales(tmp_path / "dados", "Z,2024-01-01,999")
    assert revenue("-C", tmp_path) == REVENUE


def test_two_candidates_are_an_error_that_names_both(tmp_path):
    sales(tmp_path, *LINES)
    sales(tmp_path, *LINES, name="vendas.txt")
    ran = carteira("ticket", "-C", tmp_path, *Q1)
    message, hint = ran.error
    assert ran.code == 2
    assert "vendas.csv" in message
    assert "vendas.txt" in message
    assert "--vendas" in hint
    assert revenue("-C", tmp_path, "--vendas", "vendas.txt") == REVENUE


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("carteira.toml", 'vendas = "x/todas.csv"'),
        ("carteira.toml", 'vendas = ["x/tod*.csv"]'),
        ("pyproject.toml", '[project]\nname = "a"\n[tool.carteira]\nvendas = "x/todas.csv"'),
    ],
)
def test_a_configuration_is_found_upwards_and_its_paths_are_its_own(tmp_path, monkeypatch, name, text):
    write(tmp_path / name, text)
    sales(tmp_path / "x", *LINES, name="todas.csv")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert revenue("-C", below) == REVENUE
    monkeypatch.chdir(below)
    assert revenue() == REVENUE


def test_the_nearest_configuration_wins_and_a_foreign_project_is_passed_by(tmp_path):
    write(tmp_path / "carteira.toml", 'vendas = "todas.csv"')
    sales(tmp_path, *LINES, name="todas.csv")
    write(tmp_path / "a" / "pyproject.toml", '[tool.outra]\nx = "y"')
    assert revenue("-C", tmp_path / "a") == REVENUE
    write(tmp_path / "a" / "b" / "carteira.toml", 'vendas = "dela.csv"')
    sales(tmp_path / "a" / "b", "Z,2024-01-01,7", name="dela.csv")
    assert revenue("-C", tmp_path / "a" / "b") == 7.0


def test_names_are_looked_for_beside_the_configuration(tmp_path):
    write(tmp_path / "carteira.toml", "")
    sales(tmp_path / "dados", *LINES)
    (tmp_path / "a").mkdir()
    assert revenue("-C", tmp_path / "a") == REVENUE


def test_a_named_configuration_is_used_instead_of_the_one_found(tmp_path):
    write(tmp_path / "carteira.toml", 'vendas = "nada.csv"')
    write(tmp_path / "outra.toml", 'vendas = "todas.csv"')
    sales(tmp_path, *LINES, name="todas.csv")
    assert revenue("-C", tmp_path, "--config", "outra.toml") == REVENUE


@pytest.mark.slow
@pytest.mark.parametrize("ways", [["m*.csv"], ["m1.csv", "m2.csv"], ["m[12].csv"], ["m2.csv", "m1.csv"]])
def test_several_files_make_one_table(tmp_path, ways):
    sales(tmp_path, *LINES[:2], name="m1.csv")
    rows = [";".join(reversed(line.split(","))) for line in LINES[2:]]
    sales(tmp_path, *rows, header="valor;data;cliente", name="m2.csv")
    words = [word for way in ways for word in ("--vendas", way)]
    assert revenue("-C", tmp_path, *words) == REVENUE
    absolute = [word for way in ways for word in ("--vendas", tmp_path / way)]
    ran = carteira("ticket", *absolute, *Q1, "-f", "json")
    assert ran.values["receita"] == REVENUE
    source = ran.document["fontes"]["vendas"]
    assert source["linhas"] == 4
    assert "m1.csv" in source["arquivo"]
    assert "m2.csv" in source["arquivo"]


def test_a_csv_and_a_parquet_make_one_table_and_ids_stay_text(tmp_path):
    sales(tmp_path, "1,2024-01-01,20", "01,2024-01-01,20", name="m1.csv")
    frame = pl.DataFrame({"cliente": [1, 2], "data": ["2024-02-01"] * 2, "valor": [10, 20]})
    frame.write_parquet(tmp_path / "m2.parquet")
    ran = carteira("ticket", "-C", tmp_path, *Q1, "--vendas", "m1.csv", "--vendas", "m2.parquet", "-f", "json")
    assert (ran.values["receita"], ran.values["compradores"]) == (70.0, 3)


def test_integer_ids_of_two_sizes_are_the_same_customers(tmp_path):
    for number, kind in enumerate((pl.Int32, pl.Int64, pl.UInt8)):
        frame = pl.DataFrame({"cliente": [1, 2], "data": [f"2024-02-0{number + 1}"] * 2, "valor": [10, 20]})
        frame.cast({"cliente": kind}).write_parquet(tmp_path / f"m{number}.parquet")
    ran = carteira("ticket", "-C", tmp_path, *Q1, "--vendas", "m*.parquet", "-f", "json")
    assert (ran.values["receita"], ran.values["compradores"]) == (90.0, 2)


@pytest.mark.slow
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_separators_line_ends_and_marks_of_order_change_nothing(tmp_path, mark, end, start):
    for name in ("vendas", "clientes", "leads", "custos"):
        text = (WORKED / f"{name}.csv").read_text(encoding="utf-8").replace(",", mark)
        (tmp_path / f"{name}.csv").write_bytes((start + end.join(text.splitlines()) + end).encode())
    assert carteira("resumo", "-C", tmp_path, *Q1, "-f", "json").values == measured()


def test_a_separator_inside_quotes_does_not_count(tmp_path):
    sales(tmp_path, '"A, Ltda";"2024-01-02";10', header='"cliente";"data, hora";valor')
    write(tmp_path / "carteira.toml", '[colunas.vendas]\ndata = "data, hora"')
    assert revenue("-C", tmp_path) == 10.0


@pytest.mark.parametrize(
    "header", ["CLIENTE,Data,VALOR", " cliente , data,valor ", "Cliênte,DÁTA,Valôr", '"cliente","data","valor"']
)
def test_a_header_is_read_whatever_its_case_accents_and_blanks(tmp_path, header):
    assert revenue("-C", sales(tmp_path, *LINES, header=header)) == REVENUE


@pytest.mark.parametrize("header", ["lead,data,data_conversao", "Lead,Data,Data Conversão", "LEAD,DATA,data-conversao"])
def test_blanks_and_hyphens_stand_for_the_underscore(tmp_path, header):
    sales(tmp_path, "L1,2024-01-01,2024-01-05", "L2,2024-01-01,", header=header, name="leads.csv")
    ran = carteira("resumo", "-C", tmp_path, *Q1, "--hoje", "2024-03-31", "-f", "json")
    assert ran.values["convertidos"] == 1


def test_a_mapping_says_which_column_is_which_and_beats_the_name(tmp_path):
    rows = ("A,x,2024-01-01,20,1", "B,x,2024-02-01,30.50,1", "C,x,2024-03-31,0.01,1")
    sales(tmp_path, *rows, header="Código,cliente,Dt. Emissão,Total,valor")
    text = '[colunas.vendas]\ncliente = "Código"\ndata = "Dt. Emissão"\nvalor = "Total"'
    write(tmp_path / "carteira.toml", text)
    ran = carteira("ticket", "-C", tmp_path, *Q1, "-f", "json")
    assert (ran.values["receita"], ran.values["compradores"]) == (REVENUE, 3)


@pytest.mark.parametrize(
    ("mapping", "said", "advised"),
    [
        ('cliente = "Codigo"', '"Codigo"', '"Código"'),
        ('clinte = "Código"', '"clinte"', '"cliente"'),
        ('cliente = "Código"', '"data"', "[colunas.vendas]"),
    ],
)
def test_a_mapping_that_fits_nothing_is_an_error_with_the_nearest_name(tmp_path, mapping, said, advised):
    sales(tmp_path, "A,2024-01-01,20", header="Código,quando,valor")
    write(tmp_path / "carteira.toml", f"[colunas.vendas]\n{mapping}")
    message, hint = carteira("ticket", "-C", tmp_path, *Q1).error
    assert said in message
    assert advised in hint


def test_a_sale_that_came_back_does_not_count_and_the_return_does(tmp_path):
    rows = ("A,2024-01-02,20,ok", "A,2024-01-02,9,Devolvida", "A,2024-01-03,-5,DEVOLUÇÃO", "B,2024-01-03,-5,cancelado")
    sales(tmp_path, *rows, "B,2024-01-04,8,Não faturado", header="cliente,data,valor,status")
    assert revenue("-C", tmp_path) == 15.0


def test_words_that_void_a_line_may_be_given(tmp_path):
    rows = ("A,2024-01-01,20,ok", "A,2024-01-02,5,Perdído ", "A,2024-01-03,7,cancelado")
    sales(tmp_path, *rows, header="cliente,data,valor,status")
    assert revenue("-C", tmp_path) == 25.0
    write(tmp_path / "carteira.toml", 'cancelados = ["perdido"]')
    assert revenue("-C", tmp_path) == 27.0


def test_branches_of_one_company_may_be_one_customer(tmp_path):
    branches = ("11.222.333/0001-81", "11222333000262", "12.ABC.345/01DE-35", "12abc34501DE99", "123", "00123")
    folder = sales(tmp_path, *(f"{branch},2024-01-01,10" for branch in branches))
    count = {
        words: carteira("ticket", "-C", folder, *Q1, *words, "-f", "json").values["compradores"]
        for words in ((), ("--raiz-cnpj",))
    }
    assert count == {(): 6, ("--raiz-cnpj",): 4}


def test_the_starter_configuration_names_what_it_found_and_is_read_back(tmp_path):
    for name in ("vendas", "leads"):
        shutil.copy(WORKED / f"{name}.csv", tmp_path)
    before = carteira("churn", "-C", tmp_path, *Q1, "-f", "json").values
    assert carteira("iniciar", "-C", tmp_path).code == 0
    text = (tmp_path / "carteira.toml").read_text(encoding="utf-8")
    assert 'vendas = "vendas.csv"' in text
    assert "19 linhas" in text
    assert "# custos" in text
    assert carteira("churn", "-C", tmp_path, *Q1, "-f", "json").values == before
    ran = carteira("iniciar", "-C", tmp_path)
    assert (ran.code, "--forcar" in ran.error[1]) == (2, True)
    (tmp_path / "carteira.toml").write_text("lixo", encoding="utf-8")
    assert carteira("iniciar", "-C", tmp_path, "--forcar").code == 0
    assert (tmp_path / "carteira.toml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("text", "folded"), [("  Situação ", "situacao"), ("CANCELÀDO", "cancelado"), ("ß", "ss"), ("ﬁm", "fim"), ("", "")]
)
def test_names_are_compared_without_accents_case_and_blanks(text, folded):
    assert fold(text) == folded


@pytest.mark.slow
def test_the_share_of_rejected_lines_that_is_accepted_is_exact(tmp_path):
    sales(tmp_path, *["A,2024-01-01,1"] * 8, *["A,2024-01-01,x"] * 2)
    assert revenue("-C", tmp_path) == 8.0  # 20 % exactly is not more than 20 %
    for share, code in (("0.2", 0), ("20%", 0), ("19.9%", 2), ("0,19", 2), ("1", 0), ("0", 2)):
        ran = carteira("ticket", "-C", tmp_path, *Q1, "--max-rejeitadas", share)
        assert ran.code == code, share
