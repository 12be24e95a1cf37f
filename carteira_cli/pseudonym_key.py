"""The key of pseudonyms: a small file of its owner's, whose bytes nobody can guess."""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
from collections import Counter
from functools import cache
from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import ConfigError, why

if TYPE_CHECKING:
    from pathlib import Path

_LENGTH = 16  # hex digits of a pseudonym: 64 bits, so that two of ten million are the same once in 300,000 portfolios
_SHORTEST, _LONGEST = 16, 4096  # bytes
_FEWEST_BITS = 40.0  # by how often each byte comes: what is below has hardly two different ones
_FEWEST_DIFFERENT = 6
_MARK = b"carteira: impressao da chave"


@dataclass(frozen=True)
class Key:
    """What turns ids into pseudonyms; equal keys give equal pseudonyms, and nobody can try ids out without it."""

    secret: bytes

    def pseudonym(self, identity: str) -> str:
        """HMAC-SHA256 of an id, its first 16 hex digits."""
        return hmac.new(self.secret, identity.encode(), hashlib.sha256).hexdigest()[:_LENGTH]

    @property
    def fingerprint(self) -> str:
        """What tells two keys apart and says nothing of either."""
        return hmac.new(self.secret, _MARK, hashlib.sha256).hexdigest()[:_LENGTH]


@cache  # it is asked for at the beginning of a run and at its end
def _bytes_of(path: Path, state: tuple[int, int, int]) -> bytes:
    del state
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    try:
        return os.read(handle, _LONGEST + 1) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    finally:
        os.close(handle)


def read_key(path: Path) -> Key:
    """The key in a file that only its owner can read.

    Raises:
        ConfigError: it is no such file, too short, too long, or can be guessed.
    """
    advice = f"crie uma chave: (umask 077; openssl rand -hex 32 > {path})"
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ConfigError(f"a chave {path} não é um arquivo comum", advice)
        if status.st_size > _LONGEST:
            raise ConfigError(f"a chave {path} tem mais de {_LONGEST} bytes: não parece uma chave", advice)
        secret = _bytes_of(path, (status.st_ino, status.st_size, status.st_mtime_ns)).rstrip(b"\r\n")
    except OSError as error:
        raise ConfigError(f"a chave {path} não pôde ser lida ({why(error)})", advice) from error
    if os.name != "nt" and status.st_mode & 0o077:
        shown = f"{status.st_mode & 0o777:04o}"
        raise ConfigError(f"a chave {path} pode ser lida por outros (modo {shown})", f"chmod 600 {path}")
    if len(secret) < _SHORTEST:
        raise ConfigError(f"a chave {path} tem menos de {_SHORTEST} bytes", advice)
    if len(secret) > _LONGEST:
        raise ConfigError(f"a chave {path} tem mais de {_LONGEST} bytes: não parece uma chave", advice)
    weak = _weakness(secret)
    if weak is not None:
        raise ConfigError(f"a chave {path} é fácil de adivinhar: {weak}", advice)
    return Key(secret)


def _weakness(secret: bytes) -> str | None:
    """Why a key can be guessed, or None; one that is written in hexadecimal is looked at as what it stands for too."""
    try:
        meant = [secret, bytes.fromhex(secret.decode("ascii"))]
    except ValueError:
        meant = [secret]
    for one in meant:
        counts = Counter(one)
        bits = -sum(count * log2(count / len(one)) for count in counts.values())
        if len(counts) < _FEWEST_DIFFERENT or (one is secret and bits < _FEWEST_BITS):
            return "tem poucos bytes diferentes"
        longest = min(_SHORTEST if one is secret else _SHORTEST // 2, len(one) // 2 + 1)
        if any(one == (one[:size] * len(one))[: len(one)] for size in range(1, longest)):
            return "repete um trecho curto"
        steps = Counter((after - before) % 256 for before, after in pairwise(one))
        if steps.most_common(1)[0][1] >= len(one) - (2 if one is secret else 1):  # with a jump, as in abc…z012…
            return "é uma sequência"
    return None
