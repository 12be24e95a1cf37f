"""Bad input: exit 2, one `erro:` line, one `dica:` line, no traceback, nothing half-written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest

from carteira_cli.analysis import analysed
from carteira_cli.errors import OutputError
from tests.running import ANALYSES, Q1, ROOT, WORKED, carteira, program, sales

ENGLISH = re.compile(
    r"\b(the|is|not|found|file|line|column|invalid|missing|error|failed|cannot|unknown|expected|option|usage|try"
    r"|no such|directory|permission|denied|value)\b",
    re.IGNORECASE,
)
HEADER = "cliente,data,valor\n"
GOOD = "A,2024-01-02,10\n" * 9


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("vendas", "clientes"):
        shutil.copy(WORKED / f"{name}.csv", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


WORDS = {
    "a period of no kind": (["churn", "-p", "ontem"], ["ontem"], ["2024-Q1"]),
    "a fifth quarter": (["churn", "-p", "2024-Q5"], ["2024-Q5"], ["2024-Q1"]),
    "a period backwards": (["churn", "-p", "2024-03..2024-01"], ["2024-03..2024-01"], ["exemplos"]),
    "a period after the data": (["churn", "-p", "2025-Q1"], ["2025-Q1", "31/03/2024"], ["--hoje"]),
    "a comparison with nothing": (["churn", *Q1, "--comparar", "antes"], ["antes"], ['"anterior"']),
    "no such command": (["chrun"], ["chrun"], ["churn"]),
    "no such option": (["churn", "--perido", "2024"], ["--perido"], ["--periodo"]),
    "an option without its value": (["churn", "-p"], ["-p"], ["PERÍODO"]),
    "one word too many": (["churn", "vendas.csv"], ["vendas.csv"], ["churn --ajuda"]),
    "a file that is not there": (["churn", "--vendas", "venda.csv"], ["venda.csv"], ['"vendas.csv"']),
    "a wildcard that fits nothing": (["churn", "--vendas", "*.xyz"], ["*.xyz"], ["curinga"]),
    "a folder in the place of a file": (["churn", "--vendas", "."], ["pasta"], ["*.csv"]),
    "no such folder": (["churn", "-C", "nada"], ["nada"], ["-C"]),
    "no such format": (["churn", *Q1, "-f", "jason"], ["jason"], ['"json"']),
    "no such suffix": (["churn", *Q1, "-o", "x.doc"], ["x.doc"], [".json"]),
    "an unknown field in a name": (["churn", *Q1, "-o", "{perodo}.csv"], ["{perodo}.csv"], ['"periodo"']),
    "a brace without its pair": (["churn", *Q1, "-o", "{x.csv"], ["{x.csv"], ["{periodo}"]),
    "a window of nothing": (["churn", *Q1, "--inatividade", "0d"], ["0d"], ["90d"]),
    "a date that does not exist": (["churn", *Q1, "--hoje", "2024-02-30"], ["2024-02-30"], ["AAAA-MM-DD"]),
    "a margin over one": (["ltv", *Q1, "--margem", "1.5"], ["1.5"], ["35%"]),
    "a margin of words": (["ltv", *Q1, "--margem", "meia"], ["meia"], ["35%"]),
    "a margin from a missing column": (["ltv", *Q1, "--margem", "custo"], ['"custo"', "vendas.csv"], ["35%"]),
    "a rule that is none": (["churn", *Q1, "--devolucoes", "ignora"], ["ignora"], ['"ignorar"']),
    "a deadline in months": (["conversao", *Q1, "--prazo", "3m"], ["3m"], ["30d"]),
    "a share that is none": (["churn", *Q1, "--max-rejeitadas", "muitas"], ["muitas"], ["35%"]),
    "no such indicator": (["indicadores", "chrun"], ["chrun"], ['"churn"']),
    "an example without a folder": (["exemplo"], ["pasta"], ["-o"]),
    "an example in no format": (["exemplo", "-o", "x", "-f", "xls"], ["xls"], ["parquet"]),
    "an example that ends on no day": (["exemplo", "-o", "x", "--fim", "2024-02-30"], ["2024-02-30"], ["AAAA-MM-DD"]),
}


def test_a_period_that_is_spelled_otherwise_in_a_message_is_named_once(folder):
    assert carteira("churn", "-C", folder, "-p", "a\x01b").error[0] == 'o período "a\\x01b" não existe'


@pytest.mark.parametrize(("argv", "said", "advised"), WORDS.values(), ids=WORDS.keys())
def test_a_bad_word_is_named_with_a_way_out(folder, argv, said, advised):
    before = sorted(path.name for path in folder.iterdir())
    ran = carteira(*argv)
    message, hint = ran.error
    assert (ran.code, ran.out) == (2, "")
    assert all(part in message for part in said), message
    assert all(part in hint for part in advised), hint
    assert not ENGLISH.search(message), message
    assert not ENGLISH.search(hint), hint
    assert sorted(path.name for path in folder.iterdir()) == before


FILES = {
    "an empty file": (b"", ["vazio"], []),
    "a missing column, with the nearest name": (
        b"cliente,data,vlor\nA,2024-01-02,1\n",
        ['falta a coluna "valor"', '"vlor"'],
        ['valor = "vlor"'],
    ),
    "two columns for one": (b"cliente,data,valor,Valor\nA,2024-01-02,1,2\n", ['"valor", "Valor"'], ["colunas.vendas"]),
    "a column twice": (b"cliente,data,valor,valor\nA,2024-01-02,1,2\n", ['"valor", "valor#2"'], ["colunas.vendas"]),
    "money in words": ((HEADER + GOOD + "A,2024-01-03,dez\n" * 3).encode(), ["linha 11", '"dez"'], ['"valor"']),
    "an impossible date": ((HEADER + GOOD + "A,2024-02-31,1\n" * 3).encode(), ["linha 11", "2024-02-31"], ['"data"']),
    "a date that never was": ((HEADER + GOOD + "A,31/02/2024,1\n" * 3).encode(), ["31/02/2024"], ['"data"']),
    "two orders of day and month": (
        (HEADER + "A,31/01/2024,1\nA,01/31/2024,1\nA,02/03/2024,1\n").encode(),
        ['"data"', "dia/mês", "mês/dia"],
        ["--ordem-data"],
    ),
    "thousands or decimals": (
        (HEADER + "A,2024-01-31,1.234\nA,2024-02-01,5\n").encode(),
        ['"valor"', "1.234"],
        ["--decimal virgula", "--decimal ponto"],
    ),
    "a customer without a name": ((HEADER + GOOD + ",2024-01-31,1\n" * 3).encode(), ['"cliente"', "vazia"], []),
    "cells without a header": (
        (HEADER + GOOD + "A,2024-01-31,1,5,9\n" * 4).encode(),
        ["linha 11", "5 células", "3"],
        [],
    ),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3", ["PDF"], ["CSV"]),
    "a page": (b"<!doctype html><html><body>Entre com sua senha</body></html>", ["vendas.csv"], []),
    "JSON": (b'[{"cliente": "A"}]', ["JSON"], ["CSV"]),
    "nothing but zeros": (bytes(4096), ["vendas.csv"], []),
    "a truncated Parquet": (b"PAR1lixo", ["Parquet"], []),
}


@pytest.mark.slow
@pytest.mark.parametrize(("content", "said", "advised"), FILES.values(), ids=FILES.keys())
def test_a_bad_file_is_named_with_the_place(folder, content, said, advised):
    (folder / "vendas.csv").write_bytes(content)
    ran = carteira("churn", *Q1, "-o", "saida.json")
    message, hint = ran.error
    assert (ran.code, ran.out) == (2, "")
    assert "vendas.csv" in message
    assert all(part in message for part in said), message
    assert all(part in hint for part in advised), hint
    assert not ENGLISH.search(message + hint), message + hint
    assert sorted(path.name for path in folder.iterdir()) == ["clientes.csv", "vendas.csv"]


@pytest.mark.parametrize("command", ANALYSES)
def test_an_empty_folder_says_what_to_put_there(tmp_path, command):
    ran = carteira(command, "-C", tmp_path, *Q1)
    message, hint = ran.error
    assert ran.code == 2
    assert re.search(r"não há (vendas|leads|custos)\.csv", message)
    assert "colunas" in hint


def test_a_file_of_the_right_name_in_a_format_that_is_not_read_is_named(tmp_path):
    (tmp_path / "vendas.pdf").write_bytes(b"%PDF")
    message, hint = carteira("churn", "-C", tmp_path, *Q1).error
    assert "vendas.pdf" in message
    assert "vendas.csv" in hint


@pytest.mark.parametrize("place", ["nada/x.json", "vendas.csv/x.json"])
def test_an_output_that_can_not_be_written_leaves_nothing(folder, place):
    ran = carteira("churn", *Q1, "-o", place)
    assert (ran.code, ran.out) == (2, "")
    message, hint = ran.error
    assert place in message
    assert not ENGLISH.search(message + hint), message + hint
    assert sorted(path.name for path in folder.iterdir()) == ["clientes.csv", "vendas.csv"]


def test_a_failed_write_keeps_the_old_file_and_no_other(folder, monkeypatch):
    (folder / "x.json").write_text("velho", encoding="utf-8")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    ran = carteira("churn", *Q1, "-o", "x.json")
    assert ran.code == 2
    assert not ENGLISH.search(ran.error[0]), ran.error
    assert (folder / "x.json").read_text(encoding="utf-8") == "velho"
    assert sorted(path.name for path in folder.iterdir()) == ["clientes.csv", "vendas.csv", "x.json"]


def test_a_new_output_is_as_readable_as_any_new_file(folder):
    carteira("churn", *Q1, "-o", "x.json")
    (folder / "y").touch()
    assert (folder / "x.json").stat().st_mode == (folder / "y").stat().st_mode


@pytest.mark.parametrize("argv", [["-f", "json"], ["-fjson"], ["--formato", "json"], ["--formato=json"]])
@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (["-p", "ontem"], "uso"),
        (["--perido", "x"], "uso"),
        (["--vendas", "nada.csv"], "dados"),
        (["--config", "nada.toml"], "configuracao"),
        (["-o", "nada/x.csv"], "saida"),
    ],
)
def test_the_error_comes_in_the_envelope_too(folder, argv, bad, code):
    ran = carteira("churn", *argv, *bad, "-C", folder)
    message, hint = ran.error
    assert ran.code == 2
    document = {"codigo": code, "mensagem": message, "dica": hint}
    assert ran.document == {"esquema": 1, "comando": "churn", "erro": document}


def test_the_envelope_of_an_error_may_be_asked_for_by_variable(monkeypatch):
    monkeypatch.setenv("CARTEIRA_FORMATO", "json")
    assert carteira("churn", "-C", WORKED, "-p", "ontem").document["erro"]["codigo"] == "uso"
    assert carteira("churn", "-C", WORKED, "-p", "ontem", "-f", "csv").out == ""


def break_it(monkeypatch, error):
    def broken(*_args, **_more):
        raise error

    monkeypatch.setattr(analysed, "analyse", broken)


def test_an_internal_error_is_one_line_and_exit_3(folder, monkeypatch):
    break_it(monkeypatch, RuntimeError("uma\nfalha"))
    ran = carteira("churn", "-C", folder, *Q1)
    message, hint = ran.error
    assert (ran.code, ran.out) == (3, "")
    assert "RuntimeError: uma falha" in message
    assert "--depurar" in hint


@pytest.mark.parametrize("way", ["flag", "variable"])
def test_the_traceback_of_an_internal_error_comes_when_asked_for(folder, monkeypatch, way):
    break_it(monkeypatch, RuntimeError("falha"))
    if way == "variable":
        monkeypatch.setenv("CARTEIRA_DEPURAR", "1")
    ran = carteira("churn", "-C", folder, *Q1, *(["--depurar"] if way == "flag" else []))
    assert ran.code == 3
    assert "Traceback" in ran.err
    assert "erro: falha interna" in ran.err


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (OutputError("a\nb", "c"), 2)])
def test_an_interruption_and_an_error_of_ours_have_their_exit_codes(folder, monkeypatch, error, code):
    break_it(monkeypatch, error)
    ran = carteira("churn", "-C", folder, *Q1)
    assert ran.code == code
    assert "Traceback" not in ran.err


@pytest.mark.slow
@pytest.mark.process
def test_a_real_process_ends_with_the_code_and_the_two_lines(tmp_path):
    sales(tmp_path, "A,2024-01-02,10")
    ran = program("churn", "-p", "ontem", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "ontem" in ran.error[0]
    assert program("churn", "-p", "2024-01", cwd=tmp_path).code == 0


def test_a_list_of_tables_by_a_wrong_name_is_told_the_right_one(tmp_path):
    sales(tmp_path, "A,2024-03-31,1")
    (tmp_path / "carteira.toml").write_text('[[limite]]\nindicador = "churn"\n', encoding="utf-8")
    ran = carteira("verificar", "-C", tmp_path)
    assert ran.code == 2
    assert "[[limite]] não existe" in ran.err
    assert 'você quis dizer "limites"?' in ran.err


def test_an_internal_error_speaks_json_too(monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("x")

    monkeypatch.setattr("carteira_cli.cli.execute.report_of", broken)
    ran = carteira("churn", "-C", WORKED, *Q1, "-f", "json")
    assert ran.code == 3
    assert ran.document["erro"]["mensagem"].startswith("falha interna (ZeroDivisionError")


@pytest.mark.process
def test_help_into_a_full_disk_is_code_2():
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device
        command = [sys.executable, "-m", "carteira_cli", "churn", "--ajuda"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, cwd=ROOT)
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr
