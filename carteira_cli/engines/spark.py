"""Spark as an engine: lines are reduced by a cluster, and only rows per customer come back."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.engines.cluster.errors import telling
from carteira_cli.engines.cluster.progress import watched
from carteira_cli.engines.cluster.stream import BUDGET, brought

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from pyspark.sql import DataFrame

    from carteira_cli.engines.cluster.progress import Tell
    from carteira_cli.engines.cluster.session import ClusterSession
    from carteira_cli.engines.panel import Lines

_GATHERED = "__juntas"
# Spark has no numbers without a sign, nor texts by number.
_CASTS: dict[Any, Any] = {
    pl.UInt8: pl.Int16,
    pl.UInt16: pl.Int32,
    pl.UInt32: pl.Int64,
    pl.UInt64: pl.Int64,
    pl.Categorical: pl.String,
    pl.Enum: pl.String,
}


@dataclass(frozen=True)
class SparkEngine:
    """The engine over an open session, in which everything that it gives must be used.

    Attributes:
        session: of the cluster.
        tell: takes how far a job is; None: nobody listens.
        budget: bytes of rows beyond which these are written down and evaluated in a stream.
    """

    session: ClusterSession
    tell: Tell | None = None
    budget: int = BUDGET

    def lines(self, read: pl.LazyFrame) -> Lines:
        """Lines as they are read from files on this machine, to the cluster.

        By a file where it sees the same files, and else out of memory.

        Raises:
            ClusterError: it did not take them.
        """
        if not self.session.master.is_here:
            return self.table(read.collect(engine="streaming"))
        handle, path = tempfile.mkstemp(suffix=".parquet", dir=self.session.folder)
        os.close(handle)
        _signed(read).sink_parquet(path, engine="streaming")
        with self._told():
            return _frame(self.session.spark.read.parquet(path))

    def rows(self, found: Lines) -> pl.LazyFrame:
        """What lines were reduced to, computed; the order of rows is not defined.

        Raises:
            ClusterError: the cluster or its driver did not bring it to an end.
        """
        with self.at_work():
            return brought(self.session, found.to_native(), self.budget)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Inside, what the cluster does is told while it runs, and what it complains of in a line.

        Raises:
            ClusterError: it did not bring a computation to its end.
        """
        with self._told(), watched(self.session, self.tell):
            yield

    def table(self, frame: pl.DataFrame) -> Lines:
        """A table of this machine's memory, to be joined to lines.

        Raises:
            ClusterError: the cluster did not take it.
        """
        plain = _signed(frame.lazy()).collect()
        some = plain if plain.height else plain.clear(1)  # of no row Connect would take no columns
        with self._told():
            taken = self.session.spark.createDataFrame(some.to_arrow(compat_level=pl.CompatLevel.oldest()))
            return _frame(taken if plain.height else taken.limit(0))

    def lists(self, found: Lines, keys: Sequence[str], columns: Sequence[str]) -> Lines:
        """One row a key: the keys, and of each column the list of its values, all in one order."""
        of, fields = self._functions, [f"c{number}" for number in range(len(columns))]
        with self._told():
            each = of.struct(*(_column(of, name).alias(field) for name, field in zip(columns, fields, strict=True)))
            gathered = self._grouped(found, keys).agg(of.collect_list(each).alias(_GATHERED))
            named = zip(columns, fields, strict=True)
            lists = (of.col(_GATHERED).getField(field).alias(name) for name, field in named)
            return _frame(gathered.select(*(_column(of, key) for key in keys), *lists))

    def days(self, found: Lines, keys: Sequence[str], day: str) -> Lines:
        """One row a key: the keys, and the list of its distinct days, ascending."""
        of = self._functions
        with self._told():
            listed = of.array_sort(of.collect_set(_column(of, day))).alias(day)
            return _frame(self._grouped(found, keys).agg(listed))

    def marks(self, found: Lines, keys: Sequence[str], bits: Sequence[str], day: str) -> Lines:
        """One row a key: the keys, of each column of `bits` (Int64) the OR, and the least day."""
        of = self._functions
        united = [of.bit_or(_column(of, name)).alias(name) for name in bits]
        with self._told():
            return _frame(self._grouped(found, keys).agg(*united, of.min(_column(of, day)).alias(day)))

    def _grouped(self, found: Lines, keys: Sequence[str]) -> Any:  # noqa: ANN401 - the sessions have classes of their own
        frame: DataFrame = found.to_native()
        return frame.groupBy(*(_column(self._functions, key) for key in keys))

    @property
    def _functions(self) -> Any:  # noqa: ANN401 - two modules of the same functions
        # weight: for a run on Spark alone
        if self.session.java is None:
            from pyspark.sql.connect import functions as remote

            return remote
        from pyspark.sql import functions

        return functions

    def _told(self) -> AbstractContextManager[None]:
        return telling(self.session.master, self.session.java)


def _frame(native: Any) -> Lines:  # noqa: ANN401 - as above
    frame: Lines = nw.from_native(native)
    return frame


def _column(functions: Any, name: str) -> Any:  # noqa: ANN401 - as above
    """A column by its name, whatever is in it: Spark takes a full stop for a part of a column."""
    return functions.col(f"`{name.replace('`', '``')}`")


def _signed(query: pl.LazyFrame) -> pl.LazyFrame:
    """The same table, of types that Spark has."""
    schema = query.collect_schema()
    casts = [pl.col(name).cast(_CASTS[kind.base_type()]) for name, kind in schema.items() if kind.base_type() in _CASTS]
    return query.with_columns(casts) if casts else query
