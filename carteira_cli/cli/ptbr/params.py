"""Options and arguments that describe themselves in Portuguese."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, get_args

from typer._coercion import RuntimeParam, build_runtime_param
from typer._param_types import normalize_choice_value
from typer.core import TyperArgument, TyperOption, _get_default_string

if TYPE_CHECKING:
    from typer._click import Context, Parameter
    from typer._click.core import Command
    from typer.core import _TyperParameter

    Param = TyperArgument | TyperOption

HELP_NAMES = ("--help", "--ajuda", "-h")
VERSION = "--version"
UNTOLD = frozenset({HELP_NAMES[0], VERSION})  # what other programs have: they answer, and nobody is told of them
FULL_NAME = "--ajuda-completa"
# By name, so that no module is loaded to describe a type nobody uses.
TYPES = {
    "str": "TEXTO",
    "int": "INTEIRO",
    "float": "NÚMERO",
    "Decimal": "NÚMERO",
    "bool": "SIM|NÃO",
    "date": "DATA",
    "datetime": "DATA",
    "time": "HORA",
    "timedelta": "DURAÇÃO",
    "UUID": "UUID",
    "Path": "CAMINHO",
}
OTHER_TYPE = "VALOR"
PATH_TYPES = {"file": "ARQUIVO", "dir": "PASTA", "path": "CAMINHO"}
DATE_PARTS = {"%Y": "AAAA", "%y": "AA", "%m": "MM", "%d": "DD", "%H": "HH", "%M": "MM", "%S": "SS"}
NARROW = 16  # a wider list of choices would leave no room for the help text in 80 columns


class _Lazy(RuntimeParam):
    """Typer's coercion, built when a value needs it: it loads pydantic, which costs as much as Typer."""

    def _coerce_value(self, value: Any, param: _TyperParameter, ctx: Context) -> Any:  # noqa: ANN401
        plain = self.parameter_info.parser is None and not param.type_descriptor.is_path
        if plain and self.annotation in {str, list[str]} and isinstance(value, (str, list)):
            return value
        return build_runtime_param(param.type_descriptor).coerce(value, param=param, ctx=ctx)


def _lazy(param: _TyperParameter) -> RuntimeParam:
    descriptor = param.type_descriptor
    return _Lazy(parameter_info=descriptor.parameter_info, annotation=descriptor.annotation)


class Option(TyperOption):
    """An option whose type, range and default read in Portuguese."""

    def get_runtime_param(self) -> RuntimeParam:
        """See `_Lazy`."""
        return _lazy(self)

    def display_type_rich(self, ctx: Context) -> str | None:
        """The type column; empty for a flag, which takes no value."""
        return None if self.is_flag or self.count else self.metavar or type_name(self, ctx)

    def _get_default_string(self, *, ctx: Context, show_default_is_str: bool, default_value: Any) -> str:  # noqa: ANN401
        return _default(self, ctx, default_value, given=show_default_is_str)

    def _get_number_range_help_str(self) -> str | None:
        """Nothing beside the type: see `localise`."""


class Argument(TyperArgument):
    """An argument whose type, range and default read in Portuguese."""

    def get_runtime_param(self) -> RuntimeParam:
        """See `_Lazy`."""
        return _lazy(self)

    def _usage_display_name(self) -> str:
        """As it is typed: Typer's braces are for programmers."""
        return usage_name(self)

    def _get_default_string(self, *, ctx: Context, show_default_is_str: bool, default_value: Any) -> str:  # noqa: ANN401
        return _default(self, ctx, default_value, given=show_default_is_str)

    def _get_number_range_help_str(self) -> str | None:
        """Nothing beside the type: see `localise`."""


def told_of(command: Command, ctx: Context) -> list[Param]:
    """The parameters that anybody is told of."""
    found = command.get_params(ctx)
    return [one for one in found if isinstance(one, (TyperArgument, TyperOption)) and not one.hidden]


def usage_name(param: TyperArgument) -> str:
    """An argument as one types it: ARQUIVO, or [NOME] where it may be left out."""
    name = param.display_name_raw.strip("[]").upper()
    more = "..." if param.nargs != 1 else ""
    return f"{name}{more}" if param.required else f"[{name}]{more}"


def localise(param: Parameter, ctx: Context) -> None:
    """Turns one of Typer's parameters into ours, in place, because Typer hard-codes their classes.

    Ranges and long lists of choices go to the end of the help text: beside the type, where Typer has them,
    they leave it less than half of 80 columns.
    """
    if type(param) is TyperArgument:
        param.__class__ = Argument
    elif type(param) is TyperOption:
        param.__class__ = Option
        param.secondary_opts = [
            f"--sem-{name.removeprefix('--no-')}" if name.startswith("--no-") else name for name in param.secondary_opts
        ]
    else:
        return
    admitted = "" if getattr(param, "count", False) else range_text(param.min, param.max)
    listed = choices(param, ctx)
    if listed and (param.metavar or len("|".join(listed)) > NARROW):
        admitted = f"um de: {', '.join(listed)}"
    if admitted:
        first = f"{param.help.removesuffix('.')}. " if param.help else ""
        param.help = f"{first}{admitted[0].upper()}{admitted[1:]}."


def choices(param: _TyperParameter, ctx: Context | None) -> list[str]:
    """The values a parameter admits, when they are a list."""
    descriptor = param.type_descriptor
    return [normalize_choice_value(each, descriptor.case_sensitive, ctx) for each in descriptor.choices or ()]


def type_name(param: _TyperParameter, ctx: Context) -> str:
    """What to type, in capitals: TEXTO, INTEIRO, a|b, AAAA-MM-DD; "..." after what may be repeated."""
    descriptor = param.type_descriptor
    repeats = "..." if descriptor.is_list else ""
    if descriptor.is_choice:
        label = "|".join(choices(param, ctx)) if param.show_choices else OTHER_TYPE
        return (label if len(label) <= NARROW else "NOME") + repeats
    if descriptor.is_file:
        return PATH_TYPES["file"] + repeats
    if descriptor.is_path:
        return PATH_TYPES[descriptor.path_type]
    if descriptor.is_datetime and descriptor.parameter_info.formats:
        return "|".join(date_format(each) for each in descriptor.parameter_info.formats)
    if descriptor.is_list or descriptor.is_tuple:
        return " ".join(_one_type(each) for each in get_args(descriptor.annotation)) + repeats
    return _one_type(descriptor.annotation)


def _one_type(annotation: object) -> str:
    return TYPES.get(getattr(annotation, "__name__", ""), OTHER_TYPE)


def date_format(pattern: str) -> str:
    """A strptime pattern as a person writes it: AAAA-MM-DD."""
    for code, letters in DATE_PARTS.items():
        pattern = pattern.replace(code, letters)
    return pattern


def range_text(low: float | None, high: float | None) -> str:
    """A range in words; empty when there is none."""
    if low is not None and high is not None:
        return f"de {low} a {high}"
    if low is not None:
        return f"mínimo {low}"
    return "" if high is None else f"máximo {high}"


def _default(param: TyperOption | TyperArgument, ctx: Context, value: Any, *, given: bool) -> str:  # noqa: ANN401
    if not given and inspect.isfunction(value):
        return "(calculado)"
    if not given and value is True and not param.secondary_opts:
        return "sim"
    if getattr(param, "count", False) and not value:
        return ""
    return _get_default_string(param, ctx=ctx, show_default_is_str=given, default_value=value)
