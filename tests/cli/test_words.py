"""The words that people type: in any case and accent, and with one letter wrong each refusal names the right one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer._click.core import Context

from carteira_cli.cli.app import program
from carteira_cli.cli.offered import candidates, has_candidates
from carteira_cli.commands import commands
from carteira_cli.config.origin import Origin
from carteira_cli.config.settings import SETTINGS, settings_of
from carteira_cli.errors import CarteiraError, nearest
from carteira_cli.render import formats, suffixes
from tests.running import Q1, ROOT, WORKED, carteira

PROGRAM = program()
HERE = ("-C", WORKED)


def slips(word):
    """The word with one letter wrong, one left out, one twice, and two that changed places."""
    at = len(word) // 2
    letter = "x" if word[at] != "x" else "y"
    return {
        f"{word[:at]}{letter}{word[at + 1 :]}",
        f"{word[:at]}{word[at:][1:]}" if len(word) > 3 else f"{word}x",
        f"{word[:at]}{word[at]}{word[at:]}",
        f"{word[: at - 1]}{word[at]}{word[at - 1]}{word[at + 1 :]}",
    } - {word}


def _one_letter_less(word):
    """What a slip may be of besides: `mbgxnbd` is as near to mbgnbd as to mbgcnbd."""
    return {word[:at] + word[at + 1 :] for at in range(len(word))}


def options_of(name):
    root = Context(PROGRAM, info_name="carteira")
    command = PROGRAM.get_command(root, name)
    found = [one for one in command.get_params(Context(command, root, name)) if one.param_type_name == "option"]
    return [option for one in found for option in one.opts if option.startswith("--")]


def test_each_command_is_the_nearest_of_its_slips():
    known = [*commands()]
    assert [(one, slip) for one in known for slip in slips(one) - {*known} if nearest(slip, known) != one] == []


@pytest.mark.parametrize("name", [*commands()])
def test_each_option_is_the_nearest_of_its_slips(name):
    known = options_of(name)
    wrong = [(one, f"--{slip}") for one in known for slip in slips(one[2:]) if nearest(f"--{slip}", known) != one]
    assert [(one, slip) for one, slip in wrong if slip not in known] == []


CHOICES = [(setting, word) for setting in SETTINGS for word in setting.domain.choices]


@pytest.mark.parametrize(("setting", "word"), CHOICES, ids=[f"{setting.key}={word}" for setting, word in CHOICES])
def test_each_value_of_an_option_is_named_for_its_slips(setting, word):
    for slip in slips(word) - {*setting.domain.choices}:
        refused = setting.resolved(slip, Origin.FLAG, "", Path()).meaning
        assert isinstance(refused, CarteiraError)
        near = {word, *(one for one in setting.domain.choices if one in _one_letter_less(slip))}
        assert refused.hint.split('"')[1] in near, slip
    assert setting.resolved(word.upper(), Origin.FLAG, "", Path()).meaning == word


VALUES = [
    (name, setting) for name in commands() for setting in settings_of(name)
    if has_candidates(setting) and not setting.domain.choices
]  # fmt: skip


def test_each_value_that_depends_on_the_command_is_the_nearest_of_its_slips():
    """Of `classe-a`, `classe-b` and their like a slip may be as near to the other."""
    for name, setting in VALUES:
        known = candidates(name, setting)
        alike = {one for one in known if any(one[:-1] == other[:-1] and one != other for other in known)}
        alike |= {one for one in known if f"{one}_x" in known}
        alike |= {one for one in known if {*known} & _one_letter_less(one)}
        for word in {*known} - alike:
            assert [slip for slip in slips(word) - {*known} if nearest(slip, known) != word] == [], (name, word)


def test_each_suffix_is_the_nearest_of_its_slips():
    known = suffixes()
    for word in (".json", ".xlsx", ".html", ".parquet"):
        assert [slip for slip in slips(word) - {*known} if nearest(slip, known) not in {word, ".jsonl", ".xml"}] == []


SLIPS = {
    "chuxn": "churn",
    "ajuda chuxn": "churn",
    "churn --perioxo 2024": "--periodo",
    "churn -f jxson": '"json"',
    "churn -o x.xlsz": '".xlsx"',
    "churn --listar perdidxs": '"perdidos"',
    "rfm --listar campeoex": '"campeoes"',
    "risco --listar em-rixco": '"em-risco"',
    "churn --tabela indicadorxs": '"indicadores"',
    "explicar chuxn": '"churn"',
    "indicadores chuxn": '"churn"',
    "churn --por cidadx": '"cidade"',
    "churn --onde ux=SP": '"uf"',
    "churn --onde uf=SX": '"SP"',
    "churn --vendas vendxs.csv": '"vendas.csv"',
    "churn --comparar anterixr": '"anterior"',
    "churn -p ultimo-mxs": '"ultimo-mes"',
    "churn --aspas duplx": '"dupla"',
    "churn --escape barrx": '"barra"',
    "churn --separador virgulx": '"virgula"',
    "churn --cabecalho nenhxm": '"nenhum"',
    "churn --codificacao cp125x": '"cp1252"',
    "churn --inatividade autx": '"auto"',
    "ltv --margem cuxto": '"custo"',
    "rfm --horizonte tudx": '"tudo"',
    "churn --fuso America/Sao_Paolo": '"America/Sao_Paulo"',
    "churn --perfil bling-contatox": '"bling-contatos"',
    "novidades --desde bxse": '"base"',
    "base gravxr": '"gravar"',
    "cache limpxr": '"limpar"',
    "esquema resultadx": '"resultado"',
    "completar bxsh": '"bash"',
    "exemplo -o x -f cxv": '"csv"',
    "estrela -o x -f parqxet": '"parquet"',
    "estrela -o x --versao-modelo 0.2.0": '"0.2.0.dev0"',
    "inspecionar vendas.csv --tabela vendxs": '"vendas"',
    "churn -C dadoz": '"dados"',
    "churn --config cartexra.toml": '"carteira.toml"',
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    for name in ("vendas", "clientes"):
        shutil.copy(WORKED / f"{name}.csv", tmp_path)
    (tmp_path / "dados").mkdir()
    (tmp_path / "carteira.toml").touch()
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("line", "meant"), SLIPS.items(), ids=SLIPS)
def test_a_slip_is_refused_with_the_nearest(line, meant):
    ran = carteira(*line.split())
    assert ran.code == 2
    assert ran.error[1].startswith(f"você quis dizer {meant}?")


SAME = {
    "--version": "--versao",
    "-h": "--ajuda",
    "help": "ajuda",
    "HELP churn": "ajuda churn",
    "ajuda Conversão": "ajuda conversao",
    "indicadores Churn-Receita": "indicadores churn_receita",
    "completar Bash": "completar bash",
    "esquema Base": "esquema base",
}


@pytest.mark.parametrize(("said", "meant"), SAME.items(), ids=SAME)
def test_another_word_for_the_same(said, meant):
    ran = carteira(*said.split())
    assert (ran.code, ran.out) == (0, carteira(*meant.split()).out)


def test_case_and_accents_are_nothing():
    words = ("Churn Receita", *HERE, *Q1, "-f", "JSON", "--tabela", "Indicadores", "--listar", "Clientes Fim")
    ran = carteira(*words)
    assert ran.document["comando"] == "churn-receita"
    assert "clientes-fim" in ran.document["tabelas"]


def test_every_format_is_told_in_capitals_too():
    from carteira_cli.config.settings import ResultSettings

    for name in formats():
        assert ResultSettings.formato.resolved(name.upper(), Origin.FLAG, "", ROOT).meaning == name
