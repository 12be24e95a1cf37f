"""`carteira` alone: a screen that any terminal has, whatever the folder; and options that stand before a command."""

from __future__ import annotations

import os
import pty
import re
import shlex
import shutil
import subprocess
import sys

import pytest

from carteira_cli.cli.bare_words import arranged, command_of
from carteira_cli.quality.first_screen import HEIGHT, QUESTIONS, WIDTH
from tests.odd_files import STRANGE, TABLES, monthly, text_of
from tests.running import ROOT, WORKED, carteira, sales

EXAMPLE = ROOT / "examples" / "distribuidora"
(EXPORT,) = (ROOT / "examples" / "exportacoes").iterdir()
ASKING = """\
O que você quer saber?
  Como vai a carteira?            carteira resumo
  Quem está indo embora?          carteira risco
  Quem eu perdi?                  carteira churn --listar perdidos
  Quem sustenta a receita?        carteira pareto
  Como vão os vendedores?         carteira vendedores
  Por que mudou?                  carteira explicar churn
"""


def screen(folder, monkeypatch, *words):
    monkeypatch.chdir(folder)
    ran = carteira(*words)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert len(lines) <= HEIGHT
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == "Todos os comandos: carteira --ajuda"
    return ran.out


def commands_of(out):
    """The command lines of the questions."""
    return [line.rpartition("  ")[2] for line in out.splitlines() if re.match(r"  \S.*  carteira ", line)]


def test_with_data_it_says_what_is_there_how_the_month_was_and_what_to_ask(monkeypatch):
    out = screen(EXAMPLE, monkeypatch)
    assert out.startswith(
        "Esta pasta: vendas.csv, 11.703 linhas, jan/2023 a dez/2024; 376 clientes;\n"
        "clientes, leads, custos, títulos, avaliações, contatos, campanhas e etapas\n"
        "também.\n\n"
        "Dezembro: 209 ativos (+3), R$ 359 mil por mês (+7,3 %),\n"
        "churn 5,8 % (12 clientes).\n\n" + ASKING
    )
    assert len(commands_of(out)) == len(QUESTIONS) == 7


def test_its_numbers_are_those_of_the_summary(monkeypatch):
    out = screen(WORKED, monkeypatch)
    values = carteira("resumo", "-C", WORKED, "-f", "json").values
    assert f": {values['clientes_fim']} ativos" in out
    assert f"({values['perdidos']} cliente)" in out
    assert values["receita_mensal_fim"] == pytest.approx(5500 / 3)
    assert "R$ 1,83 mil por mês (-8,3 %)" in out


@pytest.mark.slow
@pytest.mark.parametrize("example", ["distribuidora", "minima", "assinaturas"])
def test_each_question_leads_to_an_answer(example, monkeypatch, tmp_path):
    shutil.copytree(ROOT / "examples" / example, tmp_path, dirs_exist_ok=True)
    for line in commands_of(screen(tmp_path, monkeypatch)):
        ran = carteira(*shlex.split(line)[1:])
        assert ran.code == 0, (line, ran.err)


def test_another_folder_and_other_options_are_to_be_repeated(monkeypatch):
    out = screen(ROOT, monkeypatch, "-C", "examples/distribuidora", "--inatividade", "60d")
    assert out.startswith("Pasta examples/distribuidora: vendas.csv, ")
    assert "\nEm cada um, também: -C examples/distribuidora --inatividade 60d\n" in out


def test_a_file_with_an_odd_name_is_named_with_what_it_seems_to_be(monkeypatch, tmp_path):
    shutil.copy(EXPORT, tmp_path)
    for name in ("produtos", "extrato"):
        (tmp_path / f"{name}.csv").write_text(text_of(STRANGE[name]), encoding="utf-8")
    assert screen(tmp_path, monkeypatch).startswith(
        "Encontrei 3 arquivos; este parece:\n"
        "  Relatório de Vendas (3).csv = vendas (96 %)\n"
        "`carteira iniciar` confirma e grava.\n\n"
        "Depois, o que você quer saber?\n"
    )


def test_the_same_file_named_by_an_option_is_read(monkeypatch, tmp_path):
    shutil.copy(EXPORT, tmp_path)
    out = screen(tmp_path, monkeypatch, "--vendas", EXPORT.name)
    assert out.startswith("Esta pasta: Relatório de Vendas (3).csv, 18 linhas, mai/2023 a mar/2024;\n8 clientes.\n")
    assert 'Em cada um, também: --vendas "Relatório de Vendas (3).csv"' in out


def test_other_files_are_told_until_somebody_has_written_down_which_are_used(monkeypatch, tmp_path):
    sales(tmp_path, "A,2024-01-10,10", "A,2024-02-20,10", "B,2024-03-31,5")
    (tmp_path / "anúncios.txt").write_text(text_of(TABLES["custos"]), encoding="utf-8")
    told = "Há mais: anúncios.txt parece custos (97 %); `carteira iniciar` confirma e grava.\n"
    assert told in screen(tmp_path, monkeypatch)
    (tmp_path / "carteira.toml").write_text("", encoding="utf-8")
    assert "anúncios" not in screen(tmp_path, monkeypatch)


def test_of_two_candidates_none_is_taken(monkeypatch, tmp_path):
    for name, cents in (("a", "33"), ("b", "44")):
        (tmp_path / f"{name}.csv").write_text(text_of(TABLES["vendas"]).replace(",33", f",{cents}"), encoding="utf-8")
    out = screen(tmp_path, monkeypatch)
    assert "  a.csv = vendas (" in out
    assert "  b.csv = vendas (" in out
    assert "Há mais de um de vendas: diga qual, como em `carteira --vendas a.csv`." in out


def test_an_empty_folder_takes_three_lines(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    ran = carteira()
    assert (ran.code, ran.err) == (0, "")
    first, example, others = ran.out.splitlines()
    assert first == "Não há dados nesta pasta."
    assert "carteira exemplo" in example
    assert "-C PASTA" in others
    assert "--vendas ARQUIVO" in others


def test_a_damaged_file_is_named_and_the_questions_stay(monkeypatch, tmp_path):
    sales(tmp_path, "A,2024-01-10,10", "A,2024-02-20,10", "B,2024-03-31,5")
    (tmp_path / "clientes.xlsx").write_bytes(b"PK\x03\x04 cortado")
    out = screen(tmp_path, monkeypatch)
    assert "Com problema: clientes.xlsx" in out
    assert ASKING in out
    assert "ativos" in out
    (tmp_path / "vendas.csv").write_bytes(b"\x00" * 5_000)
    out = screen(tmp_path, monkeypatch)
    assert out.startswith("Esta pasta: vendas.csv; clientes.xlsx.\n")
    assert "Com problema: vendas.csv" in out
    assert ASKING in out


def test_a_damaged_file_of_an_odd_name_is_named_too(monkeypatch, tmp_path):
    (tmp_path / "export.xlsx").write_bytes(b"PK\x03\x04 cortado")
    out = screen(tmp_path, monkeypatch)
    assert "\nCom problema: export.xlsx está cortado ou corrompido: não é um ZIP inteiro\n" in out
    assert "export.xlsx está cortado" in carteira("resumo").error[1]


def test_two_files_of_one_name_are_told(monkeypatch, tmp_path):
    sales(tmp_path, "A,2024-01-10,10")
    sales(tmp_path, "A,2024-01-10,10", name="vendas.txt")
    out = screen(tmp_path, monkeypatch)
    assert "há mais de um arquivo de vendas" in out
    assert ASKING in out


def test_a_period_is_named_where_the_last_complete_month_has_no_data(monkeypatch, tmp_path):
    sales(tmp_path, "A,2024-03-10,10", "B,2024-03-20,10")
    out = screen(tmp_path, monkeypatch)
    lines = commands_of(out)
    assert all(line.endswith(" -p 2024-03") for line in lines)
    assert carteira(*shlex.split(lines[0])[1:]).code == 0


def test_a_year_is_said_where_the_data_go_on_into_another(monkeypatch, tmp_path):
    sales(tmp_path, "A,2024-11-10,10", "A,2024-12-10,10", "B,2025-01-20,10")
    assert "\nDezembro de 2024: " in screen(tmp_path, monkeypatch)


def test_a_file_that_is_named_and_not_there_is_an_error(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert carteira("--vendas", "nada.csv").code == 2
    assert carteira("-C", "nada").code == 2
    assert carteira("-C", WORKED, "-p", "2031").code == 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a\x1b[31mb\n.csv", "x" * 200 + ".csv", "=SOMA(A1) \u202e.csv", "🧾 vendas.csv"])
def test_no_name_breaks_the_screen(name, monkeypatch, tmp_path):
    (tmp_path / name).write_text(text_of(TABLES["vendas"]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for words in ((), ("--vendas", name)):
        ran = carteira(*words)
        assert (ran.code, ran.err) == (0, "")
        assert not re.search(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", ran.out)
        lines = ran.out.splitlines()
        assert len(lines) <= HEIGHT
        assert all(len(line) <= WIDTH for line in lines)


@pytest.mark.slow
def test_many_files_fit_the_screen(monkeypatch, tmp_path):
    for table, kind in TABLES.items():
        for number in range(3):
            (tmp_path / f"{table[::-1]} {number}.csv").write_text(f"{text_of(kind, 20 + number)}", encoding="utf-8")
    monthly(tmp_path, range(1, 13))
    screen(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ([], ["painel"]),
        (["-C", "x"], ["painel", "-C", "x"]),
        (["-Cx", "resumo", "-q"], ["resumo", "-Cx", "-q"]),
        (["-C", "resumo", "churn", "-p", "2024"], ["churn", "-C", "resumo", "-p", "2024"]),
        (["--vendas=a b.csv", "--vendas", "c.csv"], ["painel", "--vendas=a b.csv", "--vendas", "c.csv"]),
        (["-q", "ticket"], ["ticket", "-q"]),
        (["--sem-identificadores", "ticket"], ["ticket", "--sem-identificadores"]),
        (["churn", "-C", "x"], ["churn", "-C", "x"]),
        (["--ajuda"], ["--ajuda"]),
        (["-C", "x", "--ajuda"], ["--ajuda"]),
        (["--versao"], ["--versao"]),
        (["--onda", "3", "churn"], ["--onda", "3", "churn"]),
    ],
)
def test_options_before_a_command_go_behind_it(typed, same):
    assert arranged(typed) == same


def test_a_command_is_named_as_such_wherever_it_stands():
    assert command_of(["-C", "resumo", "churn"]) == "churn"
    ran = carteira("-C", "nada", "churn", "-f", "json")
    assert ran.document["comando"] == "churn"


def test_a_command_with_options_before_it_is_the_command_with_them_behind():
    assert carteira("-C", WORKED, "churn", "-f", "json") == carteira("churn", "-C", WORKED, "-f", "json")
    assert carteira("--onde", "uf=SP", "cache").error[0] == "a opção --onde não existe em carteira cache"


def test_an_option_that_does_not_exist_is_refused_by_its_name():
    assert carteira("--onda").error[0] == "a opção --onda não existe"


@pytest.mark.slow
@pytest.mark.process
def test_a_terminal_shows_the_same_words(monkeypatch):
    ours, theirs = pty.openpty()
    env = os.environ | {"COLUMNS": "80", "LINES": "24", "TERM": "xterm"}
    command = [sys.executable, "-m", "carteira_cli", "-C", str(WORKED)]
    with subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, env=env) as process:
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(ours, 4096):
                shown += block
        except OSError:  # nobody has the other end any more
            pass
        assert process.wait() == 0
    os.close(ours)
    assert b"\x1b[1m" in shown
    monkeypatch.chdir(ROOT)
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown.decode()).replace("\r\n", "\n")
    assert plain == carteira("-C", WORKED).out


@pytest.mark.slow
@pytest.mark.process
def test_no_study_is_computed():
    loaded = (
        "import sys; from carteira_cli.cli.main import main; main([]);"
        "print([name for name in sys.modules if name.startswith('carteira_cli.studies.') "
        "and name.endswith(('study', 'formulas'))], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", loaded], cwd=WORKED, capture_output=True, check=True, encoding="utf-8")
    assert done.stderr.strip() == "[]"


def test_of_many_files_those_beyond_the_sixth_are_named_by_their_table(tmp_path, monkeypatch):
    for number, path in enumerate(sorted(EXAMPLE.glob("*.csv"))):
        (tmp_path / f"exp{number}.csv").write_bytes(path.read_bytes())
    out = screen(tmp_path, monkeypatch)
    told = [line for line in out.splitlines() if re.match(r"  (?:exp\d\.csv = |e mais )", line)]
    assert len(told) == 7
    found = {word for line in told for word in re.findall(r"= (\w+)|(?:mais |, )(\w+)", line) for word in word if word}
    assert found == {path.stem for path in EXAMPLE.glob("*.csv")}


def test_rules_of_activity_look_at_the_register_and_are_no_fault(tmp_path, monkeypatch):
    for name in ("vendas.csv", "clientes.csv"):
        (tmp_path / name).write_bytes((WORKED / name).read_bytes())
    rule = '[[regra_atividade]]\nonde = "uf=SP"\npedidos_min = 2\n'
    (tmp_path / "carteira.toml").write_text(rule, encoding="utf-8")
    out = screen(tmp_path, monkeypatch)
    assert "Com problema" not in out
    told = carteira("churn", "-p", "ultimo-mes", "-f", "json", "-q").document
    active = told["indicadores"]["clientes_fim"]["valor"]
    assert re.search(rf"\b{active} ativos?\b", out)
