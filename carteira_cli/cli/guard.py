"""What the engine does when it can't go on: it aborts or panics, and says so in English. Here that stays inside.

The engine and the readers of workbooks are native: an allocation that fails ends the process, or leaves it waiting for
a thread that is dead. So little memory is refused before they start, and under a limit a run is watched by a process
that outlives it.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
import time
import warnings
from contextlib import suppress
from select import select
from typing import TYPE_CHECKING

from carteira_cli.cli.bare_words import debugging
from carteira_cli.cli.broken import FEW_PROCESSES, MANY_OPEN
from carteira_cli.errors import CarteiraError, ConfigError, ExitCode, SurroundingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NEEDED = 2 << 30  # bytes of address space: the engine's threads reserve more than they use
FEWEST_FILES = 6  # that a run opens beside its three streams: what the system's limit must leave
MOST_THREADS = 1024
THREADS = "POLARS_MAX_THREADS"
GRACE = 5.0  # seconds that a run may still take after its engine has broken down
_NOISE = 1 << 16  # bytes of the engine's words that are looked at
_BROKEN = re.compile(rb"memory allocation of|out of memory|panicked at|Cannot allocate memory|MemoryError")
_DEATH_SIGNAL = 1  # the number of the wish to die with the parent, of Linux


class MemoryShortError(CarteiraError):
    """There is less memory than a run needs."""

    code = "memoria"


def memory_limit() -> int | None:
    """Bytes of memory that the system grants this process (`ulimit -v`, `ulimit -d`); None for no limit."""
    if sys.platform == "win32":
        return None
    import resource  # there is none on Windows

    found = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return min((limit for limit in found if limit != resource.RLIM_INFINITY), default=None)


def short_of_memory() -> MemoryShortError:
    """The error of a run that the memory was not enough for."""
    return MemoryShortError(
        "memória insuficiente para esta análise",
        "aumente o limite de memória (ulimit -v unlimited), feche outros programas ou analise um período menor",
    )


def check_open_files() -> None:
    """See that a run can open the few files it needs at once: an import that finds none left fails anywhere.

    Raises:
        SurroundingsError: the limit leaves fewer.
    """
    taken: list[int] = []
    try:
        for _ in range(FEWEST_FILES):
            taken.append(os.open(os.devnull, os.O_RDONLY))  # noqa: PERF401 - those before the one that fails are closed
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise SurroundingsError(*MANY_OPEN) from error
    finally:
        for handle in taken:
            os.close(handle)


def check_surroundings() -> None:
    """Refuse what the engine would abort on while it starts.

    Raises:
        MemoryShortError: there is too little memory to begin with.
        ConfigError: the engine's variable for its threads says no number of threads.
    """
    limit = memory_limit()
    if limit is not None and limit < NEEDED:
        raise MemoryShortError(
            f"memória insuficiente: o limite deste processo é de {limit >> 20} MiB, e são precisos {NEEDED >> 20} MiB",
            "aumente o limite (ulimit -v unlimited; no systemd, LimitAS=) e repita o comando",
        )
    threads = os.environ.get(THREADS)
    if threads is not None and not (re.fullmatch(r"[1-9][0-9]{0,3}", threads) and int(threads) <= MOST_THREADS):
        raise ConfigError(
            f'a variável {THREADS} não pode ser "{threads[:40]}"',
            f"apague a variável, ou use um número de 1 a {MOST_THREADS}",
        )


def tame_surroundings() -> None:
    """Make harmless what variables of the shell ask of the libraries: no run ends on, or speaks of, any of them."""
    if not re.fullmatch(r"[0-9]{1,4}", os.environ.get("COLUMNS", "80")):  # the libraries take any number for a width
        del os.environ["COLUMNS"]
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # help in an encoding without accents
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # of libraries, in English, to whoever can do nothing about them


def quiet_engine(argv: Sequence[str]) -> None:
    """Keep what native libraries say of their breakdowns from stderr, which is then the program's own.

    With `--depurar` they are heard.
    """
    if not debugging(argv):
        with suppress(OSError, ValueError):  # a stderr that is closed, or not a file
            _own_stderr()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def watched(argv: Sequence[str], end_with: Callable[[CarteiraError], int]) -> None:
    """Under a memory limit, go on in a child; this process waits, and tells how it ended if it could not itself.

    Returns only in the child, or where there is no limit.

    Args:
        argv: the command line.
        end_with: tells an error, as a run that ends with it does, and gives its exit code.

    Raises:
        SurroundingsError: the system starts no more processes.
    """
    if memory_limit() is None or not hasattr(os, "fork"):
        quiet_engine(argv)
        return
    reading, writing = os.pipe()
    parent = os.getpid()
    try:
        child = os.fork()
    except BlockingIOError as error:
        raise SurroundingsError(*FEW_PROCESSES) from error
    if child:
        os.close(writing)
        os._exit(_await(child, reading, end_with))
    os.close(reading)
    _die_with(parent)
    with suppress(OSError, ValueError):
        _own_stderr()
        os.dup2(writing, 2)
    os.close(writing)


def _own_stderr() -> None:
    """Give Python's stderr a number of its own, so that the usual one can go elsewhere."""
    if sys.stderr.fileno() == 2:  # noqa: PLR2004 - the number of stderr
        own = os.dup(2)
        sys.stderr = open(own, "w", encoding=sys.stderr.encoding, errors=sys.stderr.errors, buffering=1)  # noqa: PTH123, SIM115 - a number, for the rest of the run


def _die_with(parent: int) -> None:
    """End with the parent, were it killed: nobody would wait for this process any more."""
    import ctypes  # weight: native code, for a run under a limit alone

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(ExitCode.TERMINATED)


def _await(child: int, reading: int, end_with: Callable[[CarteiraError], int]) -> int:
    """Wait for the run, pass signals on to it, and end it once its engine has broken down."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda given, _frame: _pass_on(child, given))
    # A terminal sends Ctrl-C to both.
    signal.signal(signal.SIGINT, lambda given, _frame: None if _terminal() else _pass_on(child, given))
    noise, last = b"", None
    while True:
        if select([reading], [], [], 0.2)[0]:
            more = os.read(reading, _NOISE)
            noise = (noise + more)[-_NOISE:] if last is None else b""
            if last is None and _BROKEN.search(noise):
                last = time.monotonic() + GRACE
            if not more:
                break
        if last is not None and time.monotonic() > last:
            os.kill(child, signal.SIGKILL)
            break
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code >= 0:
        return code
    if code in (-signal.SIGTERM, -signal.SIGHUP):
        return ExitCode.TERMINATED
    return end_with(short_of_memory())


def _terminal() -> bool:
    try:
        return os.isatty(0)
    except OSError:
        return False


def _pass_on(child: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, number)
