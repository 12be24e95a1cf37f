"""What can go wrong, as the user is told it: one sentence, one hint, one exit code."""

from __future__ import annotations

import errno
import json
from difflib import get_close_matches
from enum import IntEnum
from itertools import takewhile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


LONGEST_MESSAGE = 2_000


class ExitCode(IntEnum):
    """Exit codes that scripts rely on."""

    OK = 0
    THRESHOLD = 1
    UNUSABLE = 2  # usage, configuration or data: could not run
    INTERNAL = 3
    LOCKED = 75
    INTERRUPTED = 130
    TERMINATED = 143


class CarteiraError(Exception):
    """An error that the user can mend.

    Args:
        message: what and where, in Portuguese, without the final full stop and on one line.
        hint: what to do about it.
    """

    code = "erro"
    exit_code = ExitCode.UNUSABLE

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = visible(shortened(" ".join(message.split())))
        self.hint = visible(shortened(" ".join(hint.split())))

    def __reduce__(self) -> tuple[Any, ...]:
        """As it is sent from one process to another; what a worker raises has to arrive."""
        return _again, (type(self), self.message, self.hint, self.args)

    @property
    def mensagem(self) -> str:
        """`message`, for who writes Python in Portuguese."""
        return self.message

    @property
    def dica(self) -> str:
        """`hint`, likewise."""
        return self.hint


def _again(kind: type[CarteiraError], message: str, hint: str, args: tuple[object, ...]) -> CarteiraError:
    made = kind.__new__(kind, message, hint)
    made.message, made.hint, made.args = message, hint, args
    return made


class UsageError(CarteiraError):
    """A word on the command line that does not fit."""

    code = "uso"


class ConfigError(CarteiraError):
    """A configuration file or environment variable that can't be used."""

    code = "configuracao"


class DataError(CarteiraError):
    """A source that is missing, unreadable or of the wrong shape."""

    code = "dados"


class OutputError(CarteiraError):
    """A result that can't be written."""

    code = "saida"


class LockedError(CarteiraError):
    """Another run is writing in the same place."""

    code = "ocupado"
    exit_code = ExitCode.LOCKED


class SurroundingsError(CarteiraError):
    """A limit of the system, or a damaged installation: no fault of the command line or the data."""

    code = "ambiente"


def visible(text: str) -> str:
    r"""A text whose control characters can't steer a terminal: `\x1b` stands for an escape.

    Example:
        >>> visible("a\x1b[31m")
        'a\\x1b[31m'
    """
    return "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in text)


_REASONS = {
    errno.ENOENT: "não existe",
    errno.EACCES: "sem permissão",
    errno.EPERM: "sem permissão",
    errno.EROFS: "o disco é só de leitura",
    errno.ENOSPC: "o disco está cheio",
    errno.EDQUOT: "a cota do disco acabou",
    errno.EFBIG: "passou do tamanho de arquivo que o sistema permite, ulimit -f",
    errno.ENXIO: "ninguém está lendo o outro lado",
    errno.EISDIR: "é uma pasta",
    errno.ENOTDIR: "um trecho do caminho não é uma pasta",
    errno.ENAMETOOLONG: "o nome é longo demais",
    errno.ELOOP: "os atalhos dão voltas",
    errno.EMFILE: "há arquivos abertos demais",
    errno.EIO: "o disco falhou",
    errno.EPIPE: "quem lia foi embora",
}


def why(error: OSError) -> str:
    """What the operating system complains of, in Portuguese."""
    return _REASONS.get(error.errno or 0, f"erro {error.errno} do sistema")


def remedy(error: OSError, otherwise: str) -> str:
    """What to do about a file that can't be written: to a limit of the system, permission and space are nothing."""
    return "aumente o limite (ulimit -f unlimited) e repita o comando" if error.errno == errno.EFBIG else otherwise


def shortened(text: str) -> str:
    """A text with its middle left out where it is longer than a message may be: it may quote a cell of megabytes."""
    if len(text) <= LONGEST_MESSAGE:
        return text
    half = LONGEST_MESSAGE // 2
    return f"{text[:half]}[…]{text[-half:]}"


def is_panic(error: BaseException) -> bool:
    """Whether an error is a native library's breakdown; those are no `Exception`, and differ by library."""
    return type(error).__name__ == "PanicException"


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that looks most like `name`, or None when none does.

    Example:
        >>> nearest("chrun", ["churn", "ticket"])
        'churn'
    """
    names = sorted(candidates)
    by_folded = {candidate.casefold(): candidate for candidate in reversed(names)}
    word = name.casefold()
    slips = [one for one in by_folded if _one_slip(word, one)]
    close = get_close_matches(word, sorted(slips or by_folded), n=1, cutoff=0.0 if slips else 0.55)
    return by_folded[close[0]] if close else None


def _one_slip(word: str, other: str) -> bool:
    """Whether two words differ by one letter: another one, one more or less, or two that changed places."""
    if min(len(word), len(other)) < 2 or abs(len(word) - len(other)) > 1:  # noqa: PLR2004 - a letter is no word
        return False
    start = _shared(word, other)
    end = _shared(word[start:][::-1], other[start:][::-1])
    one, two = word[start : len(word) - end], other[start : len(other) - end]
    return max(len(one), len(two)) == 1 or (len(one) == 2 and one == two[::-1])  # noqa: PLR2004 - changed places


def _shared(word: str, other: str) -> int:
    """How many letters two words begin with alike."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))
    return len([*alike])


def did_you_mean(name: str, candidates: Iterable[str]) -> str:
    """A hint that names the nearest candidate first and all of them after it."""
    names = list(candidates)
    guess = nearest(name, names)
    listing = ", ".join(names)
    return f'você quis dizer "{guess}"? Os possíveis são: {listing}' if guess else f"os possíveis são: {listing}"


def perhaps(name: str, candidates: Iterable[str], otherwise: str) -> str:
    """A hint that names the nearest candidate, where one is near, before what else may be done.

    Example:
        >>> perhaps("autx", ["auto"], "use dias, como 90d")
        'você quis dizer "auto"? Use dias, como 90d'
    """
    guess = nearest(name, candidates)
    return f'você quis dizer "{guess}"? {otherwise[:1].upper()}{otherwise[1:]}' if guess else otherwise


def toml_list(words: Sequence[str]) -> str:
    """A list of texts as TOML has it, each once."""
    return f"[{', '.join(toml_text(word.strip()) for word in dict.fromkeys(words))}]"


def toml_text(text: str) -> str:
    """A text as TOML has it, which takes one control character less than JSON as it stands."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
