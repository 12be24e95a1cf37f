"""SQLite, by the standard library: a file that nobody writes meanwhile, as far as this run can see.

SQLite gives each cell a type of its own. So the cells of each column are counted by their types first, in the same
moment: a column of integers is one, of integers and floats is of floats, and one with texts is of texts, in which a
number stands as it would be written in Python.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pyarrow as pa

from carteira_cli.reading.inputs.databases import failures
from carteira_cli.reading.inputs.databases.failures import DatabaseFailure, failed, invalid_query, told_by
from carteira_cli.reading.inputs.databases.session import ROWS, DatabaseColumn, DatabaseStream, DatabaseTable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from carteira_cli.reading.inputs.databases.session import DatabaseAsked

_BUSY = 5.0  # seconds to wait for somebody who writes
_STEPS = 20_000  # of SQLite's machine between two looks at whether the run was interrupted
_WHOLE_FLOAT = 1 << 53  # up to here a float holds every integer
_ALLOWED = frozenset(
    (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
)  # of what a query may do
_DENIED = ("attach", "load_extension", "pragma")
_TABLES = """
select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite!_%' escape '!' order by 1
"""
_LOCKED = ("outro programa está gravando no banco", "espere que termine, ou feche o programa, e tente de novo")
_WORDS = (
    DatabaseFailure("locked|busy", *_LOCKED),
    DatabaseFailure(
        "unable to open|readonly database|disk I/O",
        "o banco não pôde ser aberto",
        "confira a permissão do arquivo e da pasta; se há um arquivo -wal ao lado, ele faz parte do banco",
    ),
    DatabaseFailure("malformed|not a database|corrupt|file is encrypted", "o banco está danificado ou cifrado", ""),
    DatabaseFailure("decode to UTF-8", "tem textos que não são UTF-8", "converta os textos na origem para UTF-8"),
    DatabaseFailure("not authorized|prohibited", *failures.ONLY_READS),
    DatabaseFailure("one statement", "a consulta tem mais de um comando", "deixe só um select, sem ; no meio"),
    DatabaseFailure("integer overflow|malformed JSON|datatype mismatch", *failures.INSIDE),
)
_DAMAGED = "recupere uma cópia boa, ou exporte a tabela como CSV por um programa que abra o banco"


@contextmanager
def opened(asked: DatabaseAsked) -> Iterator[SqliteSession]:
    """The database, in a transaction that only reads.

    Raises:
        DataError: it is no such database, is damaged, or somebody writes to it and does not end.
    """
    place = f"file:{quote(str(Path(asked.address.place)))}?mode=ro"
    with _telling(asked), closing(sqlite3.connect(place, uri=True, timeout=_BUSY, isolation_level=None)) as connection:
        connection.set_progress_handler(lambda: 0, _STEPS)  # Python sees a Ctrl-C in there
        connection.execute("begin")
        connection.execute("select count(*) from sqlite_master").fetchone()  # from here on it is one moment
        connection.set_authorizer(_allowed)
        yield SqliteSession(connection)


class SqliteSession:
    """What is asked of a SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def tables(self) -> Sequence[DatabaseTable]:
        """As `DatabaseSession` has it."""
        return [DatabaseTable("", name) for (name,) in self._connection.execute(_TABLES)]

    def whole(self, table: DatabaseTable) -> str:
        """As `DatabaseSession` has it."""
        return f"select * from {_quoted(table.name)}"  # noqa: S608 - a quoted name

    def columns(self, query: str) -> Sequence[DatabaseColumn]:
        """As `DatabaseSession` has it; the query runs, for its cells say what they are."""
        described = self._connection.execute(f"select * from (\n{query}\n) limit 0").description  # noqa: S608 - the user's
        names = [name for name, *_ in described]
        if len(set(names)) < len(names):  # for whoever asked to refuse
            return [DatabaseColumn(name, "", name) for name in names]
        counted = ", ".join(_count(_quoted(name)) for name in names)
        found = self._connection.execute(f"select {counted} from (\n{query}\n)").fetchone()  # noqa: S608 - the same
        return [_column(name, found[at * 5 : at * 5 + 5]) for at, name in enumerate(names)]

    def stream(self, query: str, columns: Sequence[DatabaseColumn]) -> DatabaseStream:
        """As `DatabaseSession` has it."""
        schema = pa.schema([(one.name, _TYPES[one.kind]) for one in columns])
        asked = ", ".join(str(one.read) for one in columns)
        cursor = self._connection.execute(f"select {asked} from (\n{query}\n)")  # noqa: S608 - the user's own query
        return DatabaseStream(schema, _batches(cursor, schema))


_TYPES = {"inteiro": pa.int64(), "número": pa.float64(), "texto": pa.string()}


def _batches(cursor: sqlite3.Cursor, schema: pa.Schema) -> Generator[pa.RecordBatch]:
    while rows := cursor.fetchmany(ROWS):
        columns = zip(*rows, strict=True)
        arrays = [
            pa.array(map(_written, cells) if field.type == pa.string() else cells, field.type)
            for field, cells in zip(schema, columns, strict=True)
        ]
        yield pa.record_batch(arrays, schema=schema)


def _written(cell: str | float | None) -> str | None:
    return cell if cell is None or isinstance(cell, str) else repr(cell)


def _count(name: str) -> str:
    kinds = ", ".join(f"total(typeof({name}) = '{kind}')" for kind in ("integer", "real", "text", "blob"))
    return f"{kinds}, max(case when typeof({name}) = 'integer' then abs(max({name}, {-(2**62)})) end)"


def _column(name: str, counts: Sequence[float | None]) -> DatabaseColumn:
    integers, reals, texts, blobs, largest = (count or 0 for count in counts)
    if blobs:
        return DatabaseColumn(name, "bytes", None)
    if texts or not (integers or reals) or (reals and integers and largest > _WHOLE_FLOAT):
        return DatabaseColumn(name, "texto", _quoted(name))
    return DatabaseColumn(name, "número" if reals else "inteiro", _quoted(name))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _allowed(action: int, _first: str | None, second: str | None, *_: str | None) -> int:
    """Whether a query may do something: it reads, and opens nothing else."""
    harmless = action in _ALLOWED and (second or "").casefold() not in _DENIED
    return sqlite3.SQLITE_OK if harmless else sqlite3.SQLITE_DENY


@contextmanager
def _telling(asked: DatabaseAsked) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        said = str(error)
        if said == "interrupted":
            raise KeyboardInterrupt from None
        told = told_by(_WORDS, said) or invalid_query(said, own=asked.query is not None)
        raise failed(asked.shown, (told[0], told[1] or _DAMAGED)) from error
