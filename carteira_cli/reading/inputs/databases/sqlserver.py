"""SQL Server, by Microsoft's own driver for Python, which hands over Arrow.

A query can't stand inside another one there (nor `with`, nor `order by`), and no transaction only reads. So the server
describes it first, which runs nothing; one that has a word for writing is refused; and what it does is rolled back.
"""

from __future__ import annotations

import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from carteira_cli.reading.inputs.databases import failures
from carteira_cli.reading.inputs.databases.failures import DatabaseFailure, failed, invalid_query, lacking, told_by
from carteira_cli.reading.inputs.databases.read_ahead import awaited, read_ahead
from carteira_cli.reading.inputs.databases.servers import parts_of
from carteira_cli.reading.inputs.databases.session import PATIENCE, ROWS, DatabaseColumn, DatabaseStream, DatabaseTable

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from carteira_cli.reading.inputs.databases.session import DatabaseAsked

_PORT = 1433
_OPTIONS = ("Encrypt", "TrustServerCertificate", "HostNameInCertificate", "ServerCertificate", "Authentication")
_TABLES = """
select s.name, o.name, case when s.name = schema_name() then 1 else 0 end
from sys.objects o join sys.schemas s on s.schema_id = o.schema_id
where o.type in ('U', 'V') and o.is_ms_shipped = 0 order by 1, 2
"""
_DESCRIBED = "select name, system_type_name, error_message from sys.dm_exec_describe_first_result_set(?, null, 0)"
# One moment for all of a query: where the database keeps versions of its lines.
_SNAPSHOT = """
if exists (select 1 from sys.databases where name = db_name() and snapshot_isolation_state = 1)
set transaction isolation level snapshot
"""
_READ = (
    "tinyint", "smallint", "int", "bigint", "bit", "decimal", "numeric", "money", "smallmoney", "float", "real", "date",
    "datetime", "datetime2", "smalldatetime", "datetimeoffset", "char", "varchar", "nchar", "nvarchar", "text", "ntext",
    "uniqueidentifier",
)  # fmt: skip
_QUIET = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\[(?:[^\]]|\]\])*\]|--[^\n]*|/\*.*?\*/", re.DOTALL)
_WRITES = re.compile(
    r"\b(insert|update|delete|merge|into|exec|execute|create|alter|drop|truncate|grant|revoke|backup|openrowset)\b|;",
    re.IGNORECASE,
)
_WORDS = (
    DatabaseFailure("Login failed|18456", *failures.CREDENTIALS),
    DatabaseFailure("Cannot open database|4060", *failures.NO_DATABASE),
    DatabaseFailure("permission was denied|permission denied", *failures.FORBIDDEN),
    DatabaseFailure(
        "SSL|certificate",
        "o certificado TLS do servidor não confere",
        "acrescente ?TrustServerCertificate=yes ao endereço, se a rede é de confiança",
    ),
    DatabaseFailure("Communication link failure|connection is broken|08S01", *failures.CUT),
    DatabaseFailure("timeout|network-related|could not open a connection|08001|HYT00", *failures.UNREACHED),
    DatabaseFailure("Divide by zero|overflow|Conversion failed", *failures.INSIDE),
)


@contextmanager
def opened(asked: DatabaseAsked) -> Iterator[SqlServerSession]:
    """The database, in a transaction that is rolled back.

    Raises:
        DataError: it can't be reached or does not let one in.
        SurroundingsError: the driver is not installed.
    """
    try:
        import mssql_python
    except ImportError:
        raise lacking("SQL Server", "sqlserver") from None
    parts = parts_of(asked, _PORT, _OPTIONS)
    told = {"Server": f"{parts.host},{parts.port}", "Database": parts.database, **parts.options}
    told |= {key: value for key, value in (("UID", parts.user), ("PWD", parts.password)) if value is not None}
    place = ";".join(f"{key}={_braced(value)}" for key, value in told.items() if value)
    with _telling(asked, mssql_python.Error):
        connection = awaited(lambda: mssql_python.connect(place, autocommit=False, timeout=PATIENCE))
        connection.timeout = 0  # of a query, which may take as long as it takes
        with _undone(connection):
            connection.cursor().execute(_SNAPSHOT)
            yield SqlServerSession(connection, asked)


@contextmanager
def _undone(connection: Any) -> Iterator[None]:  # noqa: ANN401 - the driver's
    """Have what was done undone; of an interrupted run the server does that, once the connection is gone with it."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException:
        with suppress(Exception):
            connection.rollback()
            connection.close()
        raise
    connection.rollback()
    connection.close()


class SqlServerSession:
    """What is asked of a SQL Server."""

    def __init__(self, connection: Any, asked: DatabaseAsked) -> None:  # noqa: ANN401 - the driver's
        self._connection = connection
        self._asked = asked

    def tables(self) -> Sequence[DatabaseTable]:
        """As `DatabaseSession` has it."""
        rows = self._connection.cursor().execute(_TABLES).fetchall()
        return [DatabaseTable(schema, name, bool(near)) for schema, name, near in rows]

    def whole(self, table: DatabaseTable) -> str:
        """As `DatabaseSession` has it."""
        return f"select * from {_quoted(table.schema)}.{_quoted(table.name)}"  # noqa: S608 - quoted names

    def columns(self, query: str) -> Sequence[DatabaseColumn]:
        """As `DatabaseSession` has it; the query is described, and does not run."""
        if _WRITES.search(_QUIET.sub(" ", query)):
            raise failed(self._asked.shown, failures.ONLY_READS)
        rows = self._connection.cursor().execute(_DESCRIBED, query).fetchall()
        wrong = next((said for *_, said in rows if said), None)
        if wrong is not None:
            raise failed(self._asked.shown, invalid_query(str(wrong), own=self._asked.query is not None))
        return [_column(str(name), str(kind)) for name, kind, _ in rows]

    def stream(self, query: str, columns: Sequence[DatabaseColumn]) -> DatabaseStream:
        """As `DatabaseSession` has it."""
        names = [one.name for one in columns]
        cursor = self._connection.cursor()
        awaited(lambda: cursor.execute(query))
        reader = cursor.arrow_reader(ROWS)
        schema = pa.schema([reader.schema.field(name) for name in names])

        def batches() -> Generator[pa.RecordBatch]:
            for batch in reader:
                yield batch.select(names)

        return DatabaseStream(schema, read_ahead(batches(), reader.close))


def _column(name: str, kind: str) -> DatabaseColumn:
    bare = kind.partition("(")[0]
    return DatabaseColumn(name, bare, _quoted(name) if bare in _READ else None)


def _quoted(name: str) -> str:
    return "[" + name.replace("]", "]]") + "]"


def _braced(value: str) -> str:
    """A value in a connection string, whatever is in it."""
    return "{" + value.replace("}", "}}") + "}" if re.search(r"[;{}=\s]", value) else value


@contextmanager
def _telling(asked: DatabaseAsked, kind: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kind as error:
        raise failed(asked.shown, told_by(_WORDS, str(error)) or failures.OTHERWISE) from None
