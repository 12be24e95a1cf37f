"""`carteira ajuda` and `carteira completar`: the help of a command, and what teaches a shell to complete."""

from __future__ import annotations

import sys

import typer
from typer._click.globals import get_current_context

from carteira_cli.cli.completion import SHELLS, completion_script
from carteira_cli.cli.options import Typed, add, own
from carteira_cli.cli.ptbr import show_help
from carteira_cli.commands import commands

_WHERE = (
    'bash, zsh, fish ou powershell. Em ~/.bashrc ou ~/.zshrc: eval "$(carteira completar bash)" (ou zsh). Em fish: '
    "carteira completar fish > ~/.config/fish/completions/carteira.fish. No $PROFILE do PowerShell: "
    "carteira completar powershell | Out-String | Invoke-Expression."
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    name = own(
        "comando",
        str | None,
        typer.Argument(help="De que comando.", show_default=False, autocompletion=lambda: [*commands()]),
    )
    add(app, "ajuda", _help, takes=(), extra=[name])
    shell = own("terminal", str, typer.Argument(help=_WHERE, autocompletion=lambda: [*SHELLS]), ...)
    add(app, "completar", _complete, takes=(), extra=[shell])


def _help(flags: Typed) -> None:
    program = get_current_context().find_root()
    show_help(program, flags["comando"])


def _complete(flags: Typed) -> None:
    sys.stdout.write(completion_script(flags["terminal"]))
