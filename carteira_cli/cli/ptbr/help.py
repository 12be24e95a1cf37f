"""Groups and commands whose help is in Portuguese."""

from __future__ import annotations

import sys
from textwrap import shorten
from typing import TYPE_CHECKING, Any, cast

from typer._click.core import Command as AnyCommand
from typer._click.decorators import help_option
from typer._click.exceptions import UsageError
from typer._click.utils import echo
from typer.core import TyperCommand, TyperGroup, _main
from typer.exceptions import Abort, TyperException

from carteira_cli.cli.completion import answer
from carteira_cli.cli.ptbr.errors import UnknownCommand, translate
from carteira_cli.cli.ptbr.params import FULL_NAME, HELP_NAMES, localise
from carteira_cli.errors import ExitCode
from carteira_cli.names import spelled

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from typer._click import Context, HelpFormatter, Parameter
    from typer._click.shell_completion import CompletionItem
    from typer.core import TyperOption

    from carteira_cli.cli.ptbr.contents import Listed
    from carteira_cli.cli.ptbr.params import Param
    from carteira_cli.cli.ptbr.sheet import Sheet

USAGE = {"[OPTIONS]": "[OPÇÕES]"}
COMPLETION_HELP_WIDTH = 60  # longer, Typer wraps it and the second line becomes a candidate


def _short(text: str | None) -> str | None:
    return shorten(text or "", COMPLETION_HELP_WIDTH, placeholder="…") or None


class _Portuguese(AnyCommand):
    """What a group and a command have in common."""

    _full_option: TyperOption | None = None

    def get_params(self, ctx: Context) -> list[Parameter]:
        """Those of the command, and its two helps."""
        params = super().get_params(ctx)
        if self.add_help_option:
            if self._full_option is None:  # one object, as Typer's own help option: their order is looked up by it
                self._full_option = self._help([FULL_NAME], "Mostra a ajuda com todas as opções e sai.", full=True)
            params = [*params, self._full_option]
        for param in params:
            localise(param, ctx)
        return params

    def get_help_option_names(self, ctx: Context) -> list[str]:  # noqa: ARG002
        """In a fixed order: Typer's is that of a set and changes from run to run."""
        taken = {name for param in self.params for name in (*param.opts, *param.secondary_opts)}
        return [name for name in HELP_NAMES if name not in taken]

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        names = self.get_help_option_names(ctx)
        if self._help_option is None and names and self.add_help_option:
            self._help_option = self._help(names, f"Mostra esta ajuda; {FULL_NAME}, todas as opções.", full=False)
        return self._help_option

    def _help(self, names: list[str], told: str, *, full: bool) -> TyperOption:
        help_option(names)(self)
        option = cast("TyperOption", self.params.pop())
        option.help = told

        def asked(ctx: Context, _param: Parameter, value: bool) -> None:  # noqa: FBT001 - as Typer calls it
            if value and not ctx.resilient_parsing:
                self.show_help(ctx, full=full)
                ctx.exit()

        option.callback = asked
        return option

    def sheet(self, ctx: Context, *, full: bool) -> Sheet:
        """The help, short or with every option."""
        from carteira_cli.cli.ptbr.contents import of_command  # weight: for a help alone

        return of_command(self, ctx, full=full)

    def show_help(self, ctx: Context, *, full: bool) -> None:
        """Print the help."""
        from carteira_cli.cli.ptbr.sheet import show  # weight: for a help alone

        show(self.sheet(ctx, full=full))

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        return [USAGE.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def get_short_help_str(self, limit: int = 45) -> str:
        return super().get_short_help_str(limit).replace("(DEPRECATED", "(obsoleto")

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Adds the context that some parser errors lack, so that each can name the help to read."""
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def invoke(self, ctx: Context) -> Any:  # noqa: ANN401
        """Says in Portuguese that a command is obsolete; without the mark, Typer keeps its own warning."""
        mark, self.deprecated = self.deprecated, False
        if mark:
            instead = f": {mark}" if isinstance(mark, str) else ""
            echo(f"aviso: o comando {self.name} está obsoleto{instead}", err=True)
        try:
            return super().invoke(ctx)
        finally:
            self.deprecated = mark

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        items = super().shell_complete(ctx, incomplete)
        for item in items:
            item.help = _short(item.help)
        return items

    def _main_shell_completion(
        self, ctx_args: MutableMapping[str, Any], prog_name: str, complete_var: str | None = None
    ) -> None:
        answer(self, ctx_args, prog_name, complete_var)

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002
        """Always ours: the plain one, that TYPER_USE_RICH=0 asks for, exists only in English."""
        self.show_help(ctx, full=False)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002
        **extra: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        """Runs without Typer's own messages; with `standalone_mode=False` errors are the caller's."""
        try:
            outcome = _main(
                self,
                args=args,
                prog_name=prog_name,
                complete_var=complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
        except SystemExit as stop:  # Typer and Rich leave with 1 when the reader closes the pipe
            if not standalone_mode and isinstance(stop.__context__, BrokenPipeError):
                raise stop.__context__ from None
            raise
        except (TyperException, Abort) as error:
            if not standalone_mode:
                raise
            message, hint = translate(error)
            echo(f"erro: {message}\ndica: {hint}", err=True)
            sys.exit(ExitCode.INTERRUPTED if isinstance(error, Abort) else ExitCode.UNUSABLE)
        if standalone_mode:
            sys.exit(outcome if isinstance(outcome, int) else ExitCode.OK)
        return outcome


class PortugueseCommand(_Portuguese, TyperCommand):
    """For `app.command(cls=Command)`."""


class PortugueseGroup(_Portuguese, TyperGroup):
    """For `typer.Typer(cls=Group)`."""

    def get_command(self, ctx: Context, cmd_name: str) -> AnyCommand | None:
        """Refuses, for the developer's sake, a command registered without its class."""
        command = super().get_command(ctx, cmd_name)
        if command is not None and not isinstance(command, _Portuguese):
            raise TypeError(
                f"command {cmd_name!r} speaks English: register it with cls=ptbr.PortugueseCommand or PortugueseGroup"
            )
        return command

    def collect_usage_pieces(self, ctx: Context) -> list[str]:  # noqa: ARG002
        """What one types; the group's own options are seldom any of it."""
        return ["COMANDO [OPÇÕES]"]

    def list_commands(self, ctx: Context) -> list[str]:  # noqa: ARG002
        """Those that anybody is told of, in the order they were added."""
        return [name for name, one in self.commands.items() if not one.hidden]

    def listed(self, ctx: Context) -> list[Listed]:
        """What is told of each command without its help being asked for."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [
            (str(getattr(one, "rich_help_panel", None) or ""), name, one.get_short_help_str(sys.maxsize))
            for name, one in found
            if one is not None
        ]

    def shared(self, ctx: Context) -> list[Param]:  # noqa: ARG002
        """Options that many of its commands have, for its full help."""
        return []

    def sheet(self, ctx: Context, *, full: bool) -> Sheet:
        """The help: what it has, short or with the options that its commands share."""
        from carteira_cli.cli.ptbr.contents import of_group  # weight: for a help alone

        return of_group(self, ctx, self.listed(ctx), self.shared(ctx) if full else [], full=full)

    def shell_complete(self, ctx: Context, incomplete: str) -> list[CompletionItem]:
        """Commands by what is told of them: none is built to be offered."""
        from typer._click.shell_completion import CompletionItem  # weight: for a shell that asks

        fitting = [(name, told) for _, name, told in self.listed(ctx) if name.startswith(incomplete)]
        options = AnyCommand.shell_complete(self, ctx, incomplete)
        return [*(CompletionItem(name, help=_short(told)) for name, told in fitting), *options]

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, AnyCommand | None, list[str]]:
        """Refuses an unknown command with its name and the candidates, instead of a sentence."""
        name = args[0]
        unknown = self.get_command(ctx, name) is None and not name.startswith("-")
        if unknown and not ctx.resilient_parsing:
            raise UnknownCommand(name, ctx)
        return super().resolve_command(ctx, args)


def show_help(group: Context, name: str | None) -> None:
    """Show the help of a group, or of one of its commands.

    Raises:
        UnknownCommand: it has no such command.
    """
    if name is None:
        cast("_Portuguese", group.command).show_help(group, full=False)
        return
    program = cast("PortugueseGroup", group.command)
    name = spelled(name, program.list_commands(group))
    command = program.get_command(group, name)
    if command is None:
        raise UnknownCommand(name, group)
    cast("_Portuguese", command).show_help(command.context_class(command, group, name), full=False)
