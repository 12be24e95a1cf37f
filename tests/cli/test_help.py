"""The help of every command: short enough for a screen, whole at any width, in Portuguese, and true."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from typer._click.core import Context

from carteira_cli.cli.app import program
from carteira_cli.cli.ptbr.params import FULL_NAME, UNTOLD
from carteira_cli.cli.ptbr.sheet import WIDEST, lines_of
from carteira_cli.commands import commands
from tests.english import english
from tests.running import ROOT, carteira

WIDTHS = range(40, 221, 12)
MOST_LINES = 45
PROGRAM = program()
ROOT_CONTEXT = Context(PROGRAM, info_name="carteira")


def sheet_of(name, *, full):
    if name is None:
        return PROGRAM.sheet(ROOT_CONTEXT, full=full)
    command = PROGRAM.get_command(ROOT_CONTEXT, name)
    return command.sheet(Context(command, ROOT_CONTEXT, name), full=full)


def parameters(name):
    command = PROGRAM if name is None else PROGRAM.get_command(ROOT_CONTEXT, name)
    return command.get_params(Context(command, ROOT_CONTEXT, name))


def drawn(name, width, *, full):
    return [bold + rest for bold, rest in lines_of(sheet_of(name, full=full), width)]


def words(text):
    return "".join(text.split())


@pytest.fixture(params=[None, *commands()], ids=str)
def name(request):
    return request.param


def test_the_help_fits_a_screen(name):
    assert len(drawn(name, 80, full=False)) <= MOST_LINES


@pytest.mark.parametrize("full", [False, True], ids=["short", "full"])
def test_no_width_cuts_a_word_or_is_passed(name, full):
    """Only a word that is longer than the screen goes on in the next line, as the examples' do."""
    sheet = sheet_of(name, full=full)
    said = [*sheet.about, sheet.usage, *sheet.closing]
    said += [text for section in sheet.sections for row in section.rows for text in row]
    for width in WIDTHS:
        lines = drawn(name, min(width, WIDEST), full=full)
        assert max(map(len, lines)) <= width
        whole = words("\n".join(lines))
        assert [text for text in said if words(text) not in whole] == []


@pytest.mark.parametrize("full", [False, True], ids=["short", "full"])
def test_not_one_word_is_english(name, full):
    assert english("\n".join(drawn(name, 200, full=full))) == []


def test_the_full_help_has_every_parameter(name):
    text = words("\n".join(drawn(name, 100, full=True)))
    for param in parameters(name):
        if FULL_NAME not in param.opts:  # which stands beside the help it is of
            assert words(param.help or "") in text
        if param.param_type_name == "option":
            assert {one for one in param.opts if one not in text} <= UNTOLD


def test_the_short_help_has_the_own_options_those_of_the_examples_and_a_line_for_the_others(name):
    lines = drawn(name, 100, full=False)
    shown = {word for line in lines if line.startswith("  ") for word in line.replace(",", " ").split()}
    left_out = [one for one in parameters(name) if not shown & {*one.opts} and one.param_type_name == "option"]
    assert FULL_NAME in "\n".join(lines)
    if name is not None:
        used = {word for line in commands()[name].examples for word in line.split() if word.startswith("-")}
        assert not [one for one in left_out if used & {*one.opts}]
        assert not [one for one in left_out if one.rich_help_panel is None and FULL_NAME not in one.opts]


def test_what_is_told_of_a_command_is_a_line_of_the_list():
    short, rows = drawn(None, 80, full=False), [row for one in sheet_of(None, full=True).sections for row in one.rows]
    for name, record in commands().items():
        assert (name, record.brief or record.help) in rows
        alone = record.panel in {"Ajuda e configuração", "Automação"}
        told = any(line.split()[:1] == [name] for line in short)
        assert alone != told, name
        assert name in " ".join(short).replace(",", " ").split()


@pytest.mark.parametrize(
    ("asked", "same"),
    [(("ajuda",), ("--ajuda",)), (("ajuda", "risco"), ("risco", "-h")), (("risco", "--help"), ("risco", "--ajuda"))],
)
def test_there_is_one_help_by_whatever_name(asked, same):
    ran = carteira(*asked)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == carteira(*same).out


def test_the_help_of_an_unknown_command_names_the_nearest():
    assert carteira("ajuda", "chrun").error == (
        'o comando "chrun" não existe', "você quis dizer churn? Veja: carteira --ajuda"
    )  # fmt: skip


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_script_for_a_shell(shell):
    ran = carteira("completar", shell)
    assert (ran.code, ran.err) == (0, "")
    assert f"complete_{shell}" in ran.out
    assert "carteira" in ran.out


def test_a_shell_nobody_knows():
    assert carteira("completar", "tcsh").error[0] == 'não há complemento para "tcsh"'


@pytest.mark.process
@pytest.mark.parametrize(
    ("variables", "styled"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"GITHUB_ACTIONS": "true"}, False)]
)
def test_only_a_terminal_or_whoever_forces_it_gets_bold(variables, styled):
    clean = {key: value for key, value in os.environ.items() if key not in {"FORCE_COLOR", "NO_COLOR"}}
    command = [sys.executable, "-m", "carteira_cli", "ajuda", "churn"]
    done = subprocess.run(command, cwd=ROOT, env=clean | variables, capture_output=True, check=True, encoding="utf-8")
    assert ("\x1b[1m" in done.stdout) is styled
    assert "\x1b[3" not in done.stdout  # no colour, which some background would hide
