"""The lines of a table on a cluster, each accounted for."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.sources.proving.audit import total
from carteira_cli.sources.proving.lines import columns_of_parts
from carteira_cli.sources.proving.recount import Repeated
from carteira_cli.sources.proving.rejected_lines import check_share, sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from fractions import Fraction

    from pyspark.sql import DataFrame

    from carteira_cli.engines.panel import Lines
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.audit import Audit
    from carteira_cli.sources.proving.lines import Opened
    from carteira_cli.sources.proving.proven import Proven
    from carteira_cli.sources.proving.rejected_lines import Reject

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
