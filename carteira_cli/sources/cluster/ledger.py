"""The sales of a run on a cluster: asked as a ledger is, while their lines stay where they are."""

from __future__ import annotations

from dataclasses import field, replace
from functools import reduce
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.cluster.driver_tables import brought, brought_table, handed
from carteira_cli.sources.cluster.named import grouped, is_of_cluster, sources_named, text_file
from carteira_cli.sources.cluster.overlaps import overlaps
from carteira_cli.sources.cluster.sums import refuse_overflow_on_cluster
from carteira_cli.sources.cluster.texts import ClusterFile, Sizes, TextReading
from carteira_cli.sources.cluster.typed import open_typed
from carteira_cli.sources.copies import without_copies
from carteira_cli.sources.ledger import Ledger, open_ledger
from carteira_cli.sources.proving.audit import total
from carteira_cli.sources.proving.lines import Opened, columns_of_parts
from carteira_cli.sources.proving.recount import Repeated
from carteira_cli.sources.proving.rejected_lines import check_share, sample
from carteira_cli.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from pyspark.sql import DataFrame, SparkSession

    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines
    from carteira_cli.sources.cluster.named import NamedSource, TextFile
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.audit import Audit
    from carteira_cli.sources.proving.proven import Proven
    from carteira_cli.sources.proving.rejected_lines import Reject
    from carteira_cli.sources.reading_rules import Rules

    Query = Callable[[Lines], Lines]


@dataclass(frozen=True)
class ClusterLines:
    """The lines of a table on a cluster, each accounted for; as `ProvenLines`, but that they are not here.

    Attributes:
        opened: its files, as they looked at first.
        files: the same, read whole.
        frame: the accepted lines, a frame of Spark.
        examples: the first rejected lines of each file whose lines are not at hand, by its place.
        repeated: the lines of files read by the driver that count in another one of them.
        said: what else must be known of several files, as sentences.
    """

    opened: Opened
    files: tuple[Proven, ...]
    frame: DataFrame = field(repr=False, compare=False)
    examples: Mapping[int, tuple[Reject, ...]] = field(default_factory=dict)
    repeated: Repeated = field(default_factory=Repeated)
    said: tuple[str, ...] = ()
    conversions: None = None

    @property
    def table(self) -> CanonicalTable:
        """Which table."""
        return self.opened.table

    @property
    def parts(self) -> tuple[Part, ...]:
        """The files, as they are read; of their lines only the first are at hand."""
        return tuple(each.part for each in self.files)

    @property
    def every(self) -> tuple[Proven, ...]:
        """All files that were read."""
        return self.files

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the lines."""
        return columns_of_parts(self.parts)

    @property
    def doubts(self) -> Iterator[str]:
        """What of several files counts otherwise than by adding them up, as sentences."""
        yield from self.opened.said
        yield from self.repeated.warned
        yield from self.said

    @property
    def audit(self) -> Audit:
        """The account of all lines."""
        found = total([each.audit for each in self.files])
        left_out, void = self.repeated.lines, self.repeated.cancelled
        return replace(found, lines=found.lines - left_out, cancelled=found.cancelled - void, repeated=left_out)

    def tally(self, query: Query) -> pl.DataFrame:
        """The few rows that all lines come to."""
        found: DataFrame = query(nw.from_native(self.frame)).to_native()
        return pl.DataFrame(found.toArrow())

    def rejects(self, limit: int) -> list[Reject]:
        """The first rejected lines, in the order of files and lines: of each file some are kept."""
        return [one for at in range(len(self.files)) for one in self._examples(at, limit)][:limit]

    def _examples(self, at: int, limit: int) -> Sequence[Reject]:
        if at in self.examples:
            return self.examples[at][:limit]
        return sample(self.files[at].part, limit) if self.files[at].audit.rejected else ()

    def check(self, max_rejected: Fraction) -> None:
        """Refuse a source of which some file has more than a share of its lines rejected.

        Raises:
            DataError: with the first rejected line.
        """
        for at, proven in enumerate(self.files):
            check_share(proven, max_rejected, self._examples(at, 1))


class ClusterLedger:
    """What an analysis knows of sales on a cluster so far; as `Ledger`, whose questions it answers by queries."""

    __slots__ = ("_driver", "_proven", "_rules", "_sizes", "_spark", "_texts", "_typed", "opened")

    def __init__(
        self, spark: SparkSession, table: CanonicalTable, named: Sequence[Path | str], rules: Rules, sizes: Sizes
    ) -> None:
        """Files, folders and tables, as they look at first.

        Raises:
            DataError: one can't be read, or is not what is wanted.
        """
        self._spark, self._rules, self._sizes = spark, rules, sizes
        self._proven: ClusterLines | None = None
        kept, said = (named, ()) if rules.add_up else without_copies(named)
        sources = sources_named(kept)
        own = _of_driver(sources, sizes.small)
        self._driver = open_ledger(table, [one.place for one in own], rules.mapping, rules) if own else None
        rest = [one for one in sources if one not in own]
        self._texts = _texts(spark, [one for one in rest if one.kind == "text"], table, rules)
        self._typed = [open_typed(spark, one, table, rules) for one in rest if one.kind != "text"]
        parts = (
            *(self._driver.opened.parts if self._driver else ()),
            *(text.part for text in self._texts),
            *(typed.part for typed in self._typed),
        )
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
            self._proven = self._prove()
        return self._proven

    def ask(self, query: Query, engine: Engine, start: int | None = None, end: int | None = None) -> pl.DataFrame:
        """What a query over the lines of the days `[start, end)` comes to: rows per customer, or fewer.

        Args:
            query: from the lines to what they are reduced to.
            engine: brings that here.
            start: first day; None: from the beginning.
            end: day after the last; None: to the end.

        Raises:
            DataError: as `proven`.
        """
        lines = nw.from_native(self.proven.frame)
        if start is not None:
            lines = lines.filter(nw.col("data") >= start)
        if end is not None:
            lines = lines.filter(nw.col("data") < end)
        return engine.rows(query(lines)).collect()

    @property
    def first_day(self) -> int | None:
        """Earliest day of a valid line."""
        return self.proven.audit.first_day

    @property
    def last_day(self) -> int | None:
        """Latest day of a valid line."""
        return self.proven.audit.last_day

    def _prove(self) -> ClusterLines:
        found: list[ClusterFile] = []
        if self._texts:
            found += TextReading(self._spark, self._texts, self._rules, self._sizes).read()
        found += [typed.read() for typed in self._typed]
        files: list[Proven] = [each.proven for each in found]
        frames, examples, repeated = [each.lines for each in found], [each.rejects for each in found], Repeated()
        before = 0
        if self._driver is not None:
            own = self._driver.proven
            files, repeated, before = [*own.files, *files], own.repeated, len(own.files)
            frames = [handed(self._spark, own.lines().collect()), *frames]
        frame = united(frames)
        refuse_overflow_on_cluster(files, frame)
        said = () if self._rules.add_up or len(frames) == 1 else overlaps(frames)
        return ClusterLines(self.opened, tuple(files), frame, dict(enumerate(examples, before)), repeated, tuple(said))


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


def cluster_opener(spark: SparkSession, sizes: Sizes | None = None) -> Callable[..., Ledger | ClusterLedger]:
    """What opens the tables of a run on a cluster: sales stay there, the others are small and come to the driver.

    Args:
        spark: the session.
        sizes: from which sizes on something is done otherwise.
    """

    def opened(
        table: CanonicalTable, named: Sequence[Path | str], mapping: Mapping[str, str], rules: Rules
    ) -> Ledger | ClusterLedger:
        if table.name == "vendas":
            return ClusterLedger(spark, table, named, replace(rules, mapping=mapping), sizes or Sizes())
        here = [brought_table(spark, str(one)) if is_of_cluster(one) else one for one in named]
        return open_ledger(table, here, mapping, rules)

    return opened
