"""Not one English word reaches a user: whatever Typer, its Click and pydantic can complain of, and every help.

What they can is asked of the libraries themselves, so that whatever is new in one of them fails here.
"""

from __future__ import annotations

import errno
import inspect

import pytest
import typer
import typer._click.exceptions as click_errors
import typer.exceptions as typer_errors
from pydantic_core import InitErrorDetails, ValidationError
from pydantic_core._pydantic_core import list_all_errors
from typer._click.core import Context

from carteira_cli.cli.app import program
from carteira_cli.cli.ptbr import UnknownCommand, translate
from carteira_cli.commands import commands
from tests.english import english
from tests.running import carteira

PROGRAM = program()
TOP = Context(PROGRAM, info_name="carteira")


def context(name):
    return Context(PROGRAM.get_command(TOP, name), TOP, name)


CHURN, EXAMPLE = context("churn"), context("exemplo")
PARAMS = {param.name: param for param in (*CHURN.command.get_params(CHURN), *EXAMPLE.command.get_params(EXAMPLE))}
SHELL = context("completar").command.params[0]
MISSING_FILE = FileNotFoundError(errno.ENOENT, "No such file or directory", "nada.csv")


def caused(error, cause):
    error.__cause__ = cause
    return error


# Each class that a run may end by, with what Typer itself says in it.
COMPLAINTS = {
    typer_errors.TyperException: [typer_errors.TyperException("")],
    typer_errors.Abort: [typer_errors.Abort()],
    typer_errors.Exit: [],  # ends a run that has said all it had to say
    click_errors.ClickException: [],  # raised of completion functions alone, none of which is the user's
    click_errors.UsageError: [
        click_errors.UsageError("Missing command.", TOP),
        click_errors.UsageError("Missing command.", CHURN),
        click_errors.UsageError("Got unexpected extra argument(s) (a b)", CHURN),
    ],
    click_errors.BadParameter: [
        click_errors.BadParameter("Value must be an iterable.", CHURN, PARAMS["por"]),
        click_errors.BadParameter("Value 3 is not a valid int.", EXAMPLE, PARAMS["meses"]),
        *(
            click_errors.BadParameter(f"{kind} 'x y' {fault}.", CHURN, PARAMS["pasta"])
            for kind in ("file", "dir", "path")
            for fault in ("does not exist", "is a file", "is a directory", "is not readable", "is not writable")
        ),
    ],
    click_errors.MissingParameter: [
        click_errors.MissingParameter(ctx=CHURN, param=SHELL),
        click_errors.MissingParameter(ctx=CHURN, param=PARAMS["periodo"]),
        click_errors.MissingParameter(),
    ],
    click_errors.NoSuchOption: [
        click_errors.NoSuchOption("--perido", ctx=CHURN),
        click_errors.NoSuchOption("--zzzz", ctx=CHURN),
        click_errors.NoSuchOption("-1", ctx=context("completar")),
        click_errors.NoSuchOption("--inatividade", ctx=TOP),
        click_errors.NoSuchOption("--versao", ctx=CHURN),
        click_errors.NoSuchOption("--listar", ctx=context("ciclo")),
        click_errors.NoSuchOption("--perido", possibilities=["--periodo"]),
    ],
    click_errors.BadOptionUsage: [
        click_errors.BadOptionUsage("--periodo", "Option '--periodo' requires an argument.", ctx=CHURN),
        click_errors.BadOptionUsage("--quieto", "Option '--quieto' does not take a value.", ctx=CHURN),
        click_errors.BadOptionUsage("--zzzz", "Option '--zzzz' requires 2 arguments."),
    ],
    click_errors.BadArgumentUsage: [click_errors.BadArgumentUsage("Argument 'par' takes 2 values.", ctx=CHURN)],
    click_errors.NoArgsIsHelpError: [click_errors.NoArgsIsHelpError(TOP), click_errors.NoArgsIsHelpError(CHURN)],
    click_errors.FileError: [
        click_errors.FileError("x.csv", "No such file or directory"),
        *(
            caused(click_errors.FileError("x.csv", "whatever"), OSError(code, "Whatever"))
            for code in sorted(errno.errorcode)
        ),
    ],
    UnknownCommand: [UnknownCommand("chrun", TOP), UnknownCommand("zzzzzz", TOP)],
}


def exceptions_of(*modules):
    found = {one for module in modules for _, one in inspect.getmembers(module, inspect.isclass)}
    found = {one for one in found if issubclass(one, BaseException) and one.__module__.startswith("typer")}
    return found | {
        below for one in found for below in one.__subclasses__() if not below.__module__.startswith("tests")
    }


def test_every_exception_of_typer_and_its_click_is_tried():
    known = exceptions_of(typer_errors, click_errors, typer)
    assert known == {*COMPLAINTS}


ERRORS = [error for errors in COMPLAINTS.values() for error in errors]


@pytest.mark.parametrize("error", ERRORS, ids=[f"{type(one).__name__}-{at}" for at, one in enumerate(ERRORS)])
def test_no_complaint_is_the_librarys_own(error):
    message, hint = translate(error)
    assert english(f"{message} {hint}") == []
    assert "Traceback" not in message
    said = str(getattr(error, "message", ""))
    assert not said or said.rstrip(".") not in message
    assert hint


FAULTS = {fault["type"]: fault for fault in list_all_errors()}
TYPED = ("meses", "periodo", "por", "saida", "pasta", "quieto")


@pytest.mark.parametrize("kind", FAULTS)
def test_no_complaint_of_pydantic_is_its_own(kind):
    """Whatever type of option or argument it is of; the types of Python's own that Typer knows are in test_ptbr."""
    fault = FAULTS[kind]
    line = InitErrorDetails(type=kind, loc=(), input="zzz", ctx=fault.get("example_context") or {})
    cause = ValidationError.from_exception_data("int", [line])
    for name in TYPED:
        error = click_errors.BadParameter(cause.errors()[0]["msg"], EXAMPLE, PARAMS[name])
        message, hint = translate(caused(error, cause))
        assert english(f"{message} {hint}") == [], name
        assert cause.errors()[0]["msg"] not in message
        assert '"zzz"' in message


def test_a_missing_file_of_an_option_is_told_in_our_words():
    error = caused(click_errors.BadParameter("'nada.csv': No such file", CHURN, PARAMS["pasta"]), MISSING_FILE)
    assert english(" ".join(translate(error)).replace("No such file", "no such file")) in ([], ["no such", "file"])


WRONG = [
    ["--zzz"], ["-Z"], ["zzz", "yyy"], ["--quieto=sim"], ["--periodo"], ["-p"], ["-o"], ["--"], ["-"], [""],
    ["--="], ["--periodo="], ["-hq=3"], ["--onde", "("], ["--limite", "x"], ["--clientes", "0"], ["--clientes", "x"],
    ["--meses", "1.5"], ["--semente", "-1"], ["\x1b[31m"],
]  # fmt: skip


OF_EACH = ["--periodo="], ["a", "b", "c"]
THOROUGH = (None, "churn", "exemplo")  # with words, files and numbers


@pytest.mark.slow
@pytest.mark.parametrize("name", [None, *commands()], ids=str)
def test_no_slip_on_the_line_of_any_command_is_answered_in_english(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for words in WRONG if name in THOROUGH else OF_EACH:
        ran = carteira(*([] if name is None else [name]), *words)
        if ran.code != 0:
            assert english(ran.err) == [], (words, ran.err)
            assert ran.err.startswith("erro: "), (words, ran.err)


@pytest.mark.parametrize("name", commands())
def test_no_help_is_in_english_by_whatever_name_it_is_asked_for(name):
    for words in (("ajuda", name), (name, "--ajuda-completa"), (name, "-h")):
        ran = carteira(*words)
        assert (ran.code, ran.err) == (0, "")
        assert english(ran.out) == []
        assert "[ARGS]" not in ran.out
