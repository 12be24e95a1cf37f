"""Typed tables on a cluster: Parquet, Delta and those of its catalog, by Spark's own expressions where these do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.errors import DataError
from carteira_cli.reading.files import open_files
from carteira_cli.reading.hints import Hints
from carteira_cli.reading.inputs.workspace import scratch
from carteira_cli.reading.wanted import Sought
from carteira_cli.sources.cluster.delta import delta_frame
from carteira_cli.sources.cluster.failures import told_by_name
from carteira_cli.sources.cluster.named import escaped
from carteira_cli.sources.cluster.native import NativeLines, quoted_name
from carteira_cli.sources.cluster.native_fit import native_or_why
from carteira_cli.sources.cluster.texts import ClusterFile
from carteira_cli.sources.cluster.typed_pieces import read_by_python, with_told
from carteira_cli.sources.meaning import returns
from carteira_cli.sources.proving.audit import account
from carteira_cli.sources.proving.proof import part_of, rebuilt
from carteira_cli.sources.proving.proven import Proven

if TYPE_CHECKING:
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

    from carteira_cli.sources.cluster.executors import Executors
    from carteira_cli.sources.cluster.named import NamedSource
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.reading_rules import Rules

FIRST = 20_000  # rows that decide which column is which
WORDS = 10_000  # words of a status; a column of more is none
_SIMPLE = ("boolean", "tinyint", "smallint", "int", "bigint", "float", "double", "decimal", "string", "varchar", "char")
_SIMPLE_TIMES = ("date", "timestamp", "timestamp_ntz")


class TypedSource:
    """A typed table of sales, as its first rows look.

    Attributes:
        source: where it is.
        part: how they are read.
    """

    def __init__(self, executors: Executors, source: NamedSource, frame: DataFrame, sample: Path, part: Part) -> None:
        self.source, self.name, self.part = source, source.shown, part
        self._executors, self._frame, self._sample = executors, frame, sample

    def read(self) -> ClusterFile:
        """The table with its account and its lines.

        Raises:
            DataError: it can't be read to its end.
        """
        with told_by_name(self.name):
            part = self._with_statuses()
            if not isinstance(native := native_or_why(part, self._frame), str):
                return self._natively(native)
            return self._by_python(part)

    def _by_python(self, part: Part) -> ClusterFile:
        self._executors.prepare()
        return read_by_python(self._frame, self._sample, part)

    def _with_statuses(self) -> Part:
        """The part that knows every word of the status there is."""
        part = self.part
        if part.status_column is None:
            return part
        column = quoted_name(part.status_column)
        words = self._frame.selectExpr(f"cast({column} as string) as word").distinct().limit(WORDS + 1).toArrow()
        known = [word for word in words.column(0).to_pylist() if word is not None]
        if len(known) > WORDS:
            raise DataError(
                f'{self.name}: a coluna "{part.status_column}" tem mais de {WORDS} palavras, e não parece de situações',
                "diga qual é em carteira.toml: [colunas.vendas] status",
            )
        return rebuilt(part, replace(part.assumed, statuses=sorted(known)))

    def _natively(self, native: NativeLines) -> ClusterFile:
        part, row = native.part, native.totals()
        assumed = replace(
            part.assumed, movements=native.movements() if row.get(returns.MOVED) else part.assumed.movements
        )
        if assumed.movements:  # then their amounts are taken off, which is for our own expressions
            return self._by_python(rebuilt(part, assumed))
        audit = account(part, row)
        proven = Proven(replace(part, assumed=assumed), audit)
        rejects = native.rejects() if audit.rejected else ()
        return ClusterFile(with_told(proven), rejects, native.lines())


def open_typed(executors: Executors, source: NamedSource, table: CanonicalTable, rules: Rules) -> TypedSource:
    """A typed table as its first rows look.

    Raises:
        DataError: it is not there, can't be read, or lacks a column.
    """
    import pyarrow.parquet as pq

    with told_by_name(source.shown):
        frame = _frame(executors.spark, source)
        own = [name for name, kind in frame.dtypes if kind.partition("(")[0] in (*_SIMPLE, *_SIMPLE_TIMES)]
        frame = frame.select(*(quoted_name(name) for name in own))
        first = frame.limit(FIRST).toArrow()
    sample = scratch(".parquet")
    pq.write_table(first, sample)
    (raw,) = open_files(sample, table.name, Hints(), Sought(lambda _: 1.0))
    raw = replace(raw, name=source.shown)
    return TypedSource(executors, source, frame, sample, part_of(table, raw, rules))


def _frame(spark: SparkSession, source: NamedSource) -> DataFrame:
    if source.kind == "table":
        return spark.table(str(source.place))
    if source.kind == "delta":
        return delta_frame(spark, source)
    place = source.place if isinstance(source.place, str) else f"file://{source.place.resolve()}"
    return spark.read.parquet(escaped(place) if not isinstance(source.place, str) else place)
