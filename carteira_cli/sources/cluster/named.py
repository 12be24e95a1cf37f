"""What is named for the sales of a cluster: its own tables, folders and files, and files for the driver."""

from __future__ import annotations

import gzip
import re
import zlib
from dataclasses import field
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, visible, why
from carteira_cli.reading.delimited import open_text
from carteira_cli.reading.inputs.addresses import WEB, is_address, redact, scheme, suffix
from carteira_cli.reading.inputs.kinds import what_is
from carteira_cli.reading.inputs.watch import watch
from carteira_cli.reading.inputs.workspace import scratch
from carteira_cli.sources.proving.proof import part_of, wanted_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.reading_rules import Rules

TABLE, DELTA = "spark:", "delta:"
LOG = "_delta_log"
_PARQUET = (".parquet", ".pq")
FIRST = 1 << 22  # bytes of the first lines that decide how a text is read
MANY = 16  # texts of which each is understood by itself
_LINE = 1 << 16  # bytes that a line of names is in
_TEXT = (".csv", ".tsv", ".txt")
Kind = Literal["text", "parquet", "table", "delta", "driver"]


@dataclass(frozen=True)
class NamedSource:
    """Something that was named.

    Attributes:
        kind: who reads it, and as what.
        shown: its name in messages: without secrets.
        place: a path, an address, or the name of a table.
        packed: whether it is compressed by gzip.
        size: in bytes; None where nobody has looked.
    """

    kind: Kind
    shown: str
    place: Path | str = field(repr=False)
    packed: bool = False
    size: int | None = None


@dataclass(frozen=True)
class TextFile:
    """A text as the driver looked at it, or several that begin by the same line, of which it looked at the first.

    Attributes:
        name: what people know it by.
        sources: where it is.
        size: in bytes; None where nobody has looked.
        packed: whether it is compressed by gzip.
        at_hand: the file, or its first lines where it is not on this machine, or compressed.
        sample: its first lines.
        part: how they are read.
    """

    name: str
    sources: tuple[NamedSource, ...]
    size: int | None
    packed: bool
    at_hand: Path
    sample: Path
    part: Part

    @property
    def addresses(self) -> list[str]:
        """How Spark knows it: a path for that file alone, an address with its wildcards."""
        return [
            f"file://{escaped(str(one.place.resolve()))}" if isinstance(one.place, Path) else one.place
            for one in self.sources
        ]

    @property
    def many(self) -> bool:
        """Whether it may be several files."""
        return len(self.sources) > 1 or any(isinstance(one.place, str) and has_magic(one.place) for one in self.sources)

    @property
    def complete(self) -> bool:
        """Whether its first lines are all there are."""
        return not self.many and self.sample == self.sources[0].place


def escaped(path: str) -> str:
    """A path as Spark takes it for that one alone, whatever is in its name."""
    return re.sub(r"([\[\]{}*?\\])", r"\\\1", path)


def is_catalogued(named: Path | str) -> bool:
    """Whether only a cluster knows what was named: one of its tables."""
    return isinstance(named, str) and named.startswith(TABLE)


def sources_named(named: Sequence[Path | str]) -> list[NamedSource]:
    """What each of some names stands for; a folder is all of its files.

    Raises:
        DataError: a file can't be looked at, or a folder has nothing in it.
    """
    return [source for one in named for source in _sources(one)]


def _sources(named: Path | str) -> list[NamedSource]:
    text = str(named)
    if isinstance(named, str) and text.startswith(TABLE):
        return [NamedSource("table", visible(text), text.removeprefix(TABLE))]
    if isinstance(named, str) and text.startswith(DELTA):
        place = text.removeprefix(DELTA)
        return [NamedSource("delta", redact(place) if is_address(place) else visible(text), place)]
    if isinstance(named, str) and is_address(text):
        return [_at_address(text)]
    path = Path(named)
    if not path.is_dir():
        return [_at_path(path)] if path.is_file() else [NamedSource("driver", visible(text), named)]
    if (path / LOG).is_dir():
        return [NamedSource("delta", visible(text), text)]
    return _in_folder(path)


def _at_address(address: str) -> NamedSource:
    """What is not on this machine is told by its name: to look at it is up to whoever can reach it."""
    if scheme(address) in WEB:
        return NamedSource("driver", redact(address), address)
    packed = suffix(address) == ".gz"
    name = address.removesuffix(".gz")
    if suffix(name) in _PARQUET or address.endswith("/"):
        return NamedSource("parquet", redact(address), address)
    if suffix(name) in _TEXT:
        return NamedSource("text", redact(address), address, packed)
    return NamedSource("driver", redact(address), address)


def _at_path(path: Path) -> NamedSource:
    status = path.stat()
    watch(path, status)
    kind, shown = what_is(path), visible(str(path))
    if kind == "text" and path.suffix != ".gz":
        return NamedSource("text", shown, path, size=status.st_size)
    if kind == "gzip" and path.suffix == ".gz" and path.with_suffix("").suffix in _TEXT:
        return NamedSource("text", shown, path, packed=True, size=status.st_size)
    return NamedSource("parquet" if kind == "parquet" else "driver", shown, path, size=status.st_size)


def _in_folder(folder: Path) -> list[NamedSource]:
    """The parts of a table in a folder; what begins with a dot or an underline is none of them, as Spark has it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "_")))
    if not files:
        raise DataError(f"a pasta {visible(str(folder))} não tem arquivos", "confira o caminho")
    found = [_at_path(path) for path in files]
    if all(one.kind == "parquet" for one in found):
        return [NamedSource("parquet", visible(str(folder)), folder, size=sum(one.size or 0 for one in found))]
    return found


def text_file(source: NamedSource, table: CanonicalTable, rules: Rules, lines: bytes | None = None) -> TextFile:
    """A text as its first lines are read.

    Args:
        source: where it is.
        table: what is wanted of it.
        rules: how its cells are read.
        lines: its first lines, where it is not on this machine.

    Raises:
        DataError: it can't be read, or is not what is wanted.
    """
    whole = isinstance(source.place, Path) and not source.packed and (source.size or 0) <= FIRST
    sample = source.place if whole and isinstance(source.place, Path) else scratch(".csv")
    if not whole:
        sample.write_bytes(_first(source) if lines is None else lines)
    part = part_of(table, open_text(sample, source.shown, rules.told.hints, wanted_of(table, rules)), rules)
    own = source.place if isinstance(source.place, Path) and not source.packed else sample
    return TextFile(source.shown, (source,), source.size, source.packed, own, sample, part)


def grouped(sources: Sequence[NamedSource]) -> list[list[NamedSource]]:
    """Texts that begin by the same line, where they are many: they are parts of one export, and read alike.

    Raises:
        DataError: one can't be read.
    """
    if len(sources) <= MANY:
        return [[one] for one in sources]
    found: dict[bytes, list[NamedSource]] = {}
    for at, one in enumerate(sources):
        alone = not isinstance(one.place, Path)
        key = b"\n%d" % at if alone else _first(one, _LINE).partition(b"\n")[0].removeprefix(b"\xef\xbb\xbf")
        found.setdefault(key, []).append(one)
    return list(found.values())


def _first(source: NamedSource, size: int = FIRST) -> bytes:
    """The first lines of a text on this machine, whole ones unless a line is endless."""
    path = Path(source.place)
    try:
        with gzip.open(path) if source.packed else path.open("rb") as file:
            head = bytes(file.read(size))
    except EOFError as error:
        raise DataError(
            f"{source.shown} está cortado: o gzip termina antes do fim", "copie ou baixe o arquivo de novo"
        ) from error
    except (zlib.error, gzip.BadGzipFile) as error:
        raise DataError(f"{source.shown} está estragado", "copie ou baixe o arquivo de novo") from error
    except OSError as error:
        raise DataError(
            f"{source.shown}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão"
        ) from error
    if len(head) < size or b"\0" in head[:100]:
        return head
    return head[: head.rfind(b"\n") + 1] or head
