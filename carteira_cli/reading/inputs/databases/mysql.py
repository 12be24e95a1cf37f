"""MySQL and MariaDB, by PyMySQL: a cursor whose rows stay on the server until they are asked for, in batches.

Nothing is converted on the way but here: a number comes as the text that the server writes, and a date of zeros, which
MySQL has for none, is none.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from carteira_cli.reading.inputs.databases import failures
from carteira_cli.reading.inputs.databases.failures import DatabaseFailure, failed, invalid_query, lacking, told_by
from carteira_cli.reading.inputs.databases.read_ahead import awaited, read_ahead
from carteira_cli.reading.inputs.databases.servers import parts_of
from carteira_cli.reading.inputs.databases.session import PATIENCE, ROWS, DatabaseColumn, DatabaseStream, DatabaseTable

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from carteira_cli.reading.inputs.databases.session import DatabaseAsked

_PORT = 3306
_OPTIONS = ("ssl_ca", "unix_socket")
_START = (
    "set session transaction isolation level repeatable read",
    "set time_zone = '+00:00'",  # a TIMESTAMP is an instant
    "start transaction with consistent snapshot, read only",
)
_TABLES = """
select table_schema, table_name, table_schema <=> database() from information_schema.tables
where table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys') order by 1, 2
"""
_BINARY = 63  # the character set of what is no text
_KINDS: dict[int, tuple[str, str]] = {  # as the protocol numbers them → name, and how it is read
    0: ("decimal", "exact"), 1: ("tinyint", "exact"), 2: ("smallint", "exact"), 3: ("int", "exact"),
    8: ("bigint", "exact"), 9: ("mediumint", "exact"), 13: ("year", "exact"), 246: ("decimal", "exact"),
    16: ("bit", "bits"), 4: ("float", "float"), 5: ("double", "float"),
    10: ("date", "day"), 14: ("date", "day"), 12: ("datetime", "moment"), 7: ("timestamp", "instant"),
    11: ("time", "text"), 15: ("varchar", "text"), 253: ("varchar", "text"), 254: ("char", "text"),
    247: ("enum", "text"), 248: ("set", "text"), 249: ("text", "text"), 250: ("text", "text"),
    251: ("text", "text"), 252: ("text", "text"),
}  # fmt: skip
_WORDS_ALONE = (11, 247, 248)  # whose character set says nothing
_CODES = (
    DatabaseFailure(r"^(1045|1698|1251)\b", *failures.CREDENTIALS),
    DatabaseFailure(r"^1049\b", *failures.NO_DATABASE),
    DatabaseFailure(r"^(1044|1142|1143|1227|1370)\b", *failures.FORBIDDEN),
    DatabaseFailure(r"^(1792|1290|1295)\b", *failures.ONLY_READS),
    DatabaseFailure(r"^(1130)\b", "o servidor não deixa entrar a partir deste computador", failures.FORBIDDEN[1]),
    DatabaseFailure(r"^(1040|1203|1226)\b", *failures.BUSY),
    DatabaseFailure(r"^(1317|1969|3024)\b", *failures.STOPPED),
    DatabaseFailure(
        r"^(2026|3159)\b",
        "a conexão cifrada (TLS) não se fez",
        "aponte ssl_ca no endereço para o certificado da autoridade",
    ),
    DatabaseFailure(r"^(2006|2013|2055|1053|1927)\b", *failures.CUT),
    DatabaseFailure(r"^(2002|2003|2005)\b", *failures.UNREACHED),
    DatabaseFailure(
        r"^1060\b",
        "a consulta tem duas colunas de um mesmo nome",
        "dê outro nome a uma delas, como em: select … as outra",
    ),
    DatabaseFailure(r"^(1365|1690|1292|1264)\b", *failures.INSIDE),
)
_OF_QUERY = (1054, 1064, 1146, 1149, 1305, 1052, 1055, 1248, 1327, 1051, 1221)
_NO_CIPHER = (
    "o servidor pede uma senha cifrada, e falta a biblioteca cryptography",
    'instale com: pip install "carteira-cli[mysql]"',
)


@contextmanager
def opened(asked: DatabaseAsked) -> Iterator[MySqlSession]:
    """The database, in a transaction that only reads; its password may also come of MYSQL_PWD or ~/.my.cnf.

    Raises:
        DataError: it can't be reached or does not let one in.
        SurroundingsError: the driver is not installed.
    """
    try:
        import pymysql
        from pymysql.converters import encoders
    except ImportError:
        raise lacking("MySQL", "mysql") from None
    parts = parts_of(asked, _PORT, _OPTIONS)
    own = Path("~/.my.cnf").expanduser()

    def connect() -> Any:  # noqa: ANN401 - the driver has no types
        return pymysql.connect(
            host=parts.host,
            port=parts.port,
            user=parts.user,
            password=parts.password or os.environ.get("MYSQL_PWD") or "",
            database=parts.database or None,
            charset="utf8mb4",
            connect_timeout=PATIENCE,
            conv=encoders,  # and no decoders
            read_default_file=str(own) if own.is_file() else None,
            **parts.options,
        )

    with _telling(asked, pymysql.MySQLError), closing(awaited(connect)) as connection:
        for statement in _START:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        yield MySqlSession(connection, lambda: _end_query(connection.thread_id(), connect))


def _end_query(number: int, connect: Callable[[], Any]) -> None:
    """Have the server end a query that nobody waits for any more, which it would not notice before its end."""
    with suppress(Exception), closing(connect()) as other, other.cursor() as ending:
        ending.execute(f"kill query {number}")


class MySqlSession:
    """What is asked of a MySQL."""

    def __init__(self, connection: Any, cancel: Callable[[], None]) -> None:  # noqa: ANN401 - the driver's
        self._connection = connection
        self._cancel = cancel

    def tables(self) -> Sequence[DatabaseTable]:
        """As `DatabaseSession` has it."""
        with self._connection.cursor() as cursor:
            cursor.execute(_TABLES)
            return [DatabaseTable(schema, name, near == "1") for schema, name, near in cursor.fetchall()]

    def whole(self, table: DatabaseTable) -> str:
        """As `DatabaseSession` has it."""
        return f"select * from {_quoted(table.schema)}.{_quoted(table.name)}"  # noqa: S608 - quoted names

    def columns(self, query: str) -> Sequence[DatabaseColumn]:
        """As `DatabaseSession` has it; of the query no line is asked for."""

        def described() -> list[DatabaseColumn]:
            with closing(self._connection.cursor()) as cursor:
                cursor.execute(f"select * from (\n{query}\n) as consulta limit 0")  # noqa: S608 - the user's own query
                fields = cursor._result.fields  # noqa: SLF001 - nothing else tells text from bytes
                return [_column(field.name, field.type_code, field.charsetnr) for field in fields]

        return awaited(described, self._cancel)

    def stream(self, query: str, columns: Sequence[DatabaseColumn]) -> DatabaseStream:
        """As `DatabaseSession` has it. A query stands inside one of ours, where nothing but a query can stand."""
        asked = ", ".join(f"{one.read} as {_quoted(one.name)}" for one in columns)
        sql = f"select {asked} from (\n{query}\n) as consulta"  # noqa: S608 - the same
        schema = pa.schema([(one.name, _TYPES.get(one.kind, pa.string())) for one in columns])
        return DatabaseStream(schema, read_ahead(self._batches(sql, schema), self._cancel))

    def _batches(self, sql: str, schema: pa.Schema) -> Generator[pa.RecordBatch]:
        from pymysql.cursors import SSCursor

        with closing(self._connection.cursor(SSCursor)) as cursor:
            cursor.execute(sql)
            while rows := cursor.fetchmany(ROWS):
                cells = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
                typed = [_typed(column, field.type) for column, field in zip(cells, schema, strict=True)]
                yield pa.record_batch(typed, schema=schema)


_TYPES = {
    "float": pa.float64(),
    "double": pa.float64(),
    "date": pa.date32(),
    "datetime": pa.timestamp("us"),
    "timestamp": pa.timestamp("us", "UTC"),
}


def _typed(cells: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        cells = pc.if_else(pc.match_substring_regex(cells, "^0000|-00"), pa.scalar(None, pa.string()), cells)
        naive = cells.cast(pa.date32() if pa.types.is_date(kind) else pa.timestamp("us"))
        return pc.assume_timezone(naive, "UTC") if pa.types.is_timestamp(kind) and kind.tz else naive
    return cells.cast(kind)


def _column(name: str, code: int, charset: int) -> DatabaseColumn:
    kind, how = _KINDS.get(code, ("", ""))
    read = _quoted(name)
    if how == "text" and charset == _BINARY and code not in _WORDS_ALONE:
        return DatabaseColumn(name, "bytes", None)
    if how == "bits":
        return DatabaseColumn(name, kind, f"{read} + 0", exact=True)
    return DatabaseColumn(name, kind or "json ou outro", read if how else None, exact=how == "exact")


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


@contextmanager
def _telling(asked: DatabaseAsked, kind: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kind as error:
        code, said = (*error.args, "", "")[:2]
        told = told_by(_CODES, str(code))
        if told is None and code in _OF_QUERY:
            told = invalid_query(str(said), own=asked.query is not None)
        raise failed(asked.shown, told or failures.OTHERWISE) from None
    except RuntimeError as error:  # what the driver says without a library of ciphers
        if "cryptography" not in str(error):
            raise
        raise failed(asked.shown, _NO_CIPHER) from None
