"""What a record promises is so: its examples run, and its tables, pictures and lists are those that are made."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from carteira_cli.api import report_of
from carteira_cli.commands import CommandKind, analyses, commands, families
from carteira_cli.config.resolve import load
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.lists import lists
from carteira_cli.studies.rfm.segments import segments_of
from tests.running import ROOT, carteira

SALES, CONTRACTS = ROOT / "examples" / "distribuidora", ROOT / "examples" / "assinaturas"
FUNNEL = ROOT / "tests" / "worked_examples" / "funil"
LIMITS = """
[[limites]]
indicador = "churn"
erro = "> 90%"

[[exportar]]
nome = "resumo-do-mes"
comando = "resumo"
saida = ["resumo-{periodo}.csv"]
"""
INDICATORS = [name for name, one in analyses().items() if one.kind is CommandKind.INDICATORS]
STUDIES = [name for name, one in analyses().items() if one.kind is CommandKind.STUDY]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The example of a distributor, its carteira.toml with a limit and a job."""
    found = tmp_path_factory.mktemp("promessas")
    for path in SALES.iterdir():
        shutil.copy(path, found)
    with (found / "carteira.toml").open("a", encoding="utf-8") as file:
        file.write(LIMITS)
    return found


def of_contracts(line: str) -> bool:
    return "assinaturas" in commands()[line.split(maxsplit=1)[0]].needed


def writes_nothing(words):
    return words[0] in analyses() and commands()[words[0]].format == "tabela" and not {"-o", "--saida"} & {*words}


LINES = [line for one in commands().values() for line in one.examples]
READING = [line for line in LINES if writes_nothing(line.split())]


@pytest.mark.slow
@pytest.mark.usefixtures("_readings_are_kept")
@pytest.mark.parametrize("line", READING)
def test_an_example_of_the_help_that_writes_nothing_runs(line, folder, monkeypatch):
    data = CONTRACTS if of_contracts(line) else folder
    there = {path.name: path.stat().st_mtime_ns for path in data.iterdir()}
    monkeypatch.chdir(data)
    ran = carteira(*shlex.split(line))
    assert ran.code == 0, ran.err
    assert {path.name: path.stat().st_mtime_ns for path in data.iterdir()} == there


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in LINES if line not in READING])
def test_an_example_of_the_help_runs(line, folder, tmp_path, monkeypatch):
    words = shlex.split(line)
    shutil.copytree(CONTRACTS if of_contracts(line) else folder, tmp_path, dirs_exist_ok=True)
    if words[:2] == ["base", "comparar"]:
        assert carteira("base", "gravar", "-C", tmp_path).code == 0
    if words == ["iniciar"]:
        (tmp_path / "carteira.toml").unlink()
    if words[0] == "cache":  # the developer's own stays
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    if words[0] == "conferir":  # a receipt of the data that it names
        there = words[words.index("-C") + 1] if "-C" in words else "."
        if there != ".":
            shutil.copytree(folder, tmp_path / there)
        assert carteira("churn", "-C", there, "--recibo", words[1], "-q").code == 0
    ran = carteira(*words)
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("name", commands())
def test_a_command_has_three_examples_of_itself_that_fit_a_screen(name):
    examples = commands()[name].examples
    assert len(set(examples)) == 3
    assert all(line.split()[0] == name and len(f"carteira {line}") <= 76 and "[" not in line for line in examples)


ASKED = {  # what a study can't do without
    "explicar": {"indicador": "receita"},
    "cliente": {"cliente": "C00001"},
    "novidades": {"desde": "2024-06-30"},
    "nps": {"periodo": "2024", "comentarios": True},
}
RULED = {  # of a folder with a rule of activity
    "config": str(Path(__file__).parent / "regra.toml"),
    **{table: [str(SALES / f"{table}.csv")] for table in ("vendas", "clientes", "titulos", "contatos")},
}
QUESTIONS = [
    *((name, options) for name in INDICATORS for options in ({}, {"serie": "mes"}, {"por": ["uf"]})),
    *((name, ASKED.get(name, {})) for name in STUDIES),
    ("conversao", {"ordem_etapas": ["novo", "proposta", "ganho"]}),
    ("conversao", {"por": ["origem"]}),
    ("conversao", {"pasta": str(FUNNEL), "periodo": "2024-S1"}),
    ("agenda", {"capacidade": "1"}),
    ("risco", {"validar": True}),
    ("campanha", {"acao": "planejar", "campanha": "volta"}),
    ("prever", {"validar": True}),
    ("cesta", {"validar": True}),
    ("prever", {"meta": "1000000", "cenario": ["churn=-1pp"], "por": ["uf"]}),
    ("ltv", {"calibrar_ate": "2024-06-30"}),
    ("comparar-definicoes", RULED),
]


def answer(name, options):
    folder = CONTRACTS if of_contracts(name) else SALES
    flags = {"pasta": str(folder), "periodo": "2024-Q3", **options}
    return report_of(name, load(flags, environ={}))


def made(command):
    """The keys of the tables and of the pictures that an analysis makes."""
    tables, charts = set(), set()
    of_contracts = {"pasta": str(CONTRACTS)}
    more = (("churn-receita", {}), ("relatorio", {}), ("cliente", {"cliente": "S101"}))
    year = ("relatorio", {"periodo": "2024"})  # in which somebody answered a survey
    for name, options in (*QUESTIONS, year, *((name, of_contracts | told) for name, told in more)):
        if name != command or (options == {"por": ["uf"]} and name in {"cac", "conversao"}):
            continue  # neither costs nor leads have a state
        report = answer(name, options)
        tables.update(table.key for table in report.tables)
        charts.update(chart.key for chart in report.charts)
    return tables, charts


@pytest.mark.slow
@pytest.mark.parametrize("name", analyses())
def test_the_tables_and_pictures_of_a_record_are_those_that_are_made(name):
    tables, charts = made(name)
    record = commands()[name]
    everywhere = {"serie", "por", "variacoes_por"}
    assert tables - everywhere == set(record.tables) - everywhere
    assert tables - set(record.every_table) == set()
    assert charts == set(record.charts)


def test_the_lists_of_a_family_are_those_behind_its_indicators():
    for name, record in families().items():
        behind = {one.name for one in lists().values() if catalogue()[one.key].family == name}
        assert set(record.lists) == behind


def test_the_lists_of_segments_are_the_segments():
    assert set(commands()["rfm"].lists) == {segment.key.replace("_", "-") for segment in segments_of(5)}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "lst"), [(name, one) for name in STUDIES for one in commands()[name].lists])
def test_a_list_of_a_study_is_there(name, lst):
    assert answer(name, {"listar": lst}).main in {lst, lst.replace("-", "_")}
