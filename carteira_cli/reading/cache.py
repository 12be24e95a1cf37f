"""What the reading of a file came to, kept in the user's cache for the next run: never a wrong number, else a miss.

An entry is named by what tells one state of a file from another without reading it, as git does it (device, inode,
bytes, times of the last change of content and of inode), by every rule that shapes what was kept, and by the program
itself. It is written aside and appears whole under a name that has the SHA-256 of its bytes, which is proven before
they are used. So runs at once, a killed run and a damaged entry cost a reading, and nothing else. Nobody is told.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.inputs.workspace import is_scratch, scratch

if TYPE_CHECKING:
    from collections.abc import Callable

YOUNG = 3_000_000_000  # nanoseconds: a file that changed so lately may change again without its times telling
STALE = 86_400  # seconds after which what a killed run left half written goes
_PART = ".parte"  # of an entry that is being written
_HASHED = 1 << 20


@dataclass(frozen=True)
class CacheRules:
    """Where entries are kept.

    Attributes:
        folder: of nobody but the user.
        limit: bytes of all entries together; the ones not used for longest go first.
    """

    folder: Path
    limit: int


class _Use:
    """A cache in use: entries are written on the side, while the run goes on."""

    def __init__(self, rules: CacheRules) -> None:
        self.rules = rules
        self._writer = ThreadPoolExecutor(max_workers=1)
        self._has_written = False

    def later(self, work: Callable[[], None]) -> None:
        self._has_written = True
        self._writer.submit(work)

    def settle(self, *, abandon: bool) -> None:
        """Wait until all is written; what could not be is not kept."""
        self._writer.shutdown(wait=True, cancel_futures=abandon)
        if self._has_written:
            sweep(self.rules)


_current: ContextVar[_Use | None] = ContextVar("cache", default=None)


def start(rules: CacheRules) -> None:
    """Let the readings of a run use the cache from here on, if its folder is the user's own."""
    if _current.get() is None and own_folder(rules.folder):
        _current.set(_Use(rules))


def settle(*, abandon: bool = False) -> None:
    """End the use of the cache: what is to be kept is written, or given up where the run was."""
    use = _current.get()
    _current.set(None)
    if use is not None:
        use.settle(abandon=abandon)


@dataclass(frozen=True)
class CacheEntry:
    """A place in the cache, for what some rules make of a file.

    Attributes:
        use: of the cache.
        key: of the entry, from all that shapes it.
    """

    use: _Use
    key: str

    def take(self) -> Path | None:
        """A scratch file with what is kept; None where nothing is, or not what was written."""
        for found in sorted(self.use.rules.folder.glob(f"{self.key}.*")):
            own = scratch()
            with suppress(OSError):
                _linked(found, own)
                if found.suffix == f".{_sum(own)}":
                    os.utime(found)
                    return own
            own.unlink(missing_ok=True)
            with suppress(OSError):
                found.unlink()
        return None

    def put(self, write: Callable[[Path], object]) -> None:
        """Keep what a function writes to a path; on the side, and only if it can be."""
        self.use.later(partial(_put, self.use.rules, self.key, write))


def entry(path: Path | str, *what: object) -> CacheEntry | None:
    """The place for what some rules make of a file.

    Args:
        path: of the file.
        what: all that shapes it: dataclasses, texts, numbers, and collections of these.

    Returns:
        None where no cache is in use, or there is no knowing whether the file or the rules are the same next time.
    """
    use = _current.get()
    if use is None or not isinstance(path, Path) or is_scratch(path):
        return None
    try:
        told = [_program(), _state(path), [_plain(each) for each in what]]
    except (OSError, TypeError):
        return None
    key = hashlib.sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
    return CacheEntry(use, key[:40])


def remembered(make: Callable[[], Any], path: Path, *what: object) -> Any:  # noqa: ANN401 - JSON
    """What a function makes of a file by some rules, as JSON has it; kept for the next run."""
    place = entry(path, *what)
    if place is not None and (known := place.take()) is not None:
        return json.loads(known.read_text(encoding="utf-8"))
    value = make()
    if place is not None:
        text = json.dumps(value)
        place.put(lambda part: part.write_text(text, encoding="utf-8"))
    return value


def kept(rules: CacheRules) -> tuple[int, int]:
    """How many entries there are, and their bytes."""
    sizes = [path.stat().st_size for path in _entries(rules.folder) if path.suffix != _PART]
    return len(sizes), sum(sizes)


def sweep(rules: CacheRules, limit: int | None = None) -> int:
    """Bring the cache down to its limit; what a killed run left half written goes.

    Args:
        rules: of the cache.
        limit: another one; 0 leaves nothing, not even what is being written.

    Returns:
        How many bytes are left.
    """
    found: list[tuple[float, int, Path]] = []
    for path in _entries(rules.folder):
        with suppress(OSError):
            status = path.stat()
            if path.suffix != _PART:
                found.append((status.st_mtime, status.st_size, path))
            elif limit == 0 or status.st_mtime < time.time() - STALE:
                path.unlink()
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if limit != 0 and total <= (rules.limit if limit is None else limit):
            break
        with suppress(OSError):
            path.unlink()
            total -= size
    return total


def _entries(folder: Path) -> list[Path]:
    with suppress(OSError):
        return [path for path in folder.iterdir() if path.is_file()]
    return []


def own_folder(folder: Path) -> bool:
    """Whether a folder is there, made if it was not, and nobody else can read or write it."""
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
        user = getattr(os, "geteuid", None)  # where there is none, nobody knows whose a folder is
        return user is not None and status.st_uid == user() and not status.st_mode & 0o077 and not folder.is_symlink()
    return False


def _put(rules: CacheRules, key: str, write: Callable[[Path], object]) -> None:
    with suppress(OSError, pl.exceptions.PolarsError):  # a full disk, a folder that is gone: nothing is kept
        handle, name = tempfile.mkstemp(suffix=_PART, dir=rules.folder)
        os.close(handle)
        part = Path(name)
        try:
            write(part)
            if part.stat().st_size <= rules.limit:
                part.replace(rules.folder / f"{key}.{_sum(part)}")
        finally:
            part.unlink(missing_ok=True)


def _linked(found: Path, own: Path) -> None:
    """The same bytes under a name of the run's own: what is swept meanwhile stays readable."""
    own.unlink()
    try:
        os.link(found, own)
    except OSError:  # another disk
        shutil.copyfile(found, own)


def _sum(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_HASHED):
            found.update(block)
    return found.hexdigest()[:32]


def _state(path: Path) -> list[object]:
    """What tells one state of a file from another; of one that changed just now its bytes as well."""
    status = path.stat()
    told = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    young = max(status.st_mtime_ns, status.st_ctime_ns) > time.time_ns() - YOUNG
    return [str(path.resolve()), *told, *([_content(path, told)] if young else [])]


@lru_cache(maxsize=64)
def _content(path: Path, _state: tuple[int, ...]) -> str:
    """The sum of a file in one state: a run asks for several entries of it."""
    return _sum(path)


@cache
def _program() -> list[object]:
    """What tells one state of the program from another."""
    folder = Path(__file__).parents[1]
    files = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".toml"})
    stats = [(path, path.stat()) for path in files]
    told = [[str(path.relative_to(folder)), status.st_size, status.st_mtime_ns] for path, status in stats]
    return [hashlib.sha256(json.dumps(told).encode()).hexdigest(), pl.__version__, sys.version]


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """A value as JSON, the same for equal values and no other.

    Raises:
        TypeError: of something in it nobody knows what it is equal to.
    """
    plain: Any = value
    if isinstance(value, Enum):
        plain = [type(value).__qualname__, value.name]
    elif isinstance(value, Path):
        plain = ["Path", str(value)]
    elif isinstance(value, tuple | list):
        plain = [_plain(each) for each in value]
    elif isinstance(value, frozenset | set):
        plain = ["set", sorted((_plain(each) for each in value), key=json.dumps)]
    elif isinstance(value, Mapping):
        plain = ["map", sorted(([_plain(key), _plain(each)] for key, each in value.items()), key=json.dumps)]
    elif is_dataclass(value) and not isinstance(value, type):
        plain = [type(value).__qualname__, [[each.name, _plain(getattr(value, each.name))] for each in fields(value)]]
    elif value is not None and not isinstance(value, bool | int | float | str):
        raise TypeError(type(value).__qualname__)
    return plain
