"""What is asked of a database, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    import pyarrow as pa

    from carteira_cli.reading.inputs.database_addresses import DatabaseAddress

PATIENCE = 15  # seconds for a server to let one in
ROWS = 50_000  # that are held at once, where the driver does not say it in bytes


# A day that is "infinity" is none yet: an end that never comes. Days beyond four digits of a year stay none that are
# accepted, and are counted; as they stand there are programs that break down over them.
KNOWN_DAYS = (
    "case when {0} = 'infinity' then null when {0} < '0002-01-01' then '0002-01-01' "
    "when {0} > '9998-12-31' then '9998-12-31' else {0} end"
)


@dataclass(frozen=True)
class DatabaseAsked:
    """What is wanted of a database.

    Attributes:
        address: where it is.
        table: the canonical table that it is for, whose name a table may have.
        query: in SQL; None: a whole table.
        shown: the database in messages, without secrets.
        limit: bytes that may be brought.
    """

    address: DatabaseAddress
    table: str
    query: str | None
    shown: str
    limit: int


@dataclass(frozen=True)
class DatabaseTable:
    """A table or view that may be read.

    Attributes:
        schema: where it is; "" where there are no schemas.
        name: of it.
        near: whether it is found without its schema.
    """

    schema: str
    name: str
    near: bool = True

    @property
    def full_name(self) -> str:
        """As one names it: with its schema where that is needed."""
        return self.name if self.near or not self.schema else f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class DatabaseColumn:
    """A column of a query.

    Attributes:
        name: of it.
        kind: its type, as its system calls it.
        read: the SQL that gives it in a form that is read; None: nothing can use it.
        exact: whether it comes as texts of numbers, which are to become exact ones.
    """

    name: str
    kind: str
    read: str | None
    exact: bool = False


@dataclass(frozen=True)
class DatabaseStream:
    """What comes of a query.

    Attributes:
        schema: of each batch.
        batches: as they come; whoever stops half-way closes it, and the database gives up.
    """

    schema: pa.Schema
    batches: Generator[pa.RecordBatch]


class DatabaseSession(Protocol):
    """An open database, in one transaction that only reads, all of whose answers are of one moment."""

    def tables(self) -> Sequence[DatabaseTable]:
        """The tables and views that may be read, in order of their names."""

    def whole(self, table: DatabaseTable) -> str:
        """The query of all lines of a table."""

    def columns(self, query: str) -> Sequence[DatabaseColumn]:
        """The columns of a query, asked without running it where the system can."""

    def stream(self, query: str, columns: Sequence[DatabaseColumn]) -> DatabaseStream:
        """Run a query, for some of its columns."""
