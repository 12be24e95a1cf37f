"""What a run loads, counted in modules: a start that slows down fails a test, and no clock can be trusted to see it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.running import Q1, ROOT, WORKED

pytestmark = pytest.mark.process

PROGRAM = """
import atexit, gc, json, os, sys
searched = []
gc.callbacks.append(lambda phase, _: searched.append(phase))
names = lambda: [*sys.modules, *(["gc.searched"] if searched else [])]
atexit.register(lambda: os.write(int(os.environ["TOLD"]), json.dumps(sorted(names())).encode()))
from carteira_cli.__main__ import run
searched.clear()
run()
"""
LIBRARIES = {
    "pyarrow",
    "numpy",
    "jinja2",
    "matplotlib",
    "xlsxwriter",
    "calamine",
    "python_calamine",
    "obstore",
    "openpyxl",
    "scipy",
    "holidays",
}
SCREEN_ONLY = LIBRARIES | {"polars", "narwhals", "pydantic", "pygments", "markdown_it"}
COMPLETE = {"COMP_WORDS": "carteira churn --", "COMP_CWORD": "2", "_CARTEIRA_COMPLETE": "complete_bash"}
OF_A_VALUE = COMPLETE | {"COMP_WORDS": "carteira churn --formato ", "COMP_CWORD": "3"}
OF_PERIODS = COMPLETE | {"COMP_WORDS": "carteira churn -p ", "COMP_CWORD": "3"}
OF_COLUMNS = COMPLETE | {"COMP_WORDS": f"carteira churn -C {WORKED} --por ", "COMP_CWORD": "5"}
OF_INDICATORS = COMPLETE | {"COMP_WORDS": "carteira indicadores ", "COMP_CWORD": "2"}
OF_FISH = {
    "_TYPER_COMPLETE_ARGS": "carteira ch",
    "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    "_CARTEIRA_COMPLETE": "complete_fish",
}
CHURN = ("churn", "-C", str(WORKED), *Q1)


def loaded(*words, **variables):
    """The modules that a process has when it ends."""
    reading, writing = os.pipe()
    command = [sys.executable, "-c", PROGRAM, *words]
    env = os.environ | variables | {"TOLD": str(writing)}
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, pass_fds=[writing]) as process:
        os.close(writing)
        with os.fdopen(reading, encoding="utf-8") as told:
            names = json.load(told)
        assert process.stdout.read()
    return names


def libraries(names):
    return {name.partition(".")[0] for name in names}


def own(names):
    return [name for name in names if name.partition(".")[0] == "carteira_cli"]


@pytest.mark.parametrize(
    ("words", "variables", "most"),
    [
        (["--ajuda"], {}, 97),
        (["churn", "--ajuda"], {}, 97),
        (["exemplo", "--ajuda-completa"], {}, 97),
        (["ajuda", "risco"], {}, 97),
        (["completar", "bash"], {}, 97),
        (["--versao"], {}, 44),
        ([], COMPLETE, 94),
        ([], OF_A_VALUE, 110),
        ([], OF_PERIODS, 111),
        ([], OF_COLUMNS, 116),
        ([], OF_INDICATORS, 96),
        ([], OF_FISH, 94),
    ],
    ids=[
        *("help", "help of churn", "full help", "ajuda", "completar", "version", "options", "value"),
        *("periods", "columns", "indicators", "fish"),
    ],
)
def test_help_and_completion_load_no_engine(words, variables, most):
    names = loaded(*words, **variables)
    assert libraries(names) & SCREEN_ONLY == set()
    assert len(own(names)) <= most


def test_an_analysis_loads_what_it_uses():
    names = loaded(*CHURN)
    assert {"polars", "narwhals"} <= libraries(names)
    assert libraries(names) & (SCREEN_ONLY - {"polars", "narwhals"}) == set()
    assert len(own(names)) <= 335
    assert "gc.searched" not in names  # a search for circles among all that was loaded is a tenth of a short run
    unused = (
        "condition",
        "analysis.signals",
        "kpis.significance",
        "signal.means",
        "signal.counts",
        "kpis.moments",
        "output",
        "chart",
        "json_keys",
        "cli.ptbr.contents",
        "cli.ptbr.sheet",
        "customers.filters",
        "prediction",
        "customers.activity",
        "customers.bands",
        "kpis.bands",
        "cli.handed_over",
        "studies.asking",
        "studies.run",
        "sources.proving.titles_told",
    )
    assert [name for name in unused if f"carteira_cli.{name}" in names] == []


@pytest.mark.parametrize("words", [("resumo",), ("ltv", "--metodo", "formula"), ("ltv", "--metodo", "historico")])
def test_what_predicts_nothing_loads_no_model(words):
    names = loaded(*words, "-C", str(WORKED), *Q1)
    assert libraries(names) & {"scipy", "numpy"} == set()
    assert [name for name in own(names) if name.startswith("carteira_cli.prediction")] == []
