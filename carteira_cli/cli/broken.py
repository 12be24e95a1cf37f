"""What ends a run that is neither its user's nor its data's fault: the installation, and limits of the system.

It imports next to nothing, so that it is there when the rest can't be loaded.
"""

from __future__ import annotations

import errno
import re

_NO_THREAD = re.compile(r"can't start new thread|spawn.*(?:temporarily unavailable|WouldBlock)", re.DOTALL).search
Told = tuple[str, str]  # a message, a hint

CAUSES = (ImportError, SyntaxError, EOFError, ValueError, OSError, RuntimeError)
MANY_OPEN = (
    "há arquivos abertos demais para o limite do sistema (ulimit -n)",
    "aumente o limite (ulimit -n 1024) e repita o comando",
)
FEW_PROCESSES = (
    "o sistema não deixa este usuário iniciar mais processos nem threads (ulimit -u)",
    "feche outros programas ou aumente o limite (ulimit -u), e repita o comando",
)
DAMAGED = ("a instalação está danificada: um arquivo do programa está incompleto", "reinstale o carteira")


def reason(error: BaseException | None) -> Told | None:
    """The message and hint of an error that tells of the surroundings; None for any other, and for none."""
    told = None
    match error:
        case OSError(errno=errno.EMFILE | errno.ENFILE):
            told = MANY_OPEN
        case ImportError():
            told = _unloaded(error)
        case SyntaxError():
            told = DAMAGED
        case EOFError() | ValueError() if "marshal data" in str(error):  # compiled code that was cut short
            told = DAMAGED
        case BaseException() if type(error).__name__ in {"RuntimeError", "PanicException"} and _NO_THREAD(str(error)):
            told = FEW_PROCESSES
    return told


def _unloaded(error: ImportError) -> Told:
    if "Too many open files" in str(error):
        return MANY_OPEN
    return f"a instalação está danificada: {error.name or 'um módulo'} não pôde ser carregado", DAMAGED[1]
