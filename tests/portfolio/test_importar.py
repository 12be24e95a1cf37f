"""`carteira importar`: what the portfolio holds, that every number out of it is the same, and when it is read."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from carteira_cli.portfolio.staging import _settled_status
from carteira_cli.sources.reading_rules import Rules
from tests.compared import assert_equal, flags_of, read, values_of
from tests.portfolios import TOLD_APART, files, frame, importar, lines, manifest, report, write
from tests.running import ANALYSES, Q1, ROOT, carteira, program
from tests.strategies import Case, cases, write_csv

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLES = ("vendas", "clientes", "leads", "custos")
SALES = "cliente,data,valor,venda,status"


def raw(folder: Path) -> list[str]:
    """Options that name the exports of a folder, so that no portfolio is read."""
    return [word for name in TABLES if (folder / f"{name}.csv").exists() for word in (f"--{name}", f"{name}.csv")]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, Path]]:
    """Of an example a copy as it is, and one that was imported, for all commands."""

    @cache
    def both(example: str) -> tuple[Path, Path]:
        place = tmp_path_factory.mktemp(example)
        plain, folder = (shutil.copytree(ROOT / "examples" / example, place / name / example) for name in "ab")
        importar(folder)
        return plain, folder

    return both


@pytest.mark.slow
@pytest.mark.parametrize(
    ("example", "command"), [*(("minima", command) for command in ANALYSES), ("distribuidora", "resumo")]
)
def test_the_examples_give_the_same_report(
    imported: Callable[[str], tuple[Path, Path]], example: str, command: str
) -> None:
    plain, folder = imported(example)
    before = report(plain, command, *Q1)
    ran = carteira(command, "-C", folder, "-f", "json", *Q1)
    assert {key: value for key, value in ran.document.items() if key not in TOLD_APART} == before
    assert report(folder, command, *Q1, *raw(folder)) == before
    assert ran.document["fontes"]["vendas"]["arquivo"] == "dados/vendas.parquet"
    assert "vendas: carteira importada de vendas.csv" in ran.document["notas"]


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_random_portfolios_give_the_numbers_of_the_definitions(
    case: Case, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if case.rules.prazo_dias == 0:
        return
    folder = tmp_path_factory.mktemp("carteira")
    write_csv(case.portfolio, folder)
    importar(folder)
    for path in folder.glob("*.csv"):
        path.unlink()
    found = read("resumo", flags_of(case.rules) | {"pasta": str(folder), "periodo": case.period.label})
    assert_equal(values_of(found), case.expected())


def test_the_columns_are_typed_and_all_are_there(tmp_path: Path) -> None:
    header = "Cliente;Data;VALOR;venda;Status;vendedor;produto;categoria;quantidade;custo;canal;observação"
    rows = (
        "00123;2024-01-31;10.50;V1;faturado; Ana ;Chá;Bebidas;2;4.255;loja;x",
        "123;2024-01-02;-3;;;;;;;;;y",
    )
    write(tmp_path / "vendas.csv", *rows, header=header)
    importar(tmp_path)
    found = frame(tmp_path)
    assert dict(found.schema) == {
        "cliente": pl.String,
        "data": pl.Date,
        "valor": pl.Decimal(18, 2),
        **dict.fromkeys(("venda", "status", "vendedor", "produto", "categoria", "quantidade"), pl.String),
        "custo": pl.Decimal(18, 2),
        "canal": pl.String,
        "extra.observacao": pl.String,
        "arquivo_numero": pl.UInt32,
    }
    assert found.rows() == [
        ("123", date(2024, 1, 2), Decimal("-3.00"), *[None] * 8, "y", 1),
        (
            "00123",
            date(2024, 1, 31),
            Decimal("10.50"),
            *["V1", "faturado", "Ana", "Chá", "Bebidas", "2"],
            Decimal("4.26"),
            "loja",
            "x",
            1,
        ),
    ]


def test_every_amount_is_exact_to_the_cent(tmp_path: Path) -> None:
    amounts = ["99999999999.99", "-99999999999.99", "0.01", "-0.01", "0.29", "1234567890.07", "4650815.005"]
    write(tmp_path / "vendas.csv", *(f"c,2024-01-01,{amount}" for amount in amounts), header="cliente,data,valor")
    importar(tmp_path)
    expected = sorted(Decimal(amount) for amount in (*amounts[:-1], "4650815.00"))
    assert sorted(frame(tmp_path)["valor"]) == expected


def test_the_manifest_says_what_came_from_where(tmp_path: Path) -> None:
    rows = ("ana,2024-01-02,10,V1,Cancelado", "bia,2024-02-30,5,V2,ok", "bia,2024-03-01,5.0051,V2,ok")
    path = write(tmp_path / "vendas.csv", *rows, *["ana,2024-01-05,1,,ok"] * 7, header="Código,data,valor,venda,status")
    (tmp_path / "carteira.toml").write_text('vendas = "vendas.csv"\n[colunas.vendas]\ncliente = "Código"\n')
    ran = importar(tmp_path)
    found = manifest(tmp_path)
    export = found["tabelas"]["vendas"]["fontes"][0]
    parquet = tmp_path / "dados" / "vendas.parquet"
    assert found["formato"] == 1
    assert found["tabelas"]["vendas"]["tamanho"] == parquet.stat().st_size
    assert (export["arquivo"], export["tamanho"]) == ("../vendas.csv", path.stat().st_size)
    assert export["modificado_ns"] == path.stat().st_mtime_ns
    assert export["colunas"] == {"cliente": "Código", "data": "data", "valor": "valor", "venda": "venda"} | {
        "status": "status"
    }
    counts = {key: export[key] for key in ("linhas", "validas", "canceladas", "rejeitadas", "arredondadas")}
    assert counts == {"linhas": 10, "validas": 8, "canceladas": 1, "rejeitadas": 1, "arredondadas": 1}
    assert (found["tabelas"]["vendas"]["linhas"], export["na_carteira"]) == (9, 9)
    assert (export["primeiro_dia"], export["ultimo_dia"]) == ("2024-01-02", "2024-03-01")
    assert ran.document["fontes"]["vendas"]["rejeitadas"] == 1
    assert 'linha 3: a data "2024-02-30" não existe' in ran.err
    assert report(tmp_path, "ticket", "-p", "2024-Q1")["indicadores"]["compradores"]["valor"] == 2


def test_the_parquet_documents_itself(tmp_path: Path) -> None:
    write(tmp_path / "custos.csv", "2024-01-02,5,loja", header="data,valor,canal")
    importar(tmp_path)
    found = pl.read_parquet_metadata(tmp_path / "dados" / "custos.parquet")
    assert found["carteira.tabela"] == "custos"
    assert json.loads(found["carteira.colunas"])["valor"] == {"titulo": "valor da linha em reais", "unidade": "reais"}
    assert json.loads(found["carteira.fontes"]) == [{"numero": 1, "arquivo": "../custos.csv"}]


@pytest.mark.slow
@pytest.mark.process
def test_the_bytes_depend_on_the_lines_alone(tmp_path: Path) -> None:
    text = (ROOT / "examples" / "distribuidora" / "vendas.csv").read_text(encoding="utf-8").splitlines()
    for name, body, threads in (("a", text[1:], "1"), ("b", text[:0:-1], "4"), ("c", text[1:], "2")):
        write(tmp_path / name / "vendas.csv", *body, header=text[0])
        os.utime(tmp_path / name / "vendas.csv", ns=(0, 0))
        folder = str(tmp_path / name)
        ran = program("importar", "-C", folder, "-q", POLARS_MAX_THREADS=threads, PYTHONPATH=str(ROOT))
        assert ran.code == 0, ran.err
    parquet = {(tmp_path / name / "dados" / "vendas.parquet").read_bytes() for name in "abc"}
    assert len(parquet) == 1
    a, c = (manifest(tmp_path / name) for name in "ac")
    times = [found["tabelas"]["vendas"].pop("modificado_ns") for found in (a, c)]  # of the Parquet: when it was written
    assert times[0] < times[1]
    assert a == c


@pytest.mark.slow
def test_days_are_sorted_across_what_is_sorted_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(ROOT / "examples" / "distribuidora", tmp_path / "d")
    importar(folder)
    whole = (folder / "dados" / "vendas.parquet").read_bytes()
    monkeypatch.setattr("carteira_cli.portfolio.writing.AT_ONCE", 100)
    importar(folder, "--refazer")
    assert (folder / "dados" / "vendas.parquet").read_bytes() == whole
    assert frame(folder)["data"].is_sorted()


def test_an_unreadable_cell_of_a_column_that_may_be_empty_costs_no_line(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", "ana,2024-01-02,1", header="cliente,data,valor")
    write(tmp_path / "clientes.csv", "ana,31/02/1980", "bia,", "caio,1990-01-01", header="cliente,nascimento")
    before = report(tmp_path, "ativos", "-p", "2024-01")
    ran = importar(tmp_path)
    assert lines(tmp_path, "cliente", "nascimento", table="clientes") == [
        ("ana", None),
        ("bia", None),
        ("caio", "1990-01-01"),
    ]
    assert "1 célula ilegível em nascimento, que ficou vazia; linha 2: a data" in ran.err
    assert manifest(tmp_path)["tabelas"]["clientes"]["fontes"][0]["celulas_ilegiveis"] == 1
    assert ran.document["fontes"]["clientes"]["rejeitadas"] == 0
    assert report(tmp_path, "ativos", "-p", "2024-01") == before


def test_too_many_rejected_lines_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", "ana,2024-01-02,1", "bia,ontem,1", header="cliente,data,valor")
    ran = carteira("importar", "-C", tmp_path)
    assert ran.code == 2
    assert "linha 3" in ran.error[0]
    assert "1 de 2 linhas rejeitadas" in ran.error[0]
    assert not list((tmp_path / "dados").glob("*.parquet"))
    assert carteira("importar", "-C", tmp_path, "--max-rejeitadas", "50%").code == 0


def test_words_that_void_stay_a_setting(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", "ana,2024-01-02,1,,Devolvido", "bia,2024-01-03,1,,ok", header=SALES)
    importar(tmp_path)
    assert frame(tmp_path)["status"].to_list() == ["Devolvido", "ok"]
    assert report(tmp_path, "ticket", "-p", "2024-01")["indicadores"]["receita"]["valor"] == 1
    (tmp_path / "carteira.toml").write_text('cancelados = ["sumiu"]\n')
    assert report(tmp_path, "ticket", "-p", "2024-01")["indicadores"]["receita"]["valor"] == 2


def test_what_something_else_voided_is_void_whatever_the_words_are(tmp_path: Path) -> None:
    given = pl.DataFrame(
        {
            "status": ["Não faturado", "cancelado", None, "ok", "cancelado"],
            "cancelada": [True, True, True, False, False],
        }
    )
    found, original = _settled_status(given.lazy(), ["status"], Rules(("cancelado",), own_words=True).status_words())
    assert original
    assert found.collect().rows() == [
        ("cancelada na importação", "Não faturado"),
        ("cancelado", None),
        ("cancelada na importação", None),
        ("ok", None),
        ("válida na importação", "cancelado"),
    ]
    statuses = found.collect()["status"].to_list()
    rows = [f"c{number},2024-01-0{number + 1},1,,{status}" for number, status in enumerate(statuses)]
    write(tmp_path / "vendas.csv", *rows, header=SALES)
    (tmp_path / "carteira.toml").write_text('cancelados = ["cancelado"]\n')
    assert report(tmp_path, "ticket", "-p", "2024-01")["indicadores"]["compradores"]["valor"] == 2


# --- when the portfolio is read ---------------------------------------------------------------------------


def revenue(folder: Path, *words: str) -> tuple[float, str]:
    """What January 2024 brought, and which file said so."""
    ran = carteira("ticket", "-C", folder, "-f", "json", "-q", "-p", "2024-01", *words)
    assert ran.code == 0, ran.err
    return ran.values["receita"], ran.document["fontes"]["vendas"]["arquivo"].removeprefix(str(folder) + os.sep)


def test_an_option_or_a_variable_reads_the_export_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "vendas.csv", "ana,2024-01-02,1", header="cliente,data,valor")
    importar(tmp_path)
    assert revenue(tmp_path) == (1, "dados/vendas.parquet")
    assert revenue(tmp_path, "--vendas", "vendas.csv") == (1, "vendas.csv")
    monkeypatch.setenv("CARTEIRA_VENDAS", "vendas.csv")
    assert revenue(tmp_path) == (1, "vendas.csv")


def test_a_configuration_that_names_what_was_imported_reads_the_portfolio(tmp_path: Path) -> None:
    write(tmp_path / "erp" / "v_1.csv", "ana,2024-01-02,1", header="Código,data,valor")
    config = tmp_path / "carteira.toml"
    config.write_text('vendas = "erp/v_*.csv"\ndestino = "limpo"\n[colunas.vendas]\ncliente = "Código"\n')
    importar(tmp_path)
    assert manifest_of(tmp_path / "limpo")["tabelas"]["vendas"]["curingas"] == ["../erp/v_*.csv"]
    assert revenue(tmp_path) == (1, "limpo/vendas.parquet")
    config.write_text('vendas = "erp/v_1.csv"\ndestino = "limpo"\n[colunas.vendas]\ncliente = "Código"\n')
    assert revenue(tmp_path) == (1, "limpo/vendas.parquet")
    write(tmp_path / "erp" / "outra.csv", "ana,2024-01-02,7", header="Código,data,valor")
    config.write_text('vendas = "erp/outra.csv"\ndestino = "limpo"\n[colunas.vendas]\ncliente = "Código"\n')
    assert revenue(tmp_path) == (7, "erp/outra.csv")


def manifest_of(folder: Path) -> dict[str, dict[str, dict[str, object]]]:
    found: dict[str, dict[str, dict[str, object]]] = json.loads((folder / "importacao.json").read_bytes())
    return found


def test_exports_may_stand_in_the_portfolio_folder(tmp_path: Path) -> None:
    write(tmp_path / "dados" / "vendas.csv", "ana,2024-01-02,1", header="cliente,data,valor")
    importar(tmp_path)
    assert manifest(tmp_path)["tabelas"]["vendas"]["fontes"][0]["arquivo"] == "vendas.csv"
    assert revenue(tmp_path) == (1, "dados/vendas.parquet")
    assert files(importar(tmp_path))[0]["situacao"] == "já importado"


def test_somebody_elses_file_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "dados").mkdir()
    own = pl.DataFrame({"cliente": ["ana"], "data": [date(2024, 1, 2)], "valor": [1]})
    own.write_parquet(tmp_path / "dados" / "vendas.parquet")
    before = (tmp_path / "dados" / "vendas.parquet").read_bytes()
    ran = carteira("importar", "-C", tmp_path)
    assert ran.code == 2
    assert "não foi gravado por carteira importar e seria perdido" in ran.error[0]
    assert (tmp_path / "dados" / "vendas.parquet").read_bytes() == before
    importar(tmp_path, "-o", tmp_path / "limpo")
    assert (tmp_path / "limpo" / "vendas.parquet").is_file()


def test_no_output_replaces_the_portfolio_or_its_exports(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", "ana,2024-01-02,1", header="cliente,data,valor")
    importar(tmp_path)
    ran = carteira("ticket", "-C", tmp_path, "-p", "2024-01", "-o", tmp_path / "vendas.csv")
    assert ran.code == 2
    assert "é um arquivo de entrada" in ran.error[0]


def test_typed_exports_with_whole_numbers_for_ids(tmp_path: Path) -> None:
    sales = {"cliente": [7, 7, 12], "data": [date(2024, 1, day) for day in (1, 2, 3)], "valor": [0.1, 0.2, 30.0]}
    pl.DataFrame(sales | {"venda": [1, 1, 2], "quantidade": [1.5, 2.0, 3.0]}).write_parquet(tmp_path / "v.parquet")
    before = report(tmp_path, "resumo", "-p", "2024-01", "--vendas", "v.parquet")
    importar(tmp_path, "--vendas", "v.parquet")
    assert report(tmp_path, "resumo", "-p", "2024-01") == before
    assert lines(tmp_path, "cliente", "valor", "venda", "quantidade")[1] == ("7", "0.20", "1", "2.0")


def test_nothing_to_import_is_told(tmp_path: Path) -> None:
    ran = carteira("importar", "-C", tmp_path)
    assert ran.code == 2
    assert "não há o que importar" in ran.error[0]


def test_a_file_of_no_lines_makes_a_table_of_none(tmp_path: Path) -> None:
    write(tmp_path / "vendas.csv", header=SALES)
    importar(tmp_path)
    assert frame(tmp_path).height == 0
    write(tmp_path / "mais.csv", "ana,2024-01-02,1,,ok", header=SALES)
    importar(tmp_path, "--vendas", "mais.csv")
    assert lines(tmp_path, "cliente", "valor") == [("ana", "1.00")]


@pytest.mark.parametrize("output", ["tabela", "csv", "svg"])
def test_every_format_tells_what_was_done(tmp_path: Path, output: str) -> None:
    write(tmp_path / "vendas.csv", "ana,2024-01-02,1,,ok", header=SALES)
    ran = carteira("importar", "-C", tmp_path, "-f", output)
    assert ran.code == 0
    assert "vendas.csv" in ran.out.replace("&#160;", " ")
