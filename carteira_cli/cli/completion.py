"""Completion of the command line by the shell: the script, and the answers to it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from carteira_cli.errors import ExitCode, UsageError, did_you_mean
from carteira_cli.names import spelled

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from typer._click import Command

SHELLS = ("bash", "zsh", "fish", "powershell")


def _variable(prog: str) -> str:
    return f"_{prog}_COMPLETE".replace("-", "_").upper()


def completion_script(shell: str, prog: str = "carteira") -> str:
    """The script that teaches `shell` to complete `prog`.

    Raises:
        UsageError: when no script exists for that shell.
    """
    from typer._completion_shared import get_completion_script  # weight: typer

    shell = spelled(shell, SHELLS)
    if shell not in SHELLS:
        raise UsageError(f'não há complemento para "{shell}"', did_you_mean(shell, SHELLS))
    script = get_completion_script(prog_name=prog, complete_var=_variable(prog), shell=shell)
    if shell == "bash":  # a value comes behind the sign, and not behind a blank
        script = script.replace(
            "    return 0\n", '    [[ "${COMPREPLY[0]}" == *= ]] && compopt -o nospace\n    return 0\n'
        )
    return f"{script}\n"


def answer(command: Command, ctx_args: MutableMapping[str, Any], prog: str, variable: str | None) -> None:
    """Prints the candidates and exits when a completion script is asking; does nothing otherwise."""
    variable = variable or _variable(prog)
    question = os.environ.get(variable)
    if not question:
        return
    from typer import _completion_classes as classes  # weight: typer
    from typer.completion import shell_complete  # weight: typer

    if question.removeprefix("complete_") not in SHELLS or not question.startswith("complete_"):
        asked = ", ".join(f"complete_{shell}" for shell in SHELLS)
        sys.stderr.write(f'erro: {variable}="{question}" não é um pedido de complemento\n')
        sys.stderr.write(f"dica: apague a variável {variable} ou use um destes: {asked}\n")
        sys.exit(ExitCode.UNUSABLE)
    # Typer's loads a reader of Markdown for what has no markup.
    classes._sanitize_help_text = lambda text: text  # noqa: SLF001
    classes.completion_init()
    sys.exit(shell_complete(command, ctx_args, prog, variable, question))
