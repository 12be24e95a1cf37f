"""What a shell is offered, asked in this process: commands, options, and values that the data have, unread."""

from __future__ import annotations

import json
import shutil

import polars as pl
import pytest
from typer import _completion_classes

from carteira_cli.cli.app import program
from carteira_cli.cli.glimpse import KEPT, glimpse_of
from carteira_cli.cli.offered import UNEXPLAINED, indicators
from carteira_cli.commands import commands
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.period import parse_period
from carteira_cli.studies.explicar.accounts import explained
from tests.running import WORKED, carteira, sales

HEADER = "Pedido;Data;Cliente;Valor;Forma de pagamento;Estado"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A portfolio in the folder that the shell stands in, and a cache of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CI", raising=False)
    return sales(tmp_path, "1;15/03/2023;A;10,00;pix;SP", "2;20/05/2024;B;20,00;boleto;RJ", header=HEADER)


def offered(*words):
    """What bash is offered for the last word."""
    shell = _completion_classes.BashComplete(program(), {}, "carteira", "_CARTEIRA_COMPLETE")
    *args, incomplete = words
    return [one.value for one in shell.get_completions([*args], incomplete)]


def test_commands_and_options_are_offered():
    assert offered("") == [*commands()]
    assert offered("chu") == ["churn", "churn-receita"]
    assert "--periodo" in offered("churn", "--per")


@pytest.mark.usefixtures("folder")
def test_periods_are_those_of_the_data_before_anything_was_run():
    found = offered("churn", "-p", "")
    assert found[:3] == ["2024-05", "2024-04", "2024-03"]
    assert {"2023-03", "2024-Q2", "2023", "ultimo-mes"} <= {*found}
    assert not {"2023-02", "2024-06", "2022"} & {*found}
    assert offered("churn", "--periodo", "ma") == ["mai/2024", "mar/2024"]
    assert offered("churn", "--comparar", "ano-an") == ["ano-anterior"]
    assert all(parse_period(one, 20_000) for one in found)


@pytest.mark.usefixtures("folder")
def test_columns_are_those_of_the_files_by_the_names_that_are_typed():
    found = offered("churn", "--por", "")
    assert {"forma_de_pagamento", "coorte", "classe_abc"} <= {*found}
    assert not {"cliente", "valor", "data", "pedido", "cidade", "nome", "documento"} & {*found}
    assert offered("churn", "--por", "coorte,fo") == ["coorte,forma_de_pagamento"]
    assert offered("churn", "--onde", "fo") == ["forma_de_pagamento="]


def test_a_run_keeps_what_no_look_could_show(folder):
    (folder / "vendas.csv").unlink()
    days = ["2021-07-05", "2022-02-16"]
    frame = pl.DataFrame({"cliente": ["A", "B"], "data": days, "valor": [1, 2], "Rota": ["x", "y"]})
    frame.with_columns(pl.col("data").str.to_date()).write_parquet(folder / "vendas.parquet")
    assert offered("churn", "-p", "202") == []
    assert carteira("churn", "-p", "2022-02").code == 0
    assert offered("churn", "-p", "2022-0") == ["2022-02", "2022-01"]
    assert "2021-07" in offered("churn", "-p", "2021")
    assert offered("churn", "--por", "ro") == ["rota"]
    assert carteira("cache", "limpar").code == 0
    assert offered("churn", "-p", "202") == []


def test_what_one_run_saw_of_one_table_stays_when_another_sees_another(folder):
    sales(folder, "A;Ana;SP", header="cliente;nome;Praça", name="clientes.csv")
    assert carteira("churn", "-p", "2024", "--por", "praca").code == 0
    assert carteira("churn", "-p", "2024").code == 0
    assert offered("churn", "--por", "pr") == ["praca"]


@pytest.mark.parametrize("words", [["--sem-identificadores"], ["--sem-cache"]])
def test_a_run_that_may_leave_nothing_keeps_nothing(folder, words):
    assert carteira("churn", "-p", "2024", *words).code == 0
    assert not (folder / "cache" / "carteira" / KEPT).exists()


def test_what_is_kept_holds_no_customer(folder):
    assert carteira("churn", "-p", "2024").code == 0
    (kept,) = (folder / "cache" / "carteira" / KEPT).iterdir()
    assert json.loads(kept.read_text(encoding="utf-8")) == {
        "meses": ["2023-03", "2024-05"],
        "colunas": {"vendas": ["cliente", "data", "valor", "forma_de_pagamento", "estado"]},
    }
    kept.write_bytes(b"\xff{")
    assert glimpse_of({}).months == ("2023-03", "2024-05")  # by a look


def test_the_folder_and_the_files_of_the_line_are_looked_at(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(WORKED / "vendas.csv", tmp_path / "outras.csv")
    assert offered("churn", "-p", "2024-03") == []
    assert offered("churn", "--vendas", "outras.csv", "-p", "2024-03") == ["2024-03"]
    assert offered("churn", "-C", str(WORKED), "-p", "2024-03") == ["2024-03"]
    assert offered("churn", "-C", "nada", "-p", "ultimo-m") == ["ultimo-mes"]
    (tmp_path / "carteira.toml").write_text("periodo = 3\n", encoding="utf-8")
    assert offered("churn", "-p", "ultimo-m") == ["ultimo-mes"]


def test_every_word_of_a_command_is_offered():
    assert offered("indicadores", "churn_receita") == ["churn_receita", "churn_receita_percentual"]
    assert {*indicators()} == {*catalogue()}
    assert {*offered("explicar", "")} == {*explained()}
    assert {*explained()} | UNEXPLAINED == {*catalogue()}
    assert offered("base", "") == ["gravar", "comparar"]
    assert offered("cache", "") == ["limpar"]
    assert offered("esquema", "") == ["resultado", "base", "manifesto", "recibo"]
    assert offered("completar", "f") == ["fish"]
    assert offered("ajuda", "ris") == ["risco"]
    assert offered("rfm", "--listar", "camp") == ["campeoes"]
    assert offered("churn", "--tabela", "ind") == ["indicadores"]
    assert offered("churn", "-f", "js") == ["json", "jsonl"]
    assert offered("inspecionar", "x.csv", "--tabela", "ven") == ["vendas"]
    assert offered("churn", "--serie", "m") == ["mes"]
    assert offered("churn", "-o", "") == []  # files are the shell's
