"""The one place where a run begins and ends: errors become a line, a hint and an exit code."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, Self

from typer.exceptions import Abort, TyperException
from typer.main import get_command

from carteira_cli.cli.ptbr import translate
from carteira_cli.errors import CarteiraError, ExitCode, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType, TracebackType


class Terminated(BaseException):
    """SIGTERM arrived; raised so that temporary files are removed on the way out."""


class Outcome:
    """A context that turns whatever ends a run into an exit code, and never lets a traceback out."""

    def __init__(self, argv: Sequence[str]) -> None:
        self.argv = argv
        self.code: int = ExitCode.OK

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        match error:
            case None | SystemExit():
                return False
            case CarteiraError():
                self._tell(error)
            case Abort() | KeyboardInterrupt():
                self.code = ExitCode.INTERRUPTED
            case Terminated():
                self.code = ExitCode.TERMINATED
            case TyperException():
                self._tell(UsageError(*translate(error)))
            case BrokenPipeError():
                _forget_stdout()
            case _:
                self._internal(error)
        return True

    def _tell(self, error: CarteiraError) -> None:
        self.code = error.exit_code
        if _wants_json(self.argv):
            from carteira_cli.render.json import render_error

            command = next((word for word in self.argv if not word.startswith("-")), None)
            sys.stdout.buffer.write(render_error(error, command))
            sys.stdout.flush()
        sys.stderr.write(f"erro: {error.message}\ndica: {error.hint}\n")

    def _internal(self, error: BaseException) -> None:
        self.code = ExitCode.INTERNAL
        if "--depurar" in self.argv or os.environ.get("CARTEIRA_DEPURAR"):
            import traceback

            traceback.print_exception(error)
        summary = " ".join(str(error).split())[:200]
        sys.stderr.write(f"erro: falha interna ({type(error).__name__}: {summary})\n")
        sys.stderr.write("dica: repita com --depurar e envie o rastro com o comando usado\n")


def _wants_json(argv: Sequence[str]) -> bool:
    """Whether JSON was asked for, read from the bare words: the error may be that they don't parse."""
    given = None
    for position, word in enumerate(argv):
        if word in {"-f", "--formato"}:
            given = argv[position + 1] if position + 1 < len(argv) else None
        elif word.startswith("--formato="):
            given = word.removeprefix("--formato=")
        elif word.startswith("-f"):
            given = word.removeprefix("-f")
    return (given or os.environ.get("CARTEIRA_FORMATO")) == "json"


def _forget_stdout() -> None:
    """The reader is gone: let Python's own flush at exit go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _on_term(_signal: int, _frame: FrameType | None) -> None:
    raise Terminated


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    with Outcome(argv) as outcome:
        from carteira_cli.cli.app import app

        code = get_command(app).main(args=list(argv), prog_name="carteira", standalone_mode=False)
        sys.stdout.flush()
        if isinstance(code, int):
            outcome.code = code
    return int(outcome.code)


def run() -> None:
    """The `carteira` program."""
    signal.signal(signal.SIGTERM, _on_term)
    sys.exit(main(sys.argv[1:]))
