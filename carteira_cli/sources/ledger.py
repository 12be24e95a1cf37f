"""A table of one or more files under analysis: exact lines, with an account of every line that was read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from carteira_cli.engines import polars
from carteira_cli.sources.copies import without_copies
from carteira_cli.sources.proving.lead_conversions import leads_and_conversions
from carteira_cli.sources.proving.lines import Opened, ProvenLines
from carteira_cli.sources.proving.proof import open_parts, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import polars as pl

    from carteira_cli.engines.engine import Engine
    from carteira_cli.engines.panel import Lines
    from carteira_cli.sources.matching.tables import CanonicalTable
    from carteira_cli.sources.part import Part
    from carteira_cli.sources.proving.shortcut import Days, Edge
    from carteira_cli.sources.reading_rules import Rules


class Ledger:
    """What an analysis knows of a table so far: the one thing about it that is filled.

    It is made of opened files, and the first question that takes all their lines proves them, once. Whoever asks says
    of which state: `opened`, or `proven`. Both are values, so that no answer depends on what was asked before; only
    the work does, as a typed file is proven in the reading that answers the first query (`collect`).

    Attributes:
        opened: its files, as they look at first.
        engine: what reduces its lines.
    """

    __slots__ = ("_edges", "_proven", "_taken", "engine", "opened")

    def __init__(self, opened: Opened, proven: ProvenLines | None = None, engine: Engine = polars) -> None:
        """Files, of which the lines may be proven already."""
        self.opened, self.engine = opened, engine
        self._proven = proven
        self._edges: tuple[Edge | None] | None = None  # what the files tell of them; None: not looked for
        self._taken: Lines | None = None  # all lines, as an engine that does not read files itself has them

    @classmethod
    def of(cls, proven: ProvenLines, engine: Engine = polars) -> Ledger:
        """Lines that were read by somebody else."""
        return cls(proven.opened, proven, engine)

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
    def proven(self) -> ProvenLines:
        """Its lines, and the account of them.

        Raises:
            DataError: as `Opened.prove`.
        """
        if self._proven is None:
            self._proven = self.opened.prove()
        return self._proven

    def collect(
        self, build: Callable[[pl.LazyFrame], pl.LazyFrame], start: int | None = None, end: int | None = None
    ) -> pl.DataFrame:
        """Collect a query over the lines of the days `[start, end)`, with the account in the same reading if possible.

        Raises:
            DataError: a file can't be read to its end.
        """
        if self._proven is None and self.opened.tells_at_once and (known := self._told()) is not None:
            found = self.opened.collected(build, (start, end), known)
            if found is not None:
                frame, self._proven = found
                return frame
        return self.proven.collect(build, start, end)

    def ask(self, query: Callable[[Lines], Lines], start: int | None = None, end: int | None = None) -> pl.DataFrame:
        """What lines of the days `[start, end)` are reduced to by its engine; the order of rows is not defined.

        Args:
            query: from the lines, as `ProvenLines.lines` has them, to few rows: those that come back.
            start: first day; None: from the beginning.
            end: day after the last; None: to the end.

        Raises:
            DataError: a file can't be read to its end, or the engine can't compute it.
        """
        if self.engine is polars:
            return self.collect(lambda read: polars.rows(query(polars.lines(read))), start, end)
        if self._taken is None:
            proven = self.proven
            with reading(proven.opened.parts):
                self._taken = self.engine.lines(proven.lines())
        return self.engine.rows(query(between(self._taken, start, end))).collect()

    def by(self, engine: Engine) -> Ledger:
        """The same lines, reduced by another engine."""
        return Ledger(self.opened, self._proven, engine)

    @property
    def first_day(self) -> int | None:
        """Earliest day of a valid line."""
        return self._days[0]

    @property
    def last_day(self) -> int | None:
        """Latest day of a valid line."""
        return self._days[1]

    @property
    def _days(self) -> Days:
        """First and last day of a valid line: by what the files tell without a reading, or by the account."""
        told = self._told()
        if told is not None:
            return told
        audit = self.proven.audit
        return audit.first_day, audit.last_day

    def _told(self) -> Edge | None:
        if self._edges is None:
            self._edges = (self.opened.edges(),)
        return self._edges[0]


def between(lines: Lines, start: int | None, end: int | None) -> Lines:
    """The lines of the days `[start, end)`; None leaves an end open."""
    first = [] if start is None else [nw.col("data") >= start]
    last = [] if end is None else [nw.col("data") < end]
    return lines.filter(*first, *last) if first or last else lines


def open_ledger(table: CanonicalTable, paths: Sequence[Path | str], mapping: Mapping[str, str], rules: Rules) -> Ledger:
    """Open the files of a table.

    Raises:
        DataError: as `open_parts`.
    """
    own = replace(rules, mapping=mapping)
    kept, said = (paths, ()) if rules.add_up else without_copies(paths)
    conversions: tuple[Part, ...] = ()
    if table.name == "leads" and len(kept) > 1:
        found, conversions = leads_and_conversions(kept, own)
    else:
        found = [(at, part) for at, path in enumerate(kept) for part in open_parts(table, path, own)]
    parts, groups = tuple(part for _, part in found), _groups(kept, rules.patterns)
    origin = ", ".join(part.raw.name for part in (*parts, *conversions))
    return Ledger(Opened(table, parts, origin, tuple(groups[at] for at, _ in found), said, conversions))


def _groups(paths: Sequence[Path | str], patterns: Sequence[str]) -> list[int]:
    """Of each path the first one that the same wildcard found; its own position where none did."""
    first: dict[str, int] = {}
    groups = []
    for at, path in enumerate(paths):
        pattern = None if isinstance(path, str) else next((one for one in patterns if path.match(one)), None)
        groups.append(at if pattern is None else first.setdefault(pattern, at))
    return groups
