"""DuckDB's own databases, by its package: opened to read only, streamed in Arrow."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from carteira_cli.reading.inputs.databases import failures
from carteira_cli.reading.inputs.databases.failures import DatabaseFailure, failed, invalid_query, lacking, told_by
from carteira_cli.reading.inputs.databases.read_ahead import read_ahead
from carteira_cli.reading.inputs.databases.session import (
    KNOWN_DAYS,
    ROWS,
    DatabaseColumn,
    DatabaseStream,
    DatabaseTable,
)
from carteira_cli.reading.inputs.workspace import scratch_folder

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    import pyarrow as pa

    from carteira_cli.reading.inputs.databases.session import DatabaseAsked

_TABLES = """
select table_schema, table_name, table_schema = 'main' from information_schema.tables
where table_catalog = current_database() and table_schema not in ('information_schema', 'pg_catalog') order by 1, 2
"""
_PLAIN = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "FLOAT", "DOUBLE",
    "BOOLEAN", "VARCHAR",
)  # fmt: skip
_EXACT = ("UBIGINT", "HUGEINT", "UHUGEINT", "BIGNUM", "VARINT")  # wider than the integers that are read
_AS_TEXT = ("UUID", "TIME", "ENUM")
_WORDS = (
    DatabaseFailure(
        "lock on file|being used by another process",
        "outro programa está com o banco aberto para gravar",
        "feche o outro programa, ou leia uma cópia do arquivo",
    ),
    DatabaseFailure(
        "encrypt|storage version|newer version|serialization",
        "o banco é de uma versão que não se lê, ou é cifrado",
        'atualize o DuckDB (pip install -U duckdb), ou exporte a tabela no programa de origem: copy … to "x.parquet"',
    ),
    DatabaseFailure(
        "corrupt|checksum|not a valid DuckDB|Could not read|failed to deserialize",
        "o banco está danificado",
        "recupere uma cópia boa do arquivo",
    ),
    DatabaseFailure("^Out of Memory|could not allocate", "a consulta não coube na memória", "peça menos na consulta"),
    DatabaseFailure("^(Conversion|Out of Range|Invalid Input) Error", *failures.INSIDE),
    DatabaseFailure("^Permission|read-only mode", *failures.ONLY_READS),
)


@contextmanager
def opened(asked: DatabaseAsked) -> Iterator[DuckSession]:
    """The database, opened to read only; what does not fit in memory goes to the scratch files of the run.

    Raises:
        DataError: it is no such database, is damaged, or another program has it.
        SurroundingsError: the package is not installed.
    """
    try:
        import duckdb
    except ImportError:
        raise lacking("DuckDB", "duckdb") from None
    with scratch_folder() as spilled, _telling(asked, duckdb.Error):
        how: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(spilled),
            "autoinstall_known_extensions": "false",
            "preserve_insertion_order": "true",
        }
        with closing(duckdb.connect(asked.address.place, read_only=True, config=how)) as connection:
            connection.execute("begin")
            yield DuckSession(connection, asked)


class DuckSession:
    """What is asked of a DuckDB."""

    def __init__(self, connection: Any, asked: DatabaseAsked) -> None:  # noqa: ANN401 - as loaded late
        self._connection = connection
        self._asked = asked

    def tables(self) -> Sequence[DatabaseTable]:
        """As `DatabaseSession` has it."""
        return [DatabaseTable(*row) for row in self._connection.execute(_TABLES).fetchall()]

    def whole(self, table: DatabaseTable) -> str:
        """As `DatabaseSession` has it."""
        return f"select * from {_quoted(table.schema)}.{_quoted(table.name)}"  # noqa: S608 - quoted names

    def columns(self, query: str) -> Sequence[DatabaseColumn]:
        """As `DatabaseSession` has it; the query is described, and does not run."""
        self._check(query)
        rows = self._connection.execute(f"describe from (\n{query}\n)").fetchall()
        return [_column(str(name), str(kind)) for name, kind, *_ in rows]

    def stream(self, query: str, columns: Sequence[DatabaseColumn]) -> DatabaseStream:
        """As `DatabaseSession` has it."""
        asked = ", ".join(f"{one.read} as {_quoted(one.name)}" for one in columns)
        sql = f"select {asked} from (\n{query}\n)"  # noqa: S608 - the user's own query
        schema = self._connection.sql(f"{sql} limit 0").to_arrow_table().schema

        def batches() -> Generator[pa.RecordBatch]:
            yield from self._connection.sql(sql).to_arrow_reader(ROWS)  # this waits for the first line, deaf to Ctrl-C

        return DatabaseStream(schema, read_ahead(batches(), self._connection.interrupt))

    def _check(self, query: str) -> None:
        """Refuse what is more than one query, or none: COPY writes files whatever the database is opened for."""
        kinds = [str(one.type.name) for one in self._connection.extract_statements(query)]
        if len(kinds) != 1:
            raise failed(self._asked.shown, ("a consulta tem mais de um comando", "deixe só um select, sem ; no meio"))
        if kinds != ["SELECT"]:
            raise failed(self._asked.shown, failures.ONLY_READS)


def _column(name: str, kind: str) -> DatabaseColumn:
    """How a column is read."""
    bare, read = kind.partition("(")[0], _quoted(name)
    if kind.endswith("]"):
        return DatabaseColumn(name, kind, None)
    if bare in _EXACT or kind.endswith(",0)"):  # a DECIMAL without decimals may be wider, too
        return DatabaseColumn(name, kind, f"{read}::varchar", exact=True)
    if bare in _AS_TEXT:
        return DatabaseColumn(name, bare, f"{read}::varchar")
    if bare == "DATE" or bare.startswith("TIMESTAMP"):
        return DatabaseColumn(name, kind, KNOWN_DAYS.format(read))
    return DatabaseColumn(name, bare, read if bare in _PLAIN or bare == "DECIMAL" else None)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _telling(asked: DatabaseAsked, kind: type[Exception]) -> Iterator[None]:
    try:
        yield
    except kind as error:
        said = str(error)
        if "nterrupted" in said.partition("\n")[0]:
            raise KeyboardInterrupt from None
        raise failed(asked.shown, told_by(_WORDS, said) or _of_query(said, asked)) from None


def _of_query(said: str, asked: DatabaseAsked) -> tuple[str, str]:
    if said.startswith(("Catalog Error", "Binder Error", "Parser Error")):
        return invalid_query(said.partition(": ")[2], own=asked.query is not None)
    return failures.OTHERWISE
