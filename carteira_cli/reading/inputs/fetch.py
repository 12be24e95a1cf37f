"""Bring what the user named to where the readers can take it: a local file, or Parquet that is read where it is.

Named may be a path, `-` for the standard input, a pipe, an address of the cloud or the web, or a database.
"""

from __future__ import annotations

import errno
import os
import select
import stat
import sys
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, visible, why
from carteira_cli.reading.inputs.addresses import CLOUD, WEB, is_address, is_database, redact, scheme, suffix
from carteira_cli.reading.inputs.kinds import what_is
from carteira_cli.reading.inputs.watch import watch
from carteira_cli.reading.inputs.workspace import BLOCK, discard, spool

if TYPE_CHECKING:
    from typing import BinaryIO

    from carteira_cli.reading.inputs.cloud_parquet import CloudTable
    from carteira_cli.reading.inputs.kinds import FileKind

STANDARD_INPUT = "-"
STDIN_SHOWN = "a entrada padrão"
GIB = 1 << 30
_PATIENCE = 10_000  # milliseconds in which somebody must have opened a pipe for writing
_PARQUET = (".parquet", ".pq")
_PIPE = "mande os dados por um pipe, como em: cat vendas.csv | carteira resumo --{} -"


@dataclass(frozen=True)
class Limits:
    """How much may be brought, and how long to wait.

    Attributes:
        size: bytes of one file.
        seconds: for each answer of a web server.
    """

    size: int = 20 * GIB
    seconds: float = 60


@dataclass(frozen=True)
class Fetched:
    """Something named, brought near.

    Attributes:
        shown: its name in messages: without secrets.
        path: the local file; None when it is read where it is.
        remote: its address where there is no path; it may hold a secret, so it must never be shown.
        kind: what it is.
        table: what is read of it in a store; None of the web, where `unreachable` tells what goes wrong.
        facts: what → what is known of where it came from, in words for people.
    """

    shown: str
    path: Path | None
    remote: str | None = field(repr=False)
    kind: FileKind
    table: CloudTable | None = field(default=None, repr=False, compare=False)
    facts: tuple[tuple[str, str], ...] = ()

    def scan(self, row_index_name: str | None = None) -> pl.LazyFrame:
        """The remote Parquet as a lazy frame, with a column for the number of each line, from 1, if it has a name."""
        if self.table is not None:
            return self.table.scan(row_index_name)
        lines = pl.scan_parquet(self.remote or "", row_index_name=row_index_name, row_index_offset=1, glob=False)
        return lines if row_index_name is None else lines.with_columns(pl.col(row_index_name).cast(pl.Int64))


_found: dict[str, tuple[Fetched, ...]] = {}  # what an address of a store was found to be
_once: dict[str, Path] = {}  # what can be read only once, and what takes long to bring: name → scratch file
_of_databases: dict[tuple[str, ...], Fetched] = {}  # the same, and of one moment for all who ask


def fetch(named: str | Path, table: str, limits: Limits | None = None, query: str | None = None) -> tuple[Fetched, ...]:
    """Bring what the user named; the same name brought again in a run is not brought twice.

    Args:
        named: a path, `-`, or an address; one of the cloud may have wildcards.
        table: which table it is for, in hints.
        limits: how much may be brought.
        query: what is asked of a database; None: its table.

    Returns:
        One item, but for a wildcard or a folder of the cloud: one for each file, and one for all that are Parquet.

    Raises:
        DataError: it can't be had, is empty, or is larger than the limit; no message shows a secret.
    """
    text, limits = str(named), limits or Limits()
    if text == STANDARD_INPUT:
        return (_standard_input(table, limits),)
    if isinstance(named, str) and is_database(text):
        return (_of_database(text, table, limits, query),)
    if not is_address(text):
        return (_local(Path(named), table, limits, query),)
    if scheme(text) in CLOUD:
        return _cloud(text, limits)
    if scheme(text) in WEB:
        return (_web(text, limits),)
    raise DataError(
        f"{redact(text)}: esse tipo de endereço não é lido",
        "use s3://, gs://, az://, https://, postgresql:// ou um caminho",
    )


def _local(path: Path, table: str, limits: Limits, query: str | None) -> Fetched:
    shown = visible(str(path))
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode):
            kind = what_is(path)
            if kind in ("sqlite", "duckdb"):  # one that somebody writes to meanwhile is asked for one moment
                return _of_database(f"{kind}:{path}", table, limits, query)
            watch(path, status)
            return Fetched(shown, path, None, kind)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "")
        if stat.S_ISBLK(status.st_mode) or stat.S_ISCHR(status.st_mode):
            raise DataError(f"{shown} é um dispositivo, e não um arquivo", "confira o caminho")
        if _kept(str(path)) is None:
            with _pipe(path) as stream:
                _spool_once(str(path), stream, shown, table, limits)
    except OSError as error:
        raise DataError(f"{shown}: não pôde ser lido ({why(error)})", "confira o caminho e a permissão") from error
    brought = _once[str(path)]
    return Fetched(shown, brought, None, what_is(brought))


def _of_database(named: str, table: str, limits: Limits, query: str | None) -> Fetched:
    key = (named, table, query or "")
    known = _of_databases.get(key)
    if known is None or known.path is None or not known.path.exists():
        # weight: for who has a database
        from carteira_cli.reading.inputs.database_addresses import IN_FILES, database_of
        from carteira_cli.reading.inputs.databases.bring import bring
        from carteira_cli.reading.inputs.databases.session import DatabaseAsked

        address = database_of(named)
        shown = visible(address.place) if address.system in IN_FILES else redact(address.place)
        found = bring(DatabaseAsked(address, table, query, shown, limits.size))
        _of_databases[key] = Fetched(found.shown, found.path, None, "parquet", facts=found.facts)
    return _of_databases[key]


def _pipe(path: Path) -> BinaryIO:
    """A pipe by its name, from which nothing comes when nobody has opened it for writing after a while."""
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    waiting = select.poll()
    waiting.register(handle, select.POLLIN)
    waiting.poll(_PATIENCE)
    os.set_blocking(handle, True)  # from whoever has opened it, it may come as slowly as it comes
    return os.fdopen(handle, "rb")


def _standard_input(table: str, limits: Limits) -> Fetched:
    if _kept(STANDARD_INPUT) is None:
        if sys.stdin is None or sys.stdin.closed:
            raise DataError(f"{STDIN_SHOWN} está fechada", _PIPE.format(table))
        try:
            _spool_once(STANDARD_INPUT, sys.stdin.buffer, STDIN_SHOWN, table, limits)
        except OSError as error:
            raise DataError(f"{STDIN_SHOWN} não pôde ser lida ({why(error)})", _PIPE.format(table)) from error
    path = _once[STANDARD_INPUT]
    return Fetched(STDIN_SHOWN, path, None, what_is(path))


def _kept(name: str) -> Path | None:
    path = _once.get(name)
    return path if path is not None and path.exists() else None


def _spool_once(name: str, stream: BinaryIO, shown: str, table: str, limits: Limits) -> None:
    """Keep the content of something that can be read only once."""
    if stream.isatty():
        raise DataError(f"{shown}: é o teclado, e não um arquivo", _PIPE.format(table))
    path = spool(iter(lambda: stream.read(BLOCK), b""), shown, limits.size)
    if not path.stat().st_size:
        discard(path)
        raise DataError(f"{shown}: não veio nada", "confira se o comando que vem antes do | deu certo")
    _once[name] = path


def _web(address: str, limits: Limits) -> Fetched:
    shown = redact(address)
    if suffix(address) in _PARQUET and _is_parquet(address):
        return Fetched(shown, None, address, "parquet")
    if _kept(address) is None:  # also a Parquet on a server that does not give parts of a file
        from carteira_cli.reading.inputs.web import (
            download,  # weight: TLS and HTTP, for which a file at hand has no use
        )

        path = download(address, limits.size, limits.seconds)
        if not path.stat().st_size:
            discard(path)
            raise DataError(f"{shown} está vazio", "confira o endereço e se a exportação terminou")
        _once[address] = path
    return Fetched(shown, _once[address], None, what_is(_once[address]))


def _is_parquet(address: str) -> bool:
    try:
        pl.scan_parquet(address, glob=False).collect_schema()
    except (pl.exceptions.PolarsError, OSError):
        return False
    return True


def _cloud(address: str, limits: Limits) -> tuple[Fetched, ...]:
    """Parquet stays where it is, all that is found as one table; other files are brought."""
    from carteira_cli.reading.inputs.cloud import download, find  # weight: obstore

    kept = _found.get(address)
    if kept is not None and all(each.path is None or each.path.exists() for each in kept):
        return kept
    files = find(address, limits.seconds)
    if not files:
        raise DataError(f"{redact(address)}: nada combina", "confira o endereço e o curinga")
    tables = [each for each in files if suffix(each.address) in _PARQUET]
    others = [each for each in files if suffix(each.address) not in _PARQUET]
    found = [
        Fetched(redact(each.address), path, None, what_is(path))
        for each, path in zip(others, download(others, limits.size), strict=True)
    ]
    if tables:
        from carteira_cli.reading.inputs.cloud_parquet import CloudTable  # weight: for Parquet

        folder = tables[0].name[: len(address.split("/", 3)[3])] if address.endswith("/") else None
        shown = redact(address if len(tables) > 1 else tables[0].address)
        found.insert(0, Fetched(shown, None, address, "parquet", CloudTable(tables, folder)))
    _found[address] = tuple(found)
    return _found[address]
