"""A command is one record: what it promises is there, and nothing else has a list of commands."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from importlib.util import find_spec

import pytest

from carteira_cli.cli.app import program
from carteira_cli.commands import CommandKind, analyses, commands, families
from carteira_cli.config.settings import SETTINGS
from carteira_cli.kpis.catalogue import catalogue, of_family
from carteira_cli.sources.matching.tables import TABLES
from tests.running import ROOT


def test_the_program_has_the_commands_that_have_a_record_in_their_order():
    group = program()
    ctx = group.context_class(group, info_name="carteira")
    names = group.list_commands(ctx)
    assert names == sorted(commands(), key=lambda name: commands()[name].place)
    assert len({one.place for one in commands().values()}) == len(commands())
    for name in names:
        record, command = commands()[name], group.get_command(ctx, name)
        assert (command.name, command.help) == (name, record.help)
        assert (record.panel, name, record.brief or record.help) in group.listed(ctx)


def test_a_command_is_built_when_it_is_asked_for_and_not_before():
    group = program()
    ctx = group.context_class(group, info_name="carteira")
    assert group.listed(ctx)
    assert group.shell_complete(ctx, "ch")
    assert group.commands == {}
    group.get_command(ctx, "churn")
    assert [*group.commands] == ["churn"]


@pytest.mark.parametrize("name", [name for name, one in analyses().items() if one.kind is CommandKind.STUDY])
def test_a_study_is_where_its_record_says(name):
    record = commands()[name]
    module = import_module(record.module)
    assert callable(module.study)
    assert not record.attributes or callable(module.attribute)
    assert {*record.needed, *record.useful} <= set(TABLES)
    assert record.title
    assert record.columns <= {column for table in TABLES.values() for column in table.names}


@pytest.mark.parametrize("name", families())
def test_a_family_names_indicators_of_its_own(name):
    record = commands()[name]
    assert find_spec(record.module)
    assert of_family(name)
    assert set(record.first) <= set(of_family(name)) | {"clientes_fim", "churn_mensal", "clientes_novos"}
    assert set(record.first) <= set(catalogue())
    assert record.sample is None or catalogue()[record.sample].unit.is_count
    if record.beside:
        assert callable(import_module(record.beside).beside)


def test_settings_name_commands_and_kinds_that_there_are():
    named = {name for setting in SETTINGS for name in setting.commands or ()}
    assert named <= set(commands()) | set(CommandKind)


ASKED = re.compile(r"\b(?:run\.|self\.)?command(?: ==| !=| in| not in)")


def test_nothing_asks_for_a_command_by_its_name():
    """What is special about a command is in its record, or the next one has to be added in six places."""
    found = set()
    for path in sorted((ROOT / "carteira_cli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and ASKED.search(ast.unparse(node)):
                texts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
                found |= {f"{path.stem}: {text}" for text in texts if text in commands()}
    assert found == set()
