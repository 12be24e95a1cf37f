"""The sales of a run on a cluster: asked as a ledger is, while their lines stay where they are."""

from __future__ import annotations

from dataclasses import field, replace
from functools import reduce
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.cluster.driver_tables import brought, brought_table, handed, reached
from carteira_cli.sources.cluster.lines import ClusterLines
from carteira_cli.sources.cluster.named import grouped, is_catalogued, sources_named, text_file
from carteira_cli.sources.cluster.overlaps import overlaps
from carteira_cli.sources.cluster.sums import refuse_overflow_on_cluster
from carteira_cli.sources.cluster.texts import Sizes, TextReading
from carteira_cli.sources.cluster.typed import open_typed
from carteira_cli.sources.copies import without_copies
from carteira_cli.sources.ledger import Ledger, between, open_ledger
from carteira_cli.sources.proving.lines import Opened
from carteira_cli.sources.proving.recount import Repeated
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import polars as pl
    from pyspark.sql import DataFrame, SparkSession

    from carteira_cli.engines.panel import Lines
    from carteira_cli.engines.spark import SparkEngine
    from carteira_cli.sources.cluster.executors import Executors
    from carteira_cli.sources.cluster.named import NamedSource, TextFile
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.proven import Proven
    from carteira_cli.sources.proving.rejected_lines import Reject
    from carteira_cli.sources.reading_rules import Rules

    Query = Callable[[Lines], Lines]


class ClusterLedger:
    """What an analysis knows of sales on a cluster so far; as `Ledger`, whose questions it answers by queries."""

    __slots__ = (
        "_driver",
        "_executors",
        "_own",
        "_proven",
        "_rules",
        "_sizes",
        "_sources",
        "_texts",
        "_typed",
        "engine",
        "opened",
    )

    def __init__(
        self,
        engine: SparkEngine,
        executors: Executors,
        table: CanonicalTable,
        named: Sequence[Path | str],
        rules: Rules,
        sizes: Sizes,
    ) -> None:
        """Files, folders and tables, as they look at first.

        Raises:
            DataError: one can't be read, or is not what is wanted.
        """
        self.engine = engine
        self._executors, self._rules, self._sizes = executors, rules, sizes
        spark = executors.spark
        self._proven: ClusterLines | None = None
        kept, said = (named, ()) if rules.add_up else without_copies(named)
        self._sources = [reached(spark, one) for one in sources_named(kept)]
        own = _of_driver(self._sources, sizes.small)
        self._own = own[0] if own else None
        self._driver = open_ledger(table, [one.place for one in own], rules.mapping, rules) if own else None
        rest = [one for one in self._sources if one not in own]
        self._texts = _texts(spark, [one for one in rest if one.kind == "text"], table, rules)
        self._typed = [open_typed(executors, one, table, rules) for one in rest if one.kind != "text"]
        found: dict[NamedSource, tuple[Part, ...]] = {text.sources[0]: (text.part,) for text in self._texts}
        found |= {typed.source: (typed.part,) for typed in self._typed}
        if self._driver is not None and self._own is not None:
            found[self._own] = self._driver.opened.parts
        parts = tuple(part for source in self._sources for part in found.get(source, ()))
        origin = ", ".join(part.raw.name for part in parts)
        warned = (*said, *(self._driver.opened.said if self._driver else ()))
        self.opened = Opened(table, parts, origin, said=warned)

    @property
    def table(self) -> CanonicalTable:
        """Which table."""
        return self.opened.table

    @property
    def origin(self) -> str:
        """The files in words, for messages and provenance."""
        return self.opened.origin

    @property
    def columns(self) -> tuple[str, ...]:
        """Canonical columns that at least one file has."""
        return self.opened.columns

    @property
    def proven(self) -> ClusterLines:
        """Its lines, and the account of them.

        Raises:
            DataError: a file can't be read to its end, a convention of its values can't be told, or its amounts are
                more than can be summed.
        """
        if self._proven is None:
            with self.engine.at_work():
                self._proven = self._prove()
        return self._proven

    def ask(self, query: Query, start: int | None = None, end: int | None = None) -> pl.DataFrame:
        """What a query over the lines of the days `[start, end)` comes to: rows per customer, or fewer.

        Args:
            query: from the lines to what they are reduced to.
            start: first day; None: from the beginning.
            end: day after the last; None: to the end.

        Raises:
            DataError: as `proven`.
        """
        lines = between(nw.from_native(self.proven.frame), start, end)
        return self.engine.rows(query(lines)).collect()

    @property
    def first_day(self) -> int | None:
        """Earliest day of a valid line."""
        return self.proven.audit.first_day

    @property
    def last_day(self) -> int | None:
        """Latest day of a valid line."""
        return self.proven.audit.last_day

    def _prove(self) -> ClusterLines:
        read: dict[NamedSource, _Read] = {}
        if self._texts:
            for text, file in TextReading(self._executors, self._texts, self._rules, self._sizes).read():
                read[text.sources[0]] = _Read((file.proven,), file.lines, file.rejects)
        for typed in self._typed:
            file = typed.read()
            read[typed.source] = _Read((file.proven,), file.lines, file.rejects)
        repeated = Repeated()
        if self._driver is not None and self._own is not None:
            own = self._driver.proven
            repeated = own.repeated
            read[self._own] = _Read(own.files, handed(self._executors.spark, own.lines().collect()), None)
        ordered = [read[source] for source in self._sources if source in read]
        files = tuple(proven for each in ordered for proven in each.files)
        examples = {
            at: rejects
            for at, rejects in enumerate(each.rejects for each in ordered for _ in each.files)
            if rejects is not None
        }
        frames = [each.frame for each in ordered]
        frame = united(frames)
        refuse_overflow_on_cluster(files, frame)
        said = () if self._rules.add_up or len(frames) == 1 else overlaps(frames)
        return ClusterLines(self.opened, files, frame, examples, repeated, tuple(said))


@dataclass(frozen=True)
class _Read:
    """Files that were read together.

    Attributes:
        files: how each is read, and its account.
        frame: their lines.
        rejects: the first rejected ones; None where the lines are at hand.
    """

    files: tuple[Proven, ...]
    frame: DataFrame = field(repr=False, compare=False)
    rejects: tuple[Reject, ...] | None


def united(frames: Sequence[DataFrame]) -> DataFrame:
    """Lines of several files with one type a column: an id that is a number in some of them is text in all."""
    kinds: dict[str, set[str]] = {}
    for frame in frames:
        for name, kind in frame.dtypes:
            kinds.setdefault(name, set()).add(kind)
    mixed = {name for name, found in kinds.items() if len(found) > 1}
    alike = [
        frame.selectExpr(
            *(f"cast(`{name}` as string) as `{name}`" if name in mixed else f"`{name}`" for name in frame.columns)
        )
        for frame in frames
    ]
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), alike)


def _of_driver(sources: Sequence[NamedSource], small: int) -> list[NamedSource]:
    """What the driver reads: kinds that only it knows, and files that are few and small, beside each other."""
    local = [one for one in sources if one.kind in {"text", "parquet"} and one.size is not None]
    several = len(sources) > 1 or any(one.kind == "parquet" for one in local)
    if len(local) == len(sources) and several and sum(one.size or 0 for one in local) <= small:
        return [one for one in sources if not _is_folder(one)]
    return [one for one in sources if one.kind == "driver"]


def _is_folder(source: NamedSource) -> bool:
    return not isinstance(source.place, str) and source.place.is_dir()


def _texts(spark: SparkSession, sources: Sequence[NamedSource], table: CanonicalTable, rules: Rules) -> list[TextFile]:
    found = []
    for first, *others in grouped(sources):
        file = text_file(first, table, rules, brought(spark, first) if isinstance(first.place, str) else None)
        if others:
            file = replace(
                file,
                name=f"{file.name} e mais {counted(len(others), 'arquivo')}",
                sources=(first, *others),
                size=sum(one.size or 0 for one in file.sources),
            )
        found.append(file)
    return found


def cluster_opener(
    engine: SparkEngine, executors: Executors, sizes: Sizes | None = None
) -> Callable[..., Ledger | ClusterLedger]:
    """What opens the tables of a run on a cluster: sales stay there, the others are small and come to the driver.

    Args:
        engine: that of an open session.
        executors: of the same.
        sizes: from which sizes on something is done otherwise.
    """

    def opened(
        table: CanonicalTable, named: Sequence[Path | str], mapping: Mapping[str, str], rules: Rules
    ) -> Ledger | ClusterLedger:
        if table.name == "vendas":
            return ClusterLedger(engine, executors, table, named, replace(rules, mapping=mapping), sizes or Sizes())
        here = [brought_table(executors.spark, str(one)) if is_catalogued(one) else one for one in named]
        return open_ledger(table, here, mapping, rules)

    return opened
