"""What testers found by trying to break it; each must stay mended."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from carteira_cli.analysis.analysed import analyse
from carteira_cli.config.resolve import load
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.render import render
from tests.running import Q1, ROOT, WORKED, carteira, sales
from tests.screens import on_screen

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = (sys.executable, "-m", "carteira_cli")


def shell(line: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["/bin/bash", "-c", line], cwd=ROOT, capture_output=True, check=False)


@pytest.mark.parametrize("name", ["{periodo!x}.json", "{periodo!r}.json", "{periodo:>10q}.json"])
def test_a_placeholder_takes_no_conversion(tmp_path: Path, name: str) -> None:
    assert carteira("churn", "-C", WORKED, *Q1, "-o", tmp_path / name).code == 2


@pytest.mark.parametrize("text", ["[tool]\ncarteira = 3\n", "tool = 3\n"])
def test_a_pyproject_of_another_shape_is_no_configuration(tmp_path: Path, text: str) -> None:
    sales(tmp_path, "A,2024-01-02,1", "A,2024-03-31,1")
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert carteira("churn", "-C", tmp_path, *Q1).code == 0


def test_an_unknown_zone_is_refused_whatever_the_file() -> None:
    assert "Marte/Base" in carteira("churn", "-C", WORKED, "--fuso", "Marte/Base").error[0]


@pytest.mark.parametrize("words", [("--hoje", "0001-01-01"), ("-p", "0001", "--comparar", "anterior")])
def test_years_that_no_file_has_are_refused(words: tuple[str, ...]) -> None:
    assert carteira("ticket", "-C", WORKED, *words).code == 2


@pytest.mark.parametrize("cell", [float("nan"), 1.5, 1e19])
def test_a_float_that_is_no_whole_number_is_no_customer(tmp_path: Path, cell: float) -> None:
    frame = pl.DataFrame({"cliente": [cell, 1.0], "data": ["2024-01-02"] * 2, "valor": [1, 1]})
    frame.write_parquet(tmp_path / "vendas.parquet")
    ran = carteira("ticket", "-C", tmp_path, "-p", "2024-01-01..2024-01-02", "-f", "json", "--max-rejeitadas", "1")
    assert (ran.document["fontes"]["vendas"]["rejeitadas"], ran.values["compradores"]) == (1, 1)


def test_a_column_of_nothing_is_as_good_as_absent(tmp_path: Path) -> None:
    frame = pl.DataFrame({"lead": ["A"], "data": ["2024-01-31"], "data_conversao": [None]})
    frame.write_parquet(tmp_path / "leads.parquet")
    assert carteira("conversao", "-C", tmp_path, "-p", "2024-01").code == 0


def test_large_amounts_of_two_decimals_are_not_called_rounded(tmp_path: Path) -> None:
    sales(tmp_path, "A,2024-01-02,306474455.59", "A,2024-03-31,99999999999.99")
    assert carteira("ticket", "-C", tmp_path, *Q1, "-f", "json").document["avisos"] == []


def test_several_outputs_come_together_or_not_at_all(tmp_path: Path) -> None:
    ran = carteira("churn", "-C", WORKED, *Q1, "-o", tmp_path / "ok.json", "-o", tmp_path / "nada" / "b.json")
    assert (ran.code, list(tmp_path.iterdir())) == (2, [])


def test_no_output_replaces_an_input(tmp_path: Path) -> None:
    sales(tmp_path, "A,2024-01-02,1", "A,2024-03-31,1")
    (tmp_path / "carteira.toml").write_text('inatividade = "30d"\n', encoding="utf-8")
    before = (tmp_path / "vendas.csv").read_bytes()
    ran = carteira("churn", "-C", tmp_path, *Q1, "-o", tmp_path / "vendas.csv")
    assert (ran.code, (tmp_path / "vendas.csv").read_bytes()) == (2, before)
    assert "entrada" in ran.error[0]


def test_a_file_named_twice_counts_once(tmp_path: Path) -> None:
    sales(tmp_path, "A,2024-01-02,10", "A,2024-03-31,20")
    words = ("--vendas", "vend*.csv", "--vendas", tmp_path / "vendas.csv", "--vendas", "vendas.csv")
    assert carteira("ticket", "-C", tmp_path, *words, *Q1, "-f", "json").values["receita"] == 30.0


def test_the_zone_counts_for_text_as_for_typed_times(tmp_path: Path) -> None:
    moments = [datetime(2024, 1, 31, 23, 30, tzinfo=UTC), datetime(2024, 2, 1, 1, 30, tzinfo=UTC)]
    valor = {"cliente": ["A", "A"], "valor": [1, 2]}
    pl.DataFrame({**valor, "data": moments}).write_parquet(tmp_path / "typed.parquet")
    texts = ["2024-01-31T23:30:00Z", "2024-01-31 22:30:00,5 -03:00"]
    pl.DataFrame({**valor, "data": texts}).write_parquet(tmp_path / "text.parquet")
    pl.DataFrame({**valor, "data": texts}).write_csv(tmp_path / "text.csv")
    words = ("-p", "2024-01", "--fuso", "America/Sao_Paulo", "--hoje", "2024-02-29", "-f", "json")
    for name in ("typed.parquet", "text.parquet", "text.csv"):
        assert carteira("ticket", "-C", tmp_path, "--vendas", name, *words).values["receita"] == 3.0, name


def test_times_in_utc_are_told(tmp_path: Path) -> None:
    frame = pl.DataFrame({"cliente": ["A"], "valor": [1], "data": [datetime(2024, 1, 31, 23, 30, tzinfo=UTC)]})
    frame.write_parquet(tmp_path / "vendas.parquet")
    told = carteira("ticket", "-C", tmp_path, "-p", "2024-01", "-f", "json").document["notas"]
    assert any("UTC" in note and "--fuso" in note for note in told)


def test_a_margin_from_costs_follows_the_rule_of_returns(tmp_path: Path) -> None:
    (tmp_path / "vendas.csv").write_text(
        "cliente,data,valor,custo\nA,2023-12-01,100,50\nA,2024-01-05,100,60\nA,2024-01-06,-50,-30\nC,2024-01-31,10,\n",
        encoding="utf-8",
    )
    words = ("ltv", "-C", tmp_path, "-p", "2024-01", "--margem", "custo", "-f", "json")
    net, gross = carteira(*words), carteira(*words, "--devolucoes", "ignorar")
    assert (net.document["regras"]["margem"], gross.document["regras"]["margem"]) == (0.4, 0.4)
    assert any("R$ 50,00 de R$ 60,00" in note for note in net.document["notas"])
    assert any("R$ 100,00 de R$ 110,00" in note for note in gross.document["notas"])


@pytest.mark.parametrize(
    "line", ['A,2024-01-01,1,TV 32" LED', 'A,2024-01-01,1,"TV 32" LED"', 'A,2024-01-01,1,"sem fim']
)
def test_a_stray_quote_costs_no_line(tmp_path: Path, line: str) -> None:
    lines = ["B,2024-01-31,2,q", line, "C,2024-01-20,4,z"]
    (tmp_path / "vendas.csv").write_text("\n".join(["cliente,data,valor,produto", *lines, ""]), encoding="utf-8")
    ran = carteira("ticket", "-C", tmp_path, "-p", "2024-01", "-f", "json")
    assert (ran.code, ran.values["receita"], ran.values["compradores"]) == (0, 7, 3)


@pytest.mark.slow
@pytest.mark.process
def test_a_pipe_is_read_as_a_source() -> None:
    ran = shell(f"timeout 20 {' '.join(PROGRAM)} churn -f json -p 2024-Q1 --vendas <(cat {WORKED}/vendas.csv)")
    plain = carteira("churn", "-f", "json", *Q1, "--vendas", WORKED / "vendas.csv")
    assert json.loads(ran.stdout)["indicadores"] == plain.document["indicadores"]


def test_a_lone_byte_order_mark_is_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "vendas.csv").write_bytes(b"\xef\xbb\xbf")
    assert "vazio" in carteira("ticket", "-C", tmp_path, *Q1).error[0]


@pytest.mark.slow
@pytest.mark.process
def test_a_full_disk_behind_stdout_is_an_error_of_output() -> None:
    ran = shell(f"{' '.join(PROGRAM)} churn -C {WORKED} -p 2024-Q1 > /dev/full")
    assert (ran.returncode, ran.stderr.count(b"erro:"), b"cheio" in ran.stderr) == (2, 1, True)


def test_short_flags_together_still_ask_for_json(tmp_path: Path) -> None:
    assert carteira("churn", "-qf", "json", "-C", tmp_path, *Q1).document["erro"]["codigo"] == "dados"


@pytest.mark.slow
@pytest.mark.process
def test_a_reader_of_errors_who_left_does_not_change_the_exit_code() -> None:
    line = f"{' '.join(PROGRAM)} churn -p x -f json -C {WORKED} 2>&1 | true; exit ${{PIPESTATUS[0]}}"
    assert shell(line).returncode == 2


@pytest.mark.parametrize(("word", "code"), [("talvez", 2), ("off", 0), ("sim", 0)])
def test_a_switch_in_a_variable_is_yes_or_no(monkeypatch, word: str, code: int) -> None:
    monkeypatch.setenv("CARTEIRA_QUIETO", word)
    assert carteira("churn", "-C", WORKED, *Q1).code == code


def test_a_value_of_the_file_that_means_nothing_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "carteira.toml").write_text('\ninatividade = "x"\n', encoding="utf-8")
    assert "linha 2" in carteira("churn", "-C", tmp_path).error[0]


def test_control_characters_in_data_do_not_reach_the_terminal(tmp_path: Path) -> None:
    name = "e\x1b[31m.csv"
    (tmp_path / name).write_text("cliente,data,valor\nA,2024-01-31,\x1b[2J\nA,2024-01-31,2\n", encoding="utf-8")
    ran = carteira("ticket", "-C", tmp_path, "--vendas", name, "-p", "2024-01", "--max-rejeitadas", "1")
    assert ran.code == 0
    assert "\x1b" not in ran.out + ran.err


def test_an_example_of_another_format_does_not_spoil_a_folder(tmp_path: Path) -> None:
    assert carteira("exemplo", "--minima", "-q", "-o", tmp_path).code == 0
    words = ("exemplo", "--forcar", "--clientes", "3", "--vendas", "30", "-f", "parquet", "-o", tmp_path)
    assert carteira(*words).code == 2
    assert carteira("resumo", "-C", tmp_path, *Q1).code == 0


@pytest.mark.slow
@pytest.mark.process
def test_sigterm_ends_a_long_run_at_once(tmp_path: Path) -> None:
    days = pl.date_range(date(2020, 1, 1), date(2023, 12, 31), eager=True)
    count = pl.int_range(6_000_000, eager=True)
    frame = pl.DataFrame({"cliente": count % 3_000_000, "valor": count % 97 + 1, "venda": count.cast(pl.String)})
    frame = frame.with_columns(data=days.gather(count % len(days)))
    frame.write_parquet(tmp_path / "vendas.parquet")
    with subprocess.Popen([*PROGRAM, "resumo", "-C", str(tmp_path), "-q"], cwd=ROOT, stdout=subprocess.PIPE) as run:
        time.sleep(1.5)
        run.send_signal(signal.SIGTERM)
        run.communicate(timeout=60)
    assert run.returncode in {143, 0}  # 0: it was done already
    assert [path.name for path in tmp_path.iterdir()] == ["vendas.parquet"]


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 60, 80, 100, 110, 130])
@pytest.mark.parametrize("command", ["churn-receita", "ticket", "ltv", "resumo"])
def test_nothing_is_cut_at_any_width(tmp_path: Path, command: str, width: int) -> None:
    rows = (f"Cliente{n},2023-1{n}-01,{10**n}123456.78" for n in range(3))
    sales(tmp_path, *rows, "Novo,2024-02-01,9876543210.01", "Novo,2024-03-31,9876543210.99")
    config = load({"pasta": str(tmp_path), "periodo": "2024-Q1", "comparar": "anterior"}, environ={})
    report = analyse(command, config)
    text = on_screen(report, width)
    assert "…" not in text
    assert all(reading.title.split()[0] in text for reading in report.readings)
    assert "…" not in render(report, "svg").decode()


@pytest.mark.parametrize("key", list(catalogue()))
def test_a_formula_names_all_that_it_is_made_of(key: str) -> None:
    item = catalogue()[key]
    if item.frame is None:
        assert all(need in item.formula for need in item.needs if need in catalogue())
    else:
        assert item.formula
