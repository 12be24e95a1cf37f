"""What a folder of odd names is said to hold, in every command that lacks a table; nothing is used on a guess."""

from __future__ import annotations

import shutil

import pytest

from carteira_cli.commands import analyses
from carteira_cli.config.resolve import load
from carteira_cli.sources.glance.folder import glance
from carteira_cli.sources.glance.signs import is_other
from carteira_cli.sources.glance.told import options_of, typed
from tests.odd_files import STRANGE, TABLES, monthly, text_of
from tests.running import ROOT, carteira
from tests.workbooks import write_book

(EXPORT,) = (ROOT / "examples" / "exportacoes").iterdir()
WITHOUT_SALES = [
    ("resumo",),
    ("churn", "-f", "json"),
    ("risco",),
    ("vendedores",),
    ("cliente", "C01"),
    ("explicar", "churn"),
    ("validar",),
    ("importar",),
    ("estrela", "-o", "estrela"),
    ("base", "gravar"),
]


def seen(folder):
    return glance(load({"pasta": str(folder)}, environ={}, use_file=False))


def write(folder, kind, name):
    path = folder / name
    path.write_text(text_of(kind), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("words", WITHOUT_SALES, ids=lambda words: words[0])
def test_every_command_names_the_file_that_seems_to_be_the_sales(words, tmp_path):
    shutil.copy(EXPORT, tmp_path)
    ran = carteira(*words, "-C", tmp_path)
    message, hint = ran.error
    assert ran.code == 2
    assert "vendas" in message
    assert hint == (
        f"Relatório de Vendas (3).csv parece vendas (96 %): `carteira iniciar -C {tmp_path}` confirma e grava em "
        'carteira.toml, ou passe `--vendas "Relatório de Vendas (3).csv"`'
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == [EXPORT.name]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "words"),
    [("leads", ("conversao",)), ("assinaturas", ("renovacoes",)), ("clientes", ("validar",)), ("custos", ("validar",))],
)
def test_the_same_of_other_tables(table, words, tmp_path):
    write(tmp_path, TABLES[table], "export.txt")
    ran = carteira(*words, "-C", tmp_path)
    assert f"export.txt parece {table} (" in ran.error[1]
    assert f"`--{table} export.txt`" in ran.error[1]


def test_contracts_do_as_well_as_sales_in_a_summary(tmp_path):
    write(tmp_path, TABLES["assinaturas"], "export.txt")
    assert (
        carteira("resumo", "-C", tmp_path)
        .error[1]
        .startswith("export.txt parece assinaturas (97 %): `carteira iniciar")
    )


def test_a_file_of_a_known_system_that_lacks_a_column_is_said_to_lack_it(tmp_path):
    shutil.copy(ROOT / "tests" / "systems" / "bling_notas_fiscais.csv", tmp_path / "notas.csv")
    assert (
        carteira("resumo", "-C", tmp_path).error[1].startswith('notas.csv parece vendas, mas falta a coluna "cliente"')
    )


def test_what_a_hint_says_runs(tmp_path):
    shutil.copy(EXPORT, tmp_path)
    assert carteira("resumo", "-C", tmp_path, "--vendas", EXPORT.name).code == 0


def test_two_candidates_are_both_named_and_nobody_is_chosen(tmp_path):
    write(tmp_path, TABLES["vendas"], "b.csv")
    (tmp_path / "a.csv").write_text(text_of(TABLES["vendas"]).replace(",33", ",44"), encoding="utf-8")
    found = seen(tmp_path)
    assert (len(found.of("vendas")), found.chosen("vendas")) == (2, None)
    hint = carteira("resumo", "-C", tmp_path).error[1]
    assert "a.csv (" in hint
    assert "b.csv (" in hint
    assert "nenhum foi escolhido" in hint


def test_a_copy_is_no_second_candidate(tmp_path):
    write(tmp_path, TABLES["vendas"], "vendas (1).csv")
    write(tmp_path, TABLES["vendas"], "vendas (2).csv")
    assert seen(tmp_path).chosen("vendas") is not None


def test_the_months_of_one_export_are_one_table_by_one_wildcard(tmp_path):
    paths = monthly(tmp_path, range(1, 5))
    config = load({"pasta": str(tmp_path)}, environ={}, use_file=False)
    chosen = glance(config).chosen("vendas")
    assert chosen.paths == tuple(paths)
    assert options_of(chosen, config) == '--vendas "Vendas 2024-*.csv"'
    ran = carteira("ticket", "-C", tmp_path, "--vendas", "Vendas 2024-*.csv", "-p", "2024", "-f", "json")
    assert ran.values["pedidos"] == 12


def test_months_beside_another_file_that_the_wildcard_would_fit_are_named_one_by_one(tmp_path):
    monthly(tmp_path, range(1, 3))
    write(tmp_path, STRANGE["produtos"], "Vendas 2024-produtos.csv")
    config = load({"pasta": str(tmp_path)}, environ={}, use_file=False)
    chosen = glance(config).chosen("vendas")
    assert options_of(chosen, config).count("--vendas ") == 2


@pytest.mark.slow
def test_a_sheet_of_a_workbook_is_a_table_as_a_file_is(tmp_path):
    sheets = {
        name: [line.split(";") for line in text_of(TABLES[name]).splitlines()] for name in ("vendas", "clientes")
    } | {"Notas": [["leia"], ["isto"]]}
    write_book(tmp_path / "tudo.xlsx", {name.title(): rows for name, rows in sheets.items()})
    found = seen(tmp_path)
    assert {one.table for one in found.candidates if one.sure} == {"vendas", "clientes"}


def test_a_damaged_file_is_told_apart_and_documents_are_not_opened(tmp_path):
    write(tmp_path, TABLES["vendas"], "a.csv")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 cortado")
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04 cortado")
    (tmp_path / "d.pdf").write_bytes(b"%PDF")
    (tmp_path / ".e.csv").write_text(text_of(TABLES["vendas"]), encoding="utf-8")
    (tmp_path / "f.csv").touch()
    found = seen(tmp_path)
    assert [path.name for path, _ in found.unread] == ["b.xlsx", "c.zip"]
    assert (found.files, found.chosen("vendas").paths) == (3, (tmp_path / "a.csv",))


def test_files_that_bear_the_name_of_a_table_are_not_asked_twice(tmp_path):
    write(tmp_path, TABLES["vendas"], "vendas.csv")
    write(tmp_path, TABLES["leads"], "negócios.csv")
    assert [one.table for one in seen(tmp_path).candidates] == ["leads"]


def test_where_a_configuration_is_there_the_hint_says_what_to_write_in_it(tmp_path):
    shutil.copy(EXPORT, tmp_path)
    (tmp_path / "carteira.toml").write_text('inatividade = "60d"\n', encoding="utf-8")
    hint = carteira("resumo", "-C", tmp_path).error[1]
    assert 'escreva em carteira.toml vendas = "Relatório de Vendas (3).csv"' in hint


@pytest.mark.parametrize(
    ("name", "as_typed"),
    [("a-b.csv", "a-b.csv"), ("a b.csv", '"a b.csv"'), ("R$.csv", "'R$.csv'"), ('"a".csv', "'\"a\".csv'")],
)
def test_a_name_is_typed_so_that_a_shell_takes_it_whole(name, as_typed):
    assert typed(name) == as_typed


# --- what the program itself wrote there --------------------------------------------------------------------

DISTRIBUTOR, CONTRACTS = ROOT / "examples" / "distribuidora", ROOT / "examples" / "assinaturas"
TOLD = {"explicar": ("receita",), "cliente": ("C00115",), "novidades": ("--desde", "2024-11-30")}
AS_BOOKS = ("explicar", "novidades", "renovacoes")  # lists of customers, under titles and not keys
LISTS = {"risco": "abc-quedas", "ativos": "novos"}


@pytest.mark.slow
@pytest.mark.usefixtures("_readings_are_kept")
@pytest.mark.parametrize("name", analyses())
def test_what_an_analysis_wrote_is_taken_for_no_table(name, tmp_path):
    """Beside the exports it lies in the folder that is looked at next time, under whatever name."""
    data = CONTRACTS if name == "renovacoes" else DISTRIBUTOR
    words = (name, *TOLD.get(name, ()), "-C", data, "-p", "2024-12", "-q")
    suffixes = ("csv", "parquet", "xlsx") if name in AS_BOOKS else ("csv",)
    ran = carteira(*words, *(word for suffix in suffixes for word in ("-o", tmp_path / f"saida.{suffix}")))
    assert ran.code == 0, ran.err
    if name in LISTS:
        assert carteira(*words, "--listar", LISTS[name], "-o", tmp_path / "lista.csv").code == 0
    found = seen(tmp_path)
    assert [(one.table, one.paths) for one in found.candidates] == []
    assert found.files == len(list(tmp_path.iterdir()))


WRITTEN = {
    "renovacoes": "cliente,nome,vendedor,plano,inicio,fim,dias,valor_mensal\n"
    "C1,Ana,Bia,Ouro,2024-01-02,2025-01-02,9,10.0\n",
    "explicar": "Cliente,Nome,Vendedor,UF,Efeito\nC1,Ana,Bia,SP,10.0\nC2,Caio,Bia,RJ,-3.0\n",
    "quedas": "cliente,nome,vendedor,classe_antes,classe_depois,receita_antes,receita_depois\nC1,Ana,Bia,A,B,9.0,5.0\n",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_list_by_the_program_is_called_what_it_is(name, tmp_path):
    (tmp_path / "lista.csv").write_text(WRITTEN[name], encoding="utf-8")
    found = seen(tmp_path)
    assert found.candidates == ()
    [(_, nouns)] = found.strange
    assert "um resultado do próprio carteira" in nouns


def test_contracts_with_a_column_of_days_are_contracts(tmp_path):
    text = "cliente,nome,plano,inicio,fim,dias,valor_mensal\nC1,Ana,Ouro,2024-01-02,2025-01-02,9,10.0\n"
    (tmp_path / "lista.csv").write_text(text, encoding="utf-8")
    assert [one.table for one in seen(tmp_path).candidates] == ["assinaturas"]
    assert not any(map(is_other, text.split("\n", maxsplit=1)[0].split(",")))
