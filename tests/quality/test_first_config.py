"""`carteira iniciar`: what it shows, what it writes, what it asks, and that a summary runs afterwards."""

from __future__ import annotations

import gzip
import json
import os
import pty
import shutil
import subprocess
import sys
import tomllib

import pytest

from carteira_cli.cli import starting
from tests.odd_files import STRANGE, TABLES, monthly, text_of
from tests.running import ROOT, carteira, program
from tests.workbooks import write_book

EXPORTS = sorted((ROOT / "examples" / "exportacoes").iterdir())
SYSTEMS = [
    path.with_suffix(".csv")
    for path in sorted((ROOT / "tests" / "systems").glob("*.json"))
    if "erro" not in (told := json.loads(path.read_text(encoding="utf-8"))) and told["tabela"] == "vendas"
]
BY_CELLS = "Emitida em;Quem;Total pago;Obs\n" + "".join(
    f"{1 + n % 28:02}/0{1 + n % 3}/2024;Loja {n % 9};{n},33;ok\n" for n in range(1, 41)
)


def books(folder):
    rows = {name: [line.split(";") for line in text_of(TABLES[name]).splitlines()] for name in ("vendas", "clientes")}
    write_book(folder / "Exportação.xlsx", {"Notas": [["leia isto"]], **rows})


def named(name, content):
    return lambda folder: (folder / name).write_bytes(content)


def everything(folder):
    for table, kind in TABLES.items():
        (folder / f"{table[::-1]}.txt").write_text(text_of(kind), encoding="utf-8")
    for name, kind in STRANGE.items():
        (folder / f"{name}.csv").write_text(text_of(kind), encoding="utf-8")


SALES = text_of(TABLES["vendas"]).encode()
FOLDERS = {
    **{path.name: lambda folder, path=path: shutil.copy(path, folder) for path in EXPORTS},
    "months": lambda folder: monthly(folder, range(1, 7)),
    "packed": named("backup.gz", gzip.compress(SALES)),
    "utf-16": named("vendas 2024.dat", SALES.decode().replace(";", "\t").encode("utf-16")),
    "quoted name": named('a "b" \\c.csv', SALES),
    "workbook": books,
    "contracts alone": named("contratos.csv", text_of(TABLES["assinaturas"]).encode()),
    "leads alone": named("funil.csv", text_of(TABLES["leads"]).encode()),
    "everything": everything,
}


def start(folder, *words):
    return carteira("iniciar", "-C", folder, *words)


def written(folder):
    return tomllib.loads((folder / "carteira.toml").read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", FOLDERS)
def test_a_summary_runs_after_it(name, tmp_path):
    FOLDERS[name](tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    ran = start(tmp_path)
    assert (ran.code, ran.err) == (0, f"{tmp_path}/carteira.toml gravado; agora: carteira resumo -C {tmp_path}\n")
    assert max(map(len, ran.out.splitlines())) < 80
    assert carteira("resumo", "-C", tmp_path).code == 0
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


@pytest.mark.slow
@pytest.mark.parametrize("export", SYSTEMS[::4], ids=lambda path: path.stem)
def test_a_summary_runs_after_it_over_the_export_of_each_system(export, tmp_path):
    shutil.copy(export, tmp_path / "export (2).csv")
    assert start(tmp_path).code == 0
    assert carteira("resumo", "-C", tmp_path).code == 0


def test_it_shows_what_it_understood(tmp_path):
    shutil.copy(EXPORTS[0], tmp_path)
    (tmp_path / "produtos.csv").write_text(text_of(STRANGE["produtos"]), encoding="utf-8")
    assert start(tmp_path).out == (
        "Relatório de Vendas (3).csv → vendas (96 %)\n"
        "  19 linhas, de 10/05/2023 a 31/03/2024\n"
        "  leitura: Windows-1252; cabeçalho na linha 5; vírgula decimal; datas dia/mês\n"
        '  colunas: "Cód. Cliente" → cliente, "Dt. Emissão" → data, "Valor Total (R$)" →\n'
        '    valor, "Nº do Pedido" → venda, "Situação" → status, "Vendedor" → vendedor\n'
        '  sem uso: "Nome do Cliente"\n\n'
        "Inatividade: há só 6 intervalos entre compras, menos que os 30 que uma sugestão\n"
        "  exige: vale o padrão, 90 dias\n\n"
        "Não parece nenhuma tabela: produtos.csv (uma lista de produtos ou de estoque)\n"
    )


def test_it_writes_comments_and_only_what_is_not_found_without(tmp_path):
    shutil.copy(EXPORTS[0], tmp_path)
    assert start(tmp_path, "-q").out == ""
    assert written(tmp_path) == {
        "vendas": EXPORTS[0].name, "inatividade": "90d", "margem": 1.0, "devolucoes": "abater"
    }  # fmt: skip
    text = (tmp_path / "carteira.toml").read_text(encoding="utf-8")
    for line in ('# cliente = "Cód. Cliente"', "# [[limites]]", '# decimal = "virgula"', "# clientes = "):
        assert line in text
    live = text.replace("# [", "[").replace('# indicador = "nrr"', 'indicador = "nrr"').replace("# erro", "erro")
    live = live.replace('# indicador = "churn"', 'indicador = "churn"')
    assert tomllib.loads(live)["limites"][0]["erro"] == "> 8%"  # the limits, without their #
    (tmp_path / "carteira.toml").write_text(live, encoding="utf-8")
    assert carteira("verificar", "-C", tmp_path, "-p", "2024-Q1").code in {0, 1}


@pytest.mark.slow
def test_the_window_that_the_cycle_suggests_is_a_comment(tmp_path):
    shutil.copy(ROOT / "examples" / "distribuidora" / "vendas.csv", tmp_path / "exportação.csv")
    assert start(tmp_path).code == 0
    suggested = carteira("ciclo", "-C", tmp_path, "-f", "json").document["regras"].get("inatividade")
    assert suggested == "90d"
    assert '# inatividade = "' in (tmp_path / "carteira.toml").read_text(encoding="utf-8")
    assert "Inatividade: 90 % das recompras" in start(tmp_path, "--forcar").out


@pytest.mark.slow
def test_columns_that_only_cells_give_away_are_written_once_somebody_agrees(tmp_path):
    (tmp_path / "lançamentos.csv").write_text(BY_CELLS, encoding="utf-8")
    ran = start(tmp_path)
    assert ran.code == 2
    assert '"Quem"' in ran.error[0]
    assert "--sim" in ran.error[1]
    assert not (tmp_path / "carteira.toml").exists()
    assert start(tmp_path, "--sim").code == 0
    assert written(tmp_path)["colunas"] == {"vendas": {"cliente": "Quem"}}
    assert carteira("resumo", "-C", tmp_path).code == 0


@pytest.mark.slow
def test_columns_of_a_file_that_is_named_are_found_by_cells_too(tmp_path):
    (tmp_path / "vendas.csv").write_text(BY_CELLS, encoding="utf-8")
    assert start(tmp_path).code == 2
    assert start(tmp_path, "--sim").code == 0
    assert carteira("resumo", "-C", tmp_path).code == 0


def test_of_two_files_not_even_a_yes_chooses_one(tmp_path):
    (tmp_path / "a.csv").write_bytes(SALES)
    (tmp_path / "b.csv").write_bytes(SALES.replace(b",33", b",44"))
    for words in ((), ("--sim",)):
        ran = start(tmp_path, *words)
        assert (ran.code, ran.out) == (2, "")
        assert "a.csv" in ran.error[0]
        assert "b.csv" in ran.error[0]
        assert "--vendas a.csv" in ran.error[1]
    assert start(tmp_path, "--vendas", "b.csv").code == 0
    assert written(tmp_path)["vendas"] == "b.csv"


def test_two_files_of_a_table_that_a_summary_can_do_without_are_left_out_once_somebody_agrees(tmp_path):
    (tmp_path / "vendas.csv").write_bytes(SALES)
    for name, first in (("a", 1), ("b", 2)):
        (tmp_path / f"{name}.csv").write_text(text_of(TABLES["custos"], 20 + first), encoding="utf-8")
    ran = start(tmp_path)
    assert ran.code == 2
    assert "2 arquivos parecem custos, e nenhum foi escolhido: a.csv" in ran.error[0]
    assert start(tmp_path, "--sim").code == 0
    assert "custos" not in written(tmp_path)


def test_where_no_month_is_complete_the_period_that_has_data_is_written(tmp_path):
    rows = "".join(f"C{n % 3};{n:02}/03/2024;{n},50\n" for n in range(5, 20))
    (tmp_path / "export.csv").write_text(f"cliente;data;valor\n{rows}", encoding="utf-8")
    assert "Período: 2024-03, enquanto não há um mês completo\n" in start(tmp_path).out
    assert written(tmp_path)["periodo"] == "2024-03"
    assert carteira("resumo", "-C", tmp_path).code == 0


def test_a_wildcard_that_somebody_gives_is_written_as_it_was_given(tmp_path):
    monthly(tmp_path, range(1, 4))
    assert start(tmp_path, "--vendas", "Vendas*.csv").code == 0
    assert written(tmp_path)["vendas"] == "Vendas*.csv"


@pytest.mark.slow
def test_of_two_doubtful_files_not_even_a_yes_chooses_one(tmp_path):
    (tmp_path / "a.csv").write_text(BY_CELLS, encoding="utf-8")
    (tmp_path / "b.csv").write_text(BY_CELLS.replace("Quem", "Nós"), encoding="utf-8")
    ran = start(tmp_path, "--sim")
    assert ran.error[0].startswith("2 arquivos talvez sejam vendas, e nada foi gravado: a.csv (79 %), b.csv (79 %)")
    assert start(tmp_path, "--sim", "--vendas", "b.csv").code == 0
    assert carteira("resumo", "-C", tmp_path).code == 0


@pytest.mark.parametrize("table", ["clientes", "metas"])
def test_what_makes_no_summary_makes_no_configuration(table, tmp_path):
    (tmp_path / "x.csv").write_text(text_of(TABLES[table]), encoding="utf-8")
    ran = start(tmp_path, "--sim")
    assert ran.code == 2
    assert table in " ".join(ran.error)
    assert not (tmp_path / "carteira.toml").exists()


def test_a_configuration_that_is_there_is_kept_beside_the_new_one(tmp_path):
    shutil.copy(EXPORTS[0], tmp_path)
    mine, target = b'inatividade = "45d"\n', tmp_path / "carteira.toml"
    target.write_bytes(mine)
    assert start(tmp_path).error[0].endswith("já existe")
    assert target.read_bytes() == mine
    ran = start(tmp_path, "--forcar")
    assert ran.err == (
        f"{target} gravado; o de antes está em carteira.toml.antigo; agora: carteira resumo -C {tmp_path}\n"
    )
    assert (tmp_path / "carteira.toml.antigo").read_bytes() == mine
    assert start(tmp_path, "--forcar").code == 0  # the same again: there is nothing to keep
    target.write_bytes(b"outro = 1\n")
    assert start(tmp_path, "--forcar").code == 0
    assert (tmp_path / "carteira.toml.antigo1").read_bytes() == b"outro = 1\n"
    assert len([*tmp_path.iterdir()]) == 4


def test_a_hostile_name_is_a_comment_and_a_text_and_no_line_of_its_own(tmp_path):
    (tmp_path / "a\nmargem = 7\x1b[31m.csv").write_text(text_of(TABLES["vendas"]), encoding="utf-8")
    (tmp_path / "b\nmargem = 8.csv").write_text(BY_CELLS, encoding="utf-8")
    ran = start(tmp_path)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert written(tmp_path)["margem"] == 1.0
    assert carteira("resumo", "-C", tmp_path).code == 0


@pytest.mark.parametrize(
    ("typed", "agreed", "asked"),
    [
        ("", False, 1),  # the end of the input
        ("\n", True, 1),
        ("s\n", True, 1),
        ("SIM\n", True, 1),
        ("n\n", False, 1),
        ("Não\n", False, 1),
        ("talvez\nsim\n", True, 2),
        ("x\nx\nx\ns\n", False, 3),
    ],
)
def test_an_answer_is_portuguese_and_its_absence_a_no(typed, agreed, asked, monkeypatch, tmp_path, capsys):
    path = tmp_path / "teclado"
    path.write_text(typed, encoding="utf-8")
    with path.open(encoding="utf-8") as keyboard:
        monkeypatch.setattr(sys, "stdin", keyboard)
        assert starting._asked("Gravar? [S/n] ") is agreed  # noqa: SLF001 - the question alone
    assert capsys.readouterr().err.count("Gravar? [S/n] ") == asked


def on_a_terminal(folder, typed, *words):
    """Run `iniciar` on a terminal of its own, with something typed; its exit code and what was on the screen."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "carteira_cli", "iniciar", "-C", str(folder), *words]
    with subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ) as process:
        os.close(theirs)
        os.write(ours, typed)
        screen = b""
        while True:
            try:
                block = os.read(ours, 4096)
            except OSError:  # nobody has the other end any more
                break
            if not block:
                break
            screen += block
        code = process.wait()
    os.close(ours)
    return code, screen.decode()


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize(("typed", "agreed"), [(b"\n", True), (b"sim\n", True), (b"n\n", False), (b"\x04", False)])
def test_on_a_terminal_it_asks(typed, agreed, tmp_path):
    shutil.copy(EXPORTS[0], tmp_path)
    code, screen = on_a_terminal(tmp_path, typed)
    assert code == 0
    assert "Gravar carteira.toml? [S/n] " in screen
    assert (tmp_path / "carteira.toml").exists() is agreed
    assert ("nada foi gravado" in screen) is not agreed


@pytest.mark.process
def test_what_it_shows_needs_no_letter_of_the_screen_s_own(tmp_path):
    shutil.copy(EXPORTS[0], tmp_path)
    ran = program("iniciar", "-C", tmp_path, PYTHONIOENCODING="ascii")
    assert ran.code == 0
    assert "→ vendas" in ran.out


@pytest.mark.slow
@pytest.mark.process
def test_on_a_terminal_a_doubt_is_shown_and_a_yes_said_before_is_not_asked_for(tmp_path):
    (tmp_path / "lançamentos.csv").write_text(BY_CELLS, encoding="utf-8")
    code, screen = on_a_terminal(tmp_path, b"s\n")
    assert code == 0
    assert "Confira: lançamentos.csv talvez seja vendas" in screen
    assert written(tmp_path)["colunas"] == {"vendas": {"cliente": "Quem"}}
    code, screen = on_a_terminal(tmp_path, b"", "--sim", "--forcar")
    assert (code, "[S/n]" in screen) == (0, False)
