"""A method a command: its name, its signature and its words come from the record, and so does what it does."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Protocol

from carteira_cli.commands import CommandKind, commands
from carteira_cli.library.options import options_of, summary
from carteira_cli.library.result import Resultado

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from carteira_cli.config.settings import Setting

_ASKED = {CommandKind.INDICATORS, CommandKind.STUDY}
KINDS = {"text": "Valor | None", "list": "Valores | None", "switch": "bool"}  # as `options` and the stub have them


class Answering(Protocol):
    """What a method asks."""

    def perguntar(self, comando: str, opcoes: Mapping[str, Any]) -> Resultado:
        """The result of a command."""


def asked_commands() -> tuple[str, ...]:
    """The commands that have a method, in the order of the help."""
    return tuple(name for name, one in commands().items() if one.kind in _ASKED or one.answers)


def method_name(command: str) -> str:
    """What the method of a command is called: `churn_receita` for `churn-receita`."""
    return command.replace("-", "_")


def add_methods(cls: type) -> None:
    """Give a class a method a command."""
    for command in asked_commands():
        setattr(cls, method_name(command), _method(cls, command))


def signature_of(command: str) -> inspect.Signature:
    """The signature of a method: what the command line says without a flag, the period, then options by name."""
    own = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return inspect.Signature(
        [own, *(_parameter(one) for one in options_of(command))], return_annotation=Resultado.__name__
    )


def _parameter(setting: Setting[Any]) -> inspect.Parameter:
    alone = setting.bare or setting.key == "periodo"
    return inspect.Parameter(
        setting.key,
        inspect.Parameter.POSITIONAL_OR_KEYWORD if alone else inspect.Parameter.KEYWORD_ONLY,
        default=False if setting.domain.kind == "switch" else None,
        annotation=KINDS[setting.domain.kind],
    )


def _method(cls: type, command: str) -> Callable[..., Resultado]:
    signature = signature_of(command)

    def method(self: Answering, *args: Any, **options: Any) -> Resultado:  # noqa: ANN401 - whatever the user gives
        names = [name for name, one in signature.parameters.items() if one.kind is one.POSITIONAL_OR_KEYWORD][1:]
        if len(args) > len(names) or set(names[: len(args)]) & options.keys():
            signature.bind(self, *args, **options)  # says which, as Python does
        return self.perguntar(command, {**dict(zip(names, args, strict=False)), **options})

    method.__name__ = method_name(command)
    method.__qualname__ = f"{cls.__name__}.{method.__name__}"
    method.__doc__ = summary(command)
    method.__module__ = cls.__module__
    method.__signature__ = signature  # type: ignore[attr-defined]  # functions take one
    return method
