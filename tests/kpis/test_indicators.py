"""The catalogue is whole: every number is named, explained, reachable and computed from what exists."""

from __future__ import annotations

import re
from inspect import signature
from typing import get_args

import pytest

from carteira_cli.analysis import analysed
from carteira_cli.commands import families
from carteira_cli.kpis.apart import apart
from carteira_cli.kpis.catalogue import CONTEXT, MODELLED, Frame, catalogue, closure, frame_needs, indicator, of_family
from carteira_cli.kpis.customer_measures import MEASURES, REGISTERED
from carteira_cli.sources.matching.tables import TABLES
from carteira_cli.units import Unit, show
from tests.running import ANALYSES, ROOT, carteira, expected

FRAME_COLUMNS = {"leads": {"lead_convertido", "lead_maduro", "lead_dias"}, "custos": {"custo_no_periodo"}}
FRAME_COLUMNS["clientes"] = {*MEASURES, REGISTERED, *MODELLED}
ENGLISH = re.compile(
    r"\b(the|of|customers?|revenue|value|period|number|orders?|lost|rate|by|per|with)\b", re.IGNORECASE
)
SYMBOLS = {"x_i", "m_t0", "m_t1", "data_conversao"}  # of the definitions, and a column of the leads
KEYS = list(catalogue())


@pytest.mark.parametrize("key", KEYS)
def test_an_indicator_is_named_and_explained_in_portuguese(key):
    item = catalogue()[key]
    for text in (item.title, item.formula, item.meaning):
        assert text.strip() == text != ""
        assert not ENGLISH.search(text), text
    assert item.meaning.endswith(".")
    assert item.title[0].isupper()
    assert isinstance(item.unit, Unit)
    assert re.fullmatch(r"[a-z][a-z0-9_]*", key)


def test_titles_tell_indicators_apart():
    titles = [item.title for item in catalogue().values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("key", KEYS)
def test_whatever_a_formula_is_made_of_exists(key):
    item = catalogue()[key]
    assert item.needs == tuple(signature(item.members or item.function).parameters)
    if item.frame is None:
        assert item.needs
        assert set(item.needs) <= {*KEYS, *CONTEXT}
    else:
        assert item.frame in get_args(Frame)
        assert set(item.needs) <= {*FRAME_COLUMNS[item.frame], *CONTEXT}
    assert set(item.sources) <= set(TABLES)
    assert item.sources


@pytest.mark.parametrize("key", KEYS)
def test_the_names_in_a_formula_are_those_of_indicators(key):
    named = set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", catalogue()[key].formula))
    assert named <= {*KEYS, *SYMBOLS}


def test_every_measure_is_used_and_none_is_missing():
    used = {need for frame in get_args(Frame) for need in frame_needs(KEYS, frame)}
    from_margin = {"receita_com_custo", "custo_das_vendas"}
    assert used | from_margin == set().union(*FRAME_COLUMNS.values())


def test_every_indicator_of_the_definitions_is_there_and_no_other():
    assert set(KEYS) == expected().keys()


def test_every_family_is_a_command_and_has_indicators():
    assert ["resumo", *families()] == list(ANALYSES)
    assert all(of_family(family) for family in families())
    assert {item.family for item in catalogue().values()} == set(families())


def test_what_is_derived_comes_after_what_it_is_derived_from():
    order = closure(KEYS)
    assert sorted(order) == sorted(KEYS)
    for key in order:
        item = catalogue()[key]
        if item.frame is None:
            assert all(order.index(need) < order.index(key) for need in item.needs if need not in CONTEXT)


def test_a_key_or_family_is_not_registered_twice_or_at_random():
    def churn(perdidos, clientes_inicio):
        return perdidos, clientes_inicio

    for function, family in ((churn, "churn"), (lambda: None, "nenhuma")):
        with pytest.raises(ValueError, match="registered twice, or of no family"):
            indicator("X", Unit.TIMES, family=family, formula="", meaning="")(function)


def test_the_list_has_a_line_for_each_with_unit_formula_and_meaning():
    rows = carteira("indicadores", "-f", "json").document["tabelas"]["indicadores"]
    assert [row["indicador"] for row in rows] == [*KEYS, *apart()]
    for row in rows:
        item = {**catalogue(), **apart()}[row["indicador"]]
        assert (row["unidade"], row["formula"], row["significado"]) == (item.unit.value, item.formula, item.meaning)
        assert row["comando"] == item.family


@pytest.fixture(scope="module")
def _worked_once():
    """The summary of the ten customers, of which each indicator has its line, is made once for all of them."""
    made, analyse = {}, analysed.analyse

    def kept(command, config):
        if command not in made:
            made[command] = analyse(command, config)
        return made[command]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysed, "analyse", kept)
        yield
    assert {*made} <= {"resumo", "ltv"}  # which alone says what is predicted


@pytest.mark.slow
@pytest.mark.usefixtures("_worked_once")
@pytest.mark.parametrize("key", KEYS)
def test_one_indicator_is_explained_with_a_line_of_numbers_that_ends_in_its_value(key):
    ran = carteira("indicadores", key, "-f", "json")
    assert ran.code == 0
    fields = {row["campo"]: row["texto"] for row in ran.document["tabelas"]["indicador"]}
    item = catalogue()[key]
    assert fields["formula"] == item.formula
    assert f"carteira {item.family}" in fields["comando"]
    assert fields["exemplo"].startswith(f"{key} = ")
    assert fields["exemplo"].endswith(f" = {show(expected()[key], item.unit)}")
    left = set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", fields["exemplo"].removeprefix(key)))
    assert not left, fields["exemplo"]


@pytest.mark.parametrize("command", [*ANALYSES, "indicadores", "config", "exemplo", "iniciar"])
def test_the_readme_shows_every_command(command):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"`(carteira )?{command}\b", text)
