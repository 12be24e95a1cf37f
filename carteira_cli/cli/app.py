"""The program: every command that has a record, each built when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, cast

import typer
from typer.main import get_command, get_command_from_info

from carteira_cli import __version__
from carteira_cli.cli.options import Typed, add
from carteira_cli.cli.ptbr import PortugueseGroup, told_of
from carteira_cli.cli.ptbr.params import VERSION
from carteira_cli.commands import analyses, commands
from carteira_cli.names import spelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer._click import Context
    from typer._click.core import Command

    from carteira_cli.cli.ptbr.params import Param


_FOREIGN = {"help": "ajuda"}  # what other programs have; nobody is told of it


class Program(PortugueseGroup):
    """The commands by their records; making options of all their parameters would take longer than most runs."""

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
        """Their names, in the order of the help."""
        return [*commands()]

    def listed(self, ctx: Context) -> list[tuple[str, str, str]]:  # noqa: ARG002
        """What their records tell of them."""
        return [(one.panel, name, one.brief or one.help) for name, one in commands().items()]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """One of them, built now."""
        if cmd_name in commands() and cmd_name not in self.commands:
            self.commands[cmd_name] = _built(cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """By a command's name in any case and accent; `help` is what other programs call ours."""
        name = spelled(_FOREIGN.get(args[0].casefold(), args[0]), commands())
        return super().resolve_command(ctx, [name, *args[1:]])

    def shared(self, ctx: Context) -> list[Param]:
        """The options of every analysis."""
        command = self.get_command(ctx, next(iter(analyses())))
        return [one for one in told_of(command, ctx) if one.rich_help_panel] if command else []


app = typer.Typer(
    cls=Program,
    rich_markup_mode=None,
    add_completion=False,
    help="Analisa a carteira de clientes: churn, LTV, CAC, RFM, curva 80/20.",
)


def _show_version(asked: bool) -> None:  # noqa: FBT001 - a Typer callback
    if asked:
        typer.echo(f"carteira {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    *,
    version: Annotated[
        bool, typer.Option("--versao", VERSION, help="Mostra a versão e sai.", callback=_show_version, is_eager=True)
    ] = False,
) -> None: ...


def program() -> Program:
    """The program, none of its commands built yet."""
    return cast("Program", get_command(app))


def _built(name: str) -> Command:
    """A command, from its record and, where it is no analysis, from the module that its record names."""
    alone = typer.Typer()
    if name in analyses():
        add(alone, name, _analysis(name))
    else:
        import_module(commands()[name].module).register(alone)
    info = next(one for one in alone.registered_commands if one.name == name)
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)


def _analysis(command: str) -> Callable[[Typed], None]:
    def body(flags: Typed) -> None:
        # weight: the help does without
        from carteira_cli.cli.execute import run_analysis

        run_analysis(command, flags)

    return body
