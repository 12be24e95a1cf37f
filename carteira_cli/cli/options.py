"""Settings become Typer parameters: an option is declared once, in `carteira_cli.config.settings`."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carteira_cli.cli.offered import has_candidates, offered
from carteira_cli.cli.ptbr import PortugueseCommand
from carteira_cli.commands import commands
from carteira_cli.config.settings import QuestionSettings, ResultSettings, Setting, settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

Typed = dict[str, Any]


def _with_settings(
    command: str,
    body: Callable[[Typed], None],
    *,
    takes: Collection[Setting[Any]] | None = None,
    extra: Sequence[inspect.Parameter] = (),
) -> Callable[..., None]:
    """A function with one keyword parameter a setting, for Typer to read.

    Args:
        command: whose settings they are.
        body: what runs, given parameter → value as the command line gave it.
        takes: the settings to take; None for all of an analysis.
        extra: parameters of the command's own, first in the help.
    """

    def run(**flags: Any) -> None:  # noqa: ANN401 - whatever Typer parsed
        body(flags)

    own = [_parameter(setting, command) for setting in settings_of(command) if takes is None or setting in takes]
    parameters = [*extra, *own]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # functions take one
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    run.__name__ = command.replace("-", "_")
    return run


def add(
    app: typer.Typer,
    command: str,
    body: Callable[[Typed], None],
    *,
    takes: Collection[Setting[Any]] | None = None,
    extra: Sequence[inspect.Parameter] = (),
) -> None:
    """Add a command to the program, as its record says; the rest is as in `_with_settings`."""
    record = commands()[command]
    function = _with_settings(command, body, takes=takes, extra=extra)
    examples = "\n".join(f"carteira {line}" for line in record.examples)
    app.command(command, cls=PortugueseCommand, help=record.help, epilog=examples)(function)


def own(name: str, kind: Any, info: Any, default: Any = None) -> inspect.Parameter:  # noqa: ANN401 - Typer's types
    """A parameter that only one command has."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, info])


def _parameter(setting: Setting[Any], command: str) -> inspect.Parameter:
    """The parameter of a setting."""
    kinds: dict[str, tuple[Any, Any]] = {
        "text": (str | None, None),
        "list": (list[str] | None, None),
        "switch": (bool, False),
    }
    kind, default = kinds[setting.domain.kind]
    complete = (lambda ctx, incomplete: offered(command, setting, ctx, incomplete)) if has_candidates(setting) else None
    if setting.bare:
        word = typer.Argument(
            help=setting.help_in(command), metavar=setting.metavar, show_default=False, autocompletion=complete
        )
        return own(setting.key, kind, word, default)
    usual = commands()[command].format if setting is ResultSettings.formato else setting.domain.default
    shown = f" Padrão: {usual}." if usual and setting is not QuestionSettings.periodo else ""
    option = typer.Option(
        setting.flag,
        *([setting.short] if setting.short else []),
        help=setting.help_in(command) + shown,
        metavar=None if setting.domain.kind == "switch" else setting.metavar,
        rich_help_panel=setting.panel if setting.commands is None else None,  # without one it is the command's own
        show_default=False,
        autocompletion=complete,
    )
    return inspect.Parameter(
        setting.key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[kind, option]
    )
