"""Groups and commands whose help is in Portuguese."""

from __future__ import annotations

import sys
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from typer._click.core import Command as AnyCommand
from typer._click.exceptions import UsageError
from typer._click.utils import echo
from typer.core import TyperCommand, TyperGroup, _main
from typer.exceptions import Abort, TyperException

from carteira_cli.cli.completion import answer
from carteira_cli.cli.ptbr.errors import UnknownCommand, translate
from carteira_cli.cli.ptbr.params import localise
from carteira_cli.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from typer._click import Context, HelpFormatter, Parameter
    from typer._click.shell_completion import CompletionItem
    from typer.core import TyperOption

HELP_NAMES = ("--help", "--ajuda", "-h")
USAGE = {"[OPTIONS]": "[OPÇÕES]", "COMMAND [ARGS]...": "COMANDO [ARGS]..."}
COMPLETION_HELP_WIDTH = 60  # longer, Typer wraps it and the second line becomes a candidate


def install() -> None:
    """Assigns the constants of `typer.rich_utils`. The help does it by itself; it may be called again."""
    from typer import rich_utils  # weight: rich

    rich_utils.ARGUMENTS_PANEL_TITLE = "Argumentos"
    rich_utils.OPTIONS_PANEL_TITLE = "Opções"
    rich_utils.COMMANDS_PANEL_TITLE = "Comandos"
    rich_utils.ERRORS_PANEL_TITLE = "Erro"
    rich_utils.ABORTED_TEXT = "Interrompido."
    rich_utils.RICH_HELP = "Veja [blue]{command_path} {help_option}[/]."
    rich_utils.DEPRECATED_STRING = "(obsoleto) "
    rich_utils.DEFAULT_STRING = "[padrão: {}]"
    rich_utils.ENVVAR_STRING = "[variável: {}]"
    rich_utils.REQUIRED_LONG_STRING = "[obrigatório]"
    highlights = rich_utils.OptionHighlighter.highlights
    rich_utils.OptionHighlighter.highlights = [each.replace("Usage: ", "Uso: ") for each in highlights]
    # Typer colours whenever GITHUB_ACTIONS or PY_COLORS is there, pipe or not. Rich alone looks at the
    # terminal, FORCE_COLOR, NO_COLOR and TERM, and that is what a pipe deserves.
    rich_utils.FORCE_TERMINAL = None


class _Portuguese(AnyCommand):
    """What a group and a command have in common."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        params = super().get_params(ctx)
        for param in params:
            localise(param, ctx)
        return params

    def get_help_option_names(self, ctx: Context) -> list[str]:  # noqa: ARG002
        """In a fixed order: Typer's is that of a set and changes from run to run."""
        taken = {name for param in self.params for name in (*param.opts, *param.secondary_opts)}
        return [name for name in HELP_NAMES if name not in taken]

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Mostra esta ajuda e sai."
        return option

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        return [USAGE.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: Context, formatter: HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Uso: ")

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
            item.help = shorten(item.help or "", COMPLETION_HELP_WIDTH, placeholder="…") or None
        return items

    def _main_shell_completion(
        self, ctx_args: MutableMapping[str, Any], prog_name: str, complete_var: str | None = None
    ) -> None:
        answer(self, ctx_args, prog_name, complete_var)

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:  # noqa: ARG002
        """Always Rich's help: the plain one, that TYPER_USE_RICH=0 asks for, exists only in English."""
        from typer import rich_utils  # weight: rich

        install()
        rich_utils.rich_format_help(obj=self, ctx=ctx, markup_mode="rich")

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

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, AnyCommand | None, list[str]]:
        """Refuses an unknown command with its name and the candidates, instead of a sentence."""
        name = args[0]
        unknown = self.get_command(ctx, name) is None and not name.startswith("-")
        if unknown and not ctx.resilient_parsing:
            raise UnknownCommand(name, ctx)
        return super().resolve_command(ctx, args)
