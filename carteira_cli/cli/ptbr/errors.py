"""Typer's complaints, written anew in Portuguese from the fields of its exceptions."""

from __future__ import annotations

import ast
import errno
import os
import re
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from typer._click.core import ParameterSource
from typer._click.exceptions import (
    BadArgumentUsage,
    BadOptionUsage,
    BadParameter,
    FileError,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer._click.utils import _escape_control_characters
from typer.core import TyperArgument, TyperGroup, TyperOption
from typer.exceptions import Abort, TyperException

from carteira_cli.cli.ptbr.faults import OS_FAULTS, PATH_FAULTS, PATH_KINDS, VALUE_FAULTS
from carteira_cli.cli.ptbr.params import choices, date_format, range_text, type_name
from carteira_cli.errors import CarteiraError, did_you_mean, nearest
from carteira_cli.words import agree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer._click import Context
    from typer.core import _TyperParameter

# Sentences of Typer that carry what no field does. tests/cli/test_ptbr.py provokes each one of them.
MISSING_COMMAND = "Missing command."
UNEXPECTED = re.compile(r"Got unexpected extra argument\(s\) \((?P<what>.*)\)", re.DOTALL)
NARGS = re.compile(r"Argument (?P<name>'.*'|\".*\") takes (?P<count>\d+) values\.", re.DOTALL)
NOT_VALID = re.compile(r"Value must be an iterable\.|Value (?P<value>.*) is not a valid .*\.", re.DOTALL)
PATH = re.compile(r"(?P<kind>file|dir|path) (?P<path>'.*'|\".*\") (?P<what>.*)\.", re.DOTALL)
_NAMED = 3  # commands named that have an option
SAID = tuple[str, str]


class UnknownCommand(UsageError):  # noqa: N818
    """A command that its group does not have."""

    def __init__(self, name: str, ctx: Context) -> None:
        super().__init__(f"No such command {name!r}.", ctx)
        self.name = name


@singledispatch
def translate(error: BaseException) -> SAID:
    """The (message, hint) to show for whatever comes out of a Typer app: one line each, no final full stop.

    A message that isn't Typer's, such as that of a `typer.BadParameter("…")` of ours, passes as it is.
    """
    return f"erro interno: {type(error).__name__}", "repita com --depurar e mande o resultado a quem o mantém"


@translate.register(CarteiraError)
def _own(error: CarteiraError) -> SAID:
    return error.message, error.hint


@translate.register(Abort)
@translate.register(KeyboardInterrupt)
def _abort(_error: BaseException) -> SAID:
    return "interrompido antes do fim", "repita o comando para recomeçar"


@translate.register(TyperException)
def _other(error: TyperException) -> SAID:
    return _line(error.message), _see(None)


@translate.register(UsageError)
def _usage(error: UsageError) -> SAID:
    if error.message == MISSING_COMMAND:
        return _no_command(error)
    if match := UNEXPECTED.fullmatch(error.message):
        return (
            f"argumento a mais: {_quoted(match['what'])}",
            _see(error.ctx, "um valor com espaços pede aspas."),
        )
    return _line(error.message), _see(error.ctx)


@translate.register(NoArgsIsHelpError)
def _no_command(error: UsageError) -> SAID:
    group = error.ctx is None or isinstance(error.ctx.command, TyperGroup)
    return ("falta o comando" if group else "faltam os argumentos"), _see(error.ctx)


@translate.register(UnknownCommand)
def _unknown_command(error: UnknownCommand) -> SAID:
    ctx = error.ctx
    names = []
    if ctx is not None and isinstance(ctx.command, TyperGroup):
        names = ctx.command.list_commands(ctx)
    guess = nearest(error.name, names)
    return f"o comando {_quoted(error.name)} não existe", _guess(guess, ctx)


@translate.register(NoSuchOption)
def _no_such_option(error: NoSuchOption) -> SAID:
    name, ctx = _line(error.option_name), error.ctx
    message = f"a opção {name} não existe"
    if ctx is None:
        return message, _guess(nearest(name, error.possibilities or ()), ctx)
    parent = ctx.parent
    if parent is not None and name in _options(parent):
        return message, f"ela vem antes do comando: {parent.command_path} {name} {ctx.info_name}"
    if inner := _commands_with(name, ctx):
        return message, f"ela vem depois do comando: {ctx.command_path} {inner[0]} {name}"
    others = _commands_with(name, parent)
    if others:
        more = f" e mais {len(others) - _NAMED}" if len(others) > _NAMED else ""
        return f"{message} em {ctx.command_path}", _see(ctx, f"ela é de {', '.join(others[:_NAMED])}{more}.")
    guess = nearest(name, [each for each in _options(ctx) if each.startswith("--")])
    argument = next((one for one in ctx.command.params if isinstance(one, TyperArgument)), None)
    if guess is None and argument is not None and name[1:2].isdigit():
        word = argument.display_name_raw.upper()
        return message, f"se é o {word}, ponha -- antes: {ctx.command_path} -- {name}"
    return message, _guess(guess, ctx)


def _commands_with(name: str, group: Context | None) -> list[str]:
    """The commands of a group that have an option."""
    if group is None or not isinstance(group.command, TyperGroup):
        return []
    found = (group.command.get_command(group, each) for each in group.command.list_commands(group))
    return [str(one.name) for one in found if one is not None and any(name in param.opts for param in one.params)]


@translate.register(BadOptionUsage)
def _bad_option(error: BadOptionUsage) -> SAID:
    name = _line(error.option_name)
    option = _options(error.ctx).get(error.option_name) if error.ctx else None
    if error.ctx is None or option is None:
        return f"a opção {name} foi mal usada", _see(error.ctx)
    if option.is_flag or option.count:
        return f"a opção {name} não recebe valor", _see(error.ctx, f"escreva só {name}.")
    count = agree(option.nargs, "um valor", f"{option.nargs} valores")
    kind = option.metavar or type_name(option, error.ctx)
    return f"a opção {name} precisa de {count}", _see(error.ctx, f"escreva {name} {kind}.")


@translate.register(BadArgumentUsage)
def _bad_argument(error: BadArgumentUsage) -> SAID:
    if match := NARGS.fullmatch(error.message):
        name, count = ast.literal_eval(match["name"]), match["count"]
        return f"o argumento {name} precisa de {count} valores", _see(error.ctx)
    return _line(error.message), _see(error.ctx)


@translate.register(FileError)
def _file(error: FileError) -> SAID:
    return _file_fault(error.ui_filename, error.__cause__)


@translate.register(MissingParameter)
def _missing(error: MissingParameter) -> SAID:
    param, ctx = error.param, error.ctx
    if param is None or ctx is None:
        return "falta um argumento", _see(ctx)
    if isinstance(param, TyperArgument):
        name = param.display_name_raw
        message, form = f"falta o argumento {name}", f"{ctx.command_path} {name.upper()}"
    else:
        name = _name(param)
        message, form = f"falta a opção {name}", f"{name} {param.metavar or type_name(param, ctx)}"
    if listed := choices(param, ctx):
        return message, f"os possíveis são: {', '.join(listed)}"
    variable = next(_variables(param, ctx), None)
    instead = f" ou defina a variável {variable}" if variable else ""
    return message, _see(ctx, f"escreva {form}{instead}.")


@translate.register(BadParameter)
def _bad_parameter(error: BadParameter) -> SAID:
    fault, hint = _bad_value(error)
    if error.param is None:
        return fault, hint
    return f"{_origin(error.param, error.ctx)}: {fault}", hint


def _bad_value(error: BadParameter) -> SAID:
    cause = error.__cause__
    if isinstance(cause, OSError) and error.param is not None and error.param.type_descriptor.is_file:
        return _file_fault(str(cause.filename), cause)
    if isinstance(cause, ValueError) and error.param is not None:
        from pydantic import ValidationError  # weight: pydantic

        if isinstance(cause, ValidationError):
            return _rejected(error.param, error.ctx, cause)
    match = PATH.fullmatch(error.message)
    if match and match["what"] in PATH_FAULTS:
        fault, hint = PATH_FAULTS[match["what"]]
        return f"{PATH_KINDS[match['kind']]} {_quoted(ast.literal_eval(match['path']))} {fault}", hint
    if NOT_VALID.fullmatch(error.message):
        return "o valor não serve", _see(error.ctx)
    return _line(error.message), _see(error.ctx)


def _rejected(param: _TyperParameter, ctx: Context | None, cause: Any) -> SAID:  # noqa: ANN401
    """Reads a pydantic ValidationError; of a list or tuple, it is the error of the element."""
    detail: dict[str, Any] = cause.errors()[0]
    inner = detail.get("ctx", {}).get("error")
    kind, value, info = detail["type"], detail["input"], param.type_descriptor.parameter_info
    shown = _quoted(value)
    if listed := choices(param, ctx):
        return f"{shown} não é um dos valores possíveis", did_you_mean(str(value), listed)
    if kind in {"greater_than_equal", "less_than_equal"}:
        relation = "menor que o mínimo" if kind == "greater_than_equal" else "maior que o máximo"
        limit = info.min if kind == "greater_than_equal" else info.max
        return f"{shown} é {relation}, {limit}", f"valores admitidos: {range_text(info.min, info.max)}"
    if info.parser is not None and inner is not None:
        return _line(str(inner)), _see(ctx)
    if info.formats and param.type_descriptor.is_datetime:
        forms = " ou ".join(date_format(each) for each in info.formats)
        return f"{shown} não é uma data", f"escreva {forms}"
    if param.type_descriptor.is_tuple and isinstance(value, (list, tuple)):
        return f"vieram {len(value)} valores e são {param.nargs}", _see(ctx)
    fault, hint = VALUE_FAULTS.get(kind.partition("_")[0], ("não serve", ""))
    return f"{shown} {fault}", hint or _see(ctx)


def _file_fault(name: str, cause: BaseException | None) -> SAID:
    number = (cause.errno or 0) if isinstance(cause, OSError) else 0
    code = f" ({errno.errorcode[number]})" if number in errno.errorcode else ""
    unknown = (f"não pôde ser aberto{code}", "confira o caminho e as permissões")
    fault, hint = OS_FAULTS.get(number, unknown)
    return f"o arquivo {_quoted(name)} {fault}", hint


def _origin(param: _TyperParameter, ctx: Context | None) -> str:
    """Where a value came from: an option, an argument or a variable."""
    if ctx is not None and ctx.get_parameter_source(param.name) is ParameterSource.ENVIRONMENT:
        return next((f"variável {each}" for each in _variables(param, ctx) if os.environ.get(each)), param.name)
    return f"argumento {param.display_name_raw}" if isinstance(param, TyperArgument) else _name(param)


def _variables(param: _TyperParameter, ctx: Context) -> Iterator[str]:
    if param.envvar is not None:
        yield from [param.envvar] if isinstance(param.envvar, str) else param.envvar
    if isinstance(param, TyperOption) and param.allow_from_autoenv and ctx.auto_envvar_prefix:
        yield f"{ctx.auto_envvar_prefix}_{param.name.upper()}"


def _name(param: _TyperParameter) -> str:
    return next((each for each in param.opts if each.startswith("--")), param.opts[0])


def _options(ctx: Context) -> dict[str, TyperOption]:
    """The options a command admits, by each of their names."""
    options = [p for p in ctx.command.get_params(ctx) if isinstance(p, TyperOption) and not p.hidden]
    return {name: option for option in options for name in (*option.opts, *option.secondary_opts)}


def _guess(guess: str | None, ctx: Context | None) -> str:
    return _see(ctx, f"você quis dizer {guess}?" if guess else "")


def _see(ctx: Context | None, first: str = "") -> str:
    """Where to read more, after whatever is said first."""
    where = f"{ctx.command_path if ctx else 'carteira'} --ajuda"
    return f"{first} Veja: {where}" if first else f"veja: {where}"


def _quoted(value: object) -> str:
    return f'"{_line(str(value))}"'


def _line(text: str) -> str:
    return _escape_control_characters(" ".join(text.split())).removesuffix(".")
