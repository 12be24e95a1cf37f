"""PostgreSQL, by ADBC: binary COPY into Arrow batches of a few MiB, in a transaction that reads one moment.

connectorx (0.4.6) was tried against it: of a NUMERIC it keeps ten decimals, on NaN it fails, on money it panics; it has
no transaction for us to open, and nothing to cancel a query with. ADBC has the numbers as the server wrote them.
"""

from __future__ import annotations

import re
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from carteira_cli.reading.inputs.databases import failures
from carteira_cli.reading.inputs.databases.failures import DatabaseFailure, failed, invalid_query, lacking, told_by
from carteira_cli.reading.inputs.databases.read_ahead import awaited, read_ahead
from carteira_cli.reading.inputs.databases.session import (
    KNOWN_DAYS,
    PATIENCE,
    DatabaseColumn,
    DatabaseStream,
    DatabaseTable,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    import pyarrow as pa

    from carteira_cli.errors import DataError
    from carteira_cli.reading.inputs.databases.session import DatabaseAsked

_SNAPSHOT = "set transaction isolation level repeatable read, read only"
_TABLES = """
select n.nspname::text, c.relname::text, pg_catalog.pg_table_is_visible(c.oid)
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'v', 'm', 'p', 'f') and not c.relispartition
  and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
  and pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_table_privilege(c.oid, 'select')
order by 1, 2
"""
# A server that vanishes without a word is noticed within a minute or two, not in the two hours that are usual.
_WATCHFUL = {
    "connect_timeout": str(PATIENCE),
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "4",
    "client_encoding": "utf8",
    "application_name": "carteira",
}
_PLAIN = ("int2", "int4", "int8", "oid", "float4", "float8", "bool", "text", "varchar", "name")
_EXACT = {"numeric": "{}::text", "money": "{}::numeric::text"}
_AS_TEXT = ("bpchar", "uuid", "citext", "time", "timetz", "inet", "cidr", "macaddr", "char")  # blanks that fill go
_DAYS = ("date", "timestamp", "timestamptz")
_CODES = (
    DatabaseFailure("^28", *failures.CREDENTIALS),
    DatabaseFailure("^3D", *failures.NO_DATABASE),
    DatabaseFailure("^(42501)", *failures.FORBIDDEN),
    DatabaseFailure("^(25006|25001)", *failures.ONLY_READS),
    DatabaseFailure("^57014", *failures.STOPPED),
    DatabaseFailure("^(57P|08)", *failures.CUT),
    DatabaseFailure("^53300", *failures.BUSY),
    DatabaseFailure("^22", *failures.INSIDE),
)
_TLS = ("o servidor exige uma conexão cifrada (TLS)", "acrescente ?sslmode=require ao fim do endereço")
# Without a code, of what ends a query on its way: the server's words, in English or in Portuguese.
_RUNNING = (
    DatabaseFailure("data-modifying|read-only transaction|read-write mode|somente-leitura", *failures.ONLY_READS),
    DatabaseFailure("terminating|terminando|closed the connection|no connection to|could not receive", *failures.CUT),
    DatabaseFailure("cance?l?ling statement|cancelando", *failures.STOPPED),
    DatabaseFailure("permission denied|permiss[ãa]o negada", *failures.FORBIDDEN),
    DatabaseFailure("division by zero|divis[ãa]o por zero|out of range|fora do|invalid", *failures.INSIDE),
)
# Of who is not let in: the server's words, or those of the library.
_ENTERING = (
    DatabaseFailure(r"pg_hba\.conf.*(no encryption|SSL off|sem criptografia|SSL desabilitado)", *_TLS),
    DatabaseFailure(
        r"pg_hba\.conf",
        "o servidor não deixa este usuário entrar a partir deste computador",
        "peça ao administrador que libere o acesso no pg_hba.conf",
    ),
    DatabaseFailure("password authentication|no password supplied|autentica[çc][ãa]o", *failures.CREDENTIALS),
    DatabaseFailure("(role|papel|fun[çc][ãa]o) .* (does not exist|n[ãa]o existe)", *failures.CREDENTIALS),
    DatabaseFailure("(database|banco de dados) .* (does not exist|n[ãa]o existe)", *failures.NO_DATABASE),
    DatabaseFailure(
        "does not support SSL",
        "o servidor não tem TLS, e o endereço o exige",
        "tire sslmode do endereço, se a rede é de confiança, ou peça ao administrador que ligue o TLS",
    ),
    DatabaseFailure(
        "certificate|SSL error",
        "o certificado TLS do servidor não confere",
        "aponte sslrootcert no endereço para o certificado da autoridade que o assina",
    ),
    DatabaseFailure("translate host name|Name or service", "o servidor não foi encontrado", failures.UNREACHED[1]),
    DatabaseFailure("too many (clients|connections)|connection slots|muitas conex", *failures.BUSY),
    DatabaseFailure("starting up|shutting down|recovery mode", *failures.BUSY),
    DatabaseFailure("refused|timeout|timed out|No such file|unreachable|No route", *failures.UNREACHED),
    DatabaseFailure(
        "invalid|malformed|missing|unexpected (character|spaces)|percent", *failures.malformed("postgresql", 5432)
    ),
)
_ON_THE_WAY = ("a consulta falhou no servidor", "confira as contas da consulta e o estado do servidor")
_SAID = re.compile(r"(?:ERROR|ERRO|FATAL):\s+(.*?)(?:\n|\Z)", re.DOTALL)


@contextmanager
def opened(asked: DatabaseAsked) -> Iterator[PostgresSession]:
    """The database, in a transaction that only reads; its password may also come of PGPASSWORD or a .pgpass.

    Raises:
        DataError: it can't be reached or does not let one in.
        SurroundingsError: the driver is not installed.
    """
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise lacking("PostgreSQL", "postgresql") from None
    with _telling(asked), closing(awaited(lambda: dbapi.connect(_address(asked.address.place)))) as connection:
        with closing(connection.cursor()) as cursor:
            cursor.execute(_SNAPSHOT)
        yield PostgresSession(connection, asked.shown)


class PostgresSession:
    """What is asked of a PostgreSQL."""

    def __init__(self, connection: Any, shown: str) -> None:  # noqa: ANN401 - the driver's
        self._connection = connection
        self._shown = shown

    def tables(self) -> Sequence[DatabaseTable]:
        """As `DatabaseSession` has it."""
        with closing(self._connection.cursor()) as cursor:
            awaited(lambda: cursor.execute(_TABLES), cursor.adbc_cancel)
            return [DatabaseTable(*row) for row in cursor.fetchall()]

    def whole(self, table: DatabaseTable) -> str:
        """As `DatabaseSession` has it."""
        return f"select * from {quoted(table.schema)}.{quoted(table.name)}"  # noqa: S608 - quoted names

    def columns(self, query: str) -> Sequence[DatabaseColumn]:
        """As `DatabaseSession` has it; the query is described, and does not run."""
        with closing(self._connection.cursor()) as cursor:
            schema = awaited(lambda: cursor.adbc_execute_schema(_inside(query, "*")), cursor.adbc_cancel)
            return [_column(field) for field in schema]

    def stream(self, query: str, columns: Sequence[DatabaseColumn]) -> DatabaseStream:
        """As `DatabaseSession` has it. A query stands inside one of ours, where nothing but a query can stand."""
        sql = _inside(query, ", ".join(f"{one.read} as {quoted(one.name)}" for one in columns))
        cursor = self._connection.cursor()
        schema = awaited(lambda: cursor.adbc_execute_schema(sql), cursor.adbc_cancel)

        def batches() -> Generator[pa.RecordBatch]:
            with closing(cursor):
                cursor.execute(sql)  # this waits for the first line; here the driver makes no error of a Ctrl-C
                with closing(cursor.fetch_record_batch()) as reader:
                    yield from reader

        return DatabaseStream(schema, self._told_in_words(read_ahead(batches(), cursor.adbc_cancel)))

    def _told_in_words(self, batches: Generator[pa.RecordBatch]) -> Generator[pa.RecordBatch]:
        """The batches; what fails on the way comes of Arrow, with the words of the server and no code."""
        try:
            yield from batches
        except (OSError, ValueError) as error:  # Arrow's are both
            raise failed(self._shown, told_by(_RUNNING, str(error)) or _ON_THE_WAY) from None


def quoted(name: str) -> str:
    """A name as standard SQL has it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def _inside(query: str, what: str) -> str:
    return f"select {what} from (\n{query}\n) as consulta"  # noqa: S608 - the user's own query


def _column(field: pa.Field) -> DatabaseColumn:
    """How a column is read."""
    kind = (field.metadata or {}).get(b"POSTGRESQL:type", b"").decode()
    name = quoted(field.name)
    if kind in _EXACT:
        return DatabaseColumn(field.name, kind, _EXACT[kind].format(name), exact=True)
    if kind in _AS_TEXT:
        return DatabaseColumn(field.name, kind, f"{name}::text")
    if kind in _DAYS:
        return DatabaseColumn(field.name, kind, KNOWN_DAYS.format(name))
    words = str(field.type) == "string" and not kind.startswith("_")  # of an enumeration, called as its owner likes
    return DatabaseColumn(field.name, kind, f"{name}::text" if words and kind not in _PLAIN else _plain(kind, name))


def _plain(kind: str, name: str) -> str | None:
    return name if kind in _PLAIN else None


def _address(place: str) -> str:
    """The address with how long to wait, where it does not say so itself."""
    told = place.partition("?")[2]
    given = {part.partition("=")[0] for part in told.split("&")}
    more = "&".join(f"{key}={value}" for key, value in _WATCHFUL.items() if key not in given)
    return f"{place}{'&' if told else '' if '?' in place else '?'}{more}"


@contextmanager
def _telling(asked: DatabaseAsked) -> Iterator[None]:
    from adbc_driver_manager import Error

    try:
        yield
    except Error as error:
        raise _told(error, asked) from None  # its words, and so its trace, may hold the address


def _told(error: Any, asked: DatabaseAsked) -> DataError:  # noqa: ANN401 - the driver has no types
    said, code = str(error), error.sqlstate or ""
    told = told_by(_CODES, code) or (None if code else told_by((*_ENTERING, *_RUNNING), said))
    told = told or (told_by(_RUNNING[:1], said) if code.startswith("0A") else None)
    if told is None and code.startswith(("42", "0A")):
        found = _SAID.search(said)
        reason = found[1] if found else "o servidor não disse por quê"
        told = invalid_query(_without_password(reason, asked.address.place), own=asked.query is not None)
    return failed(asked.shown, told or failures.OTHERWISE)


def _without_password(text: str, place: str) -> str:
    try:
        password = unquote(urlsplit(place).password or "")
    except ValueError:
        return text
    return text.replace(password, "***") if password else text
