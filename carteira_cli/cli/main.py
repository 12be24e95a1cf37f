"""The one place where a run begins and ends: errors become a line, a hint and an exit code."""

from __future__ import annotations

import atexit
import errno
import os
import signal
import sys
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from typer.exceptions import Abort, TyperException

from carteira_cli.cli.bare_words import arranged, command_of, debugging, wants_json
from carteira_cli.cli.broken import DAMAGED, reason
from carteira_cli.cli.guard import (
    check_open_files,
    check_surroundings,
    memory_limit,
    short_of_memory,
    tame_surroundings,
    watched,
)
from carteira_cli.cli.log import begin, current
from carteira_cli.cli.ptbr import translate
from carteira_cli.errors import (
    CarteiraError,
    DataError,
    ExitCode,
    OutputError,
    SurroundingsError,
    UsageError,
    is_panic,
    remedy,
    why,
)
from carteira_cli.quoted import discretion_of_a_run
from carteira_cli.told import summary_of, told_error, trace_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType


_TERMINATED = Event()
_ENDED = Event()
_NAMED = 8  # files that a message names
PATIENCE = 8.0  # seconds that a run may take to end after a signal


class Ending:
    """A context that turns whatever ends a run into an exit code, and never lets a traceback out."""

    def __init__(self, argv: Sequence[str]) -> None:
        self.argv = argv
        self.code: int = ExitCode.OK

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if error is None or isinstance(error, SystemExit):
            return False
        if lacking := _surroundings(error):
            self._tell(lacking, error)
        else:
            self._end(error)
        return True

    def _end(self, error: BaseException) -> None:
        match error:
            case CarteiraError():
                self._tell(error)
            case Abort() | KeyboardInterrupt():
                self.interrupted()
            case TyperException():
                self._tell(UsageError(*translate(error)))
            case BrokenPipeError():
                _forget_stdout()
            case OSError(errno=errno.ENOSPC):  # help, which the library writes: all else tells its own file
                _forget_stdout()
                self._tell(OutputError("a saída padrão está num disco cheio", "libere espaço, ou use outro arquivo"))
            case MemoryError():
                self._tell(short_of_memory())
            case OSError():  # whatever file it is of: the system's complaint, and no fault of the program's
                where = f"{error.filename}: " if error.filename else ""
                told = f"{where}o sistema recusou o acesso ({why(error)})"
                self._tell(DataError(told, remedy(error, "confira o arquivo e a pasta")))
            case BaseException() if is_panic(error):
                self._tell(_broken_down(error))
            case _:
                self._internal(error)

    def _tell(self, error: CarteiraError, cause: BaseException | None = None) -> None:
        if cause is not None and debugging(self.argv):
            _complain(trace_of(cause))  # it may be a fault of the program after all
        error = told_error(error)
        self.code = error.exit_code
        self._in_json(error)
        if not current().error(error):
            _complain(f"erro: {error.message}\ndica: {error.hint}\n")

    def _in_json(self, error: CarteiraError) -> None:
        """The envelope on stdout, where JSON was asked for; a stdout that takes nothing changes no exit code."""
        if not wants_json(self.argv) or sys.stdout is None:
            return
        from carteira_cli.render.failure import render_failure  # weight: for a run that fails

        try:
            sys.stdout.buffer.write(render_failure(error, command_of(self.argv)))
            sys.stdout.flush()
        except OSError:
            _forget_stdout()

    def interrupted(self) -> None:
        """One line: nobody who reads a log should have to know what 143 means."""
        by_signal = _TERMINATED.is_set()
        self.code = ExitCode.TERMINATED if by_signal else ExitCode.INTERRUPTED
        told = f"interrompido ({'sinal do sistema' if by_signal else 'Ctrl-C'}) {_how_far()}"
        if not current().error(CarteiraError(told, "repita o comando")):
            _complain(f"erro: {told}\n")

    def _internal(self, error: BaseException) -> None:
        self.code = ExitCode.INTERNAL
        if debugging(self.argv):
            _complain(trace_of(error))
        problem = told_error(
            CarteiraError(
                f"falha interna ({summary_of(error)})", "repita com --depurar e envie o rastro com o comando usado"
            )
        )
        self._in_json(problem)
        if not current().error(problem):
            _complain(f"erro: {problem.message}\ndica: {problem.hint}\n")


def _surroundings(error: BaseException) -> SurroundingsError | None:
    """What the system or the installation lacks, where an error comes of that, before a file that can't be read."""
    if isinstance(error, Abort) and isinstance(error.__cause__, EOFError):
        return SurroundingsError(*DAMAGED)  # nothing here asks a question whose answer could end
    causes = (error, error.__cause__) if isinstance(error, CarteiraError) else (error,)
    told = next(filter(None, map(reason, causes)), None)
    return SurroundingsError(*told) if told else None


def _broken_down(error: BaseException) -> CarteiraError:
    """The error of a run whose engine panicked: for want of memory, or over what is in a file."""
    if memory_limit() is not None or "alloc" in str(error) or "capacity overflow" in str(error):
        return short_of_memory()
    return DataError(
        "o motor de cálculo parou no meio de um arquivo, que deve estar danificado",
        "exporte o arquivo de novo; se parar outra vez, repita com --depurar e envie o rastro",
    )


def _how_far() -> str:
    """What an interrupted run leaves: files that are in their place already are whole."""
    output = sys.modules.get("carteira_cli.output.write")
    done = output.published() if output is not None else ()
    if not done:
        return "antes do fim"
    more = f" e mais {len(done) - _NAMED}" if len(done) > _NAMED else ""
    names = ", ".join(map(str, done[:_NAMED])) + more
    return f"depois de gravar {names}: o que foi gravado está inteiro"


def _complain(text: str) -> None:
    """Write to stderr; a reader who is gone, or a disk that is full, does not change the exit code."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())


def _forget_stdout() -> None:
    """Nobody takes what is left: let Python's own flush at exit go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _listen_for_term() -> None:
    """Make SIGTERM end a run as soon as Ctrl-C does.

    A Python handler would wait until the engine comes back from a long query. The engine listens
    for SIGINT itself, so a thread that waits for SIGTERM passes it on as one. A shell that starts a program in the
    background has it ignore SIGINT: then only those that are passed on count.
    """
    # A terminal that closes ends a run as well, unless nohup said otherwise.
    hangs_up = hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL
    ending = {signal.SIGTERM, *([signal.SIGHUP] if hangs_up else [])}

    def relay() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # it is for those who work: a server waits for it
        signal.sigwait(ending)
        _TERMINATED.set()
        os.kill(os.getpid(), signal.SIGINT)
        if not _ENDED.wait(PATIENCE):
            _end_anyway()

    def passed_on(_number: int, _frame: object) -> None:
        if _TERMINATED.is_set():
            raise KeyboardInterrupt

    if hasattr(signal, "pthread_sigmask"):  # not on Windows
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            signal.signal(signal.SIGINT, passed_on)
        signal.pthread_sigmask(signal.SIG_BLOCK, ending)
        Thread(target=relay, daemon=True).start()


def _end_anyway() -> None:
    """End a run that is deep in native code, which sees no signal: its scratch files go, no output is half written."""
    workspace = sys.modules.get("carteira_cli.reading.inputs.workspace")
    if workspace is not None:
        workspace.clear()
    _complain(f"erro: interrompido (sinal do sistema) {_how_far()}\n")
    os._exit(ExitCode.TERMINATED)


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code."""
    begin(argv)
    with discretion_of_a_run(argv), Ending(argv) as outcome:
        check_surroundings()
        try:
            code = _run(argv)
        finally:
            _settle_cache()
        if sys.stdout is not None:
            sys.stdout.flush()
        if isinstance(code, int):
            outcome.code = code
            if code == ExitCode.INTERRUPTED or _TERMINATED.is_set():  # which the library has caught
                outcome.interrupted()
    current().end(int(outcome.code))
    return int(outcome.code)


def _settle_cache() -> None:
    cache = sys.modules.get("carteira_cli.reading.cache")  # no run that reads nothing loads it
    if cache is not None:
        cache.settle(abandon=isinstance(sys.exception(), KeyboardInterrupt))


def _run(argv: Sequence[str]) -> object:
    """Parse and run; what the command returns."""
    from carteira_cli.cli.app import program  # weight: what can't be loaded is told as an error

    return program().main(args=arranged(argv), prog_name="carteira", standalone_mode=False)


def _ended_by(error: CarteiraError) -> int:
    """Tell an error that ended a run which could not tell it, and give its exit code."""
    with Ending(sys.argv[1:]) as outcome:
        raise error
    return int(outcome.code)


def run() -> None:
    """The `carteira` program."""
    tame_surroundings()
    if sys.stderr is None:  # closed by whoever started us: what is said goes nowhere, and no exit code changes
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for the rest of the run
    with Ending(sys.argv[1:]) as beginning:
        check_open_files()
        watched(sys.argv[1:], _ended_by)
        _listen_for_term()
    if beginning.code:
        sys.exit(int(beginning.code))
    code = main(sys.argv[1:])
    # What a stream that takes nothing still holds would change the exit code while Python ends.
    _complain("")
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError:
        _forget_stdout()
    _ENDED.set()
    _leave(code)


def _leave(code: int) -> None:
    """End now: all is written, and taking apart what was loaded takes a fifth of a short run."""
    atexit._run_exitfuncs()  # noqa: SLF001 - there is no other way to have them run
    os._exit(code)
