"""What a pipe gets: data and nothing else, uncut and without colour; and what help must not load."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import pytest

from tests.running import ANALYSES, Q1, ROOT, WORKED, carteira, program, sales

pytestmark = pytest.mark.process

HEAVY = ("polars", "narwhals", "pyarrow", "numpy", "xlsxwriter", "matplotlib", "jinja2")
LOADED = """
import sys
from carteira_cli.cli.main import main
code = main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules} & set(HEAVY)), file=sys.stderr)
sys.exit(code)
""".replace("HEAVY", repr(HEAVY))


@pytest.mark.slow
@pytest.mark.parametrize("argv", [["--help"], ["churn", "--help"], ["--versao"], ["exemplo", "--ajuda"]])
def test_help_loads_nothing_heavy(argv):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *argv], cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
    )
    assert done.stdout
    assert done.stderr.split() == []


@pytest.mark.slow
def test_the_watch_on_heavy_libraries_sees_them():
    argv = [sys.executable, "-c", LOADED, "churn", "-C", str(WORKED), *Q1]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    assert {"polars", "narwhals"} <= set(done.stderr.split())


@pytest.fixture(scope="module")
def piped():
    return program("resumo", "-C", WORKED, *Q1)


@pytest.mark.slow
@pytest.mark.parametrize("variables", [{"COLUMNS": "40"}, {"FORCE_COLOR": "1", "GITHUB_ACTIONS": "true"}])
def test_a_pipe_gets_no_colour_and_nothing_is_cut(piped, variables):
    assert (piped.code, piped.err) == (0, "")
    assert "\x1b" not in piped.out
    assert "…" not in piped.out
    assert program("resumo", "-C", WORKED, *Q1, **variables) == piped


@pytest.mark.slow
def test_a_long_path_is_not_cut_either(tmp_path):
    folder = sales(tmp_path / ("pasta-" * 30) / ("funda-" * 30), "A,2024-01-02,9999999999.99", "A,2023-12-02,1")
    typed = (folder / "vendas.csv").relative_to(tmp_path)
    ran = program("resumo", "--vendas", typed, *Q1, "--completo", cwd=tmp_path, PYTHONPATH=str(ROOT))
    assert ran.code == 0
    assert str(typed) in ran.out
    assert "R$ 9.999.999.999,99" in ran.out
    assert "…" not in ran.out + ran.err


def test_stdout_is_the_result_and_warnings_go_to_stderr(tmp_path):
    folder = sales(tmp_path, "A,2024-01-02,10", "A,2024-02-03,10", "B,ontem,1", "B,2024-02-28,1", "C,2024-02-01,1")
    ran = carteira("churn", "-C", folder, *Q1, "-f", "json")
    warned = [line for line in ran.err.splitlines() if line.startswith("aviso: ")]
    assert ran.code == 0
    assert len(warned) == len(ran.err.splitlines()) == len(json.loads(ran.out)["avisos"]) > 1
    assert carteira("churn", "-C", folder, *Q1, "-f", "json", "--quieto").err == ""


@pytest.mark.slow
@pytest.mark.parametrize("command", [*ANALYSES, "indicadores", "config"])
def test_every_command_writes_csv_that_a_reader_can_split(command):
    where = ["-C", str(WORKED), *Q1] if command != "indicadores" else []
    header, *rows = csv.reader(io.StringIO(carteira(command, *where, "-f", "csv").out))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(header)}


def test_a_reader_that_leaves_early_is_no_error():
    command = [sys.executable, "-m", "carteira_cli", "indicadores", "-f", "csv"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
    assert said == b""
    assert process.returncode in {0, 141}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PYTHONIOENCODING", "ascii"),
        ("PYTHONIOENCODING", "cp850"),
        ("COLUMNS", "9" * 30),
        ("COLUMNS", "-1"),
        ("POLARS_ENGINE_AFFINITY", "lixo"),
    ],
)
@pytest.mark.parametrize("words", [("churn", "--help"), ("churn", *Q1, "-C", str(WORKED), "-f", "csv")])
def test_variables_of_the_shell_that_mean_nothing_change_nothing(name, value, words):
    ran = subprocess.run(
        [sys.executable, "-m", "carteira_cli", *words], env=os.environ | {name: value}, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout
