"""Every line of a source, put aside by the reading that proves it, in canonical columns that all checks share.

The only module here that knows how a source is opened: what a raw column is called, which checks it
must pass, how its lines are numbered. The rest of the package sees a `Staged`.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial, reduce
from operator import add, or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.quality.staged_names import (
    AMOUNT,
    CANCELLED,
    CELL,
    PART,
    PRINT,
    RECORD,
    REJECT,
    ROUNDED,
    unreadable,
)
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import TABLES, CanonicalTable, ValueKind
from carteira_cli.sources.meaning.spoken import statuses_unknown
from carteira_cli.sources.part import LINE_CHECK, NUMBER
from carteira_cli.sources.proving.audit import NO_LINE, VOIDED, flag
from carteira_cli.sources.proving.rejected_lines import reason
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.sources.understood import reading_notes, reading_warnings
from carteira_cli.sources.values import convert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.part import CellCheck, Part
    from carteira_cli.sources.proving.proven import Proven

_BATCH = 50_000  # rejected lines in memory at once


@dataclass(frozen=True)
class Rejected:
    """A rejected line and the first thing wrong with it."""

    file: str
    line: int
    column: str
    value: str | None
    reason: str


@dataclass(frozen=True)
class Staged:
    """One source, read.

    Attributes:
        table: which table.
        origin: its files in words.
        columns: canonical columns that at least one file has.
        lines: all lines that are not blank, with the columns of `staged_names`.
        parts: the parts, for what only they know: names of files and lines, reasons.
        checks: of each part, what rejects a line; a rejected line carries the position from 1.
        said: how its files were read, in sentences.
        warned: what must be known about that.
        found_apart: those of them that are a finding of their own kind.
        repeated: lines that count in another file, and are not among the others.
    """

    table: CanonicalTable
    origin: str
    columns: tuple[str, ...]
    lines: pl.LazyFrame
    parts: tuple[Part, ...]
    checks: tuple[tuple[CellCheck, ...], ...]
    said: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    found_apart: frozenset[str] = frozenset()
    repeated: int = 0

    @property
    def accepted(self) -> pl.LazyFrame:
        """Lines that were not rejected."""
        return self.lines.filter(pl.col(REJECT) == 0)

    @property
    def valid(self) -> pl.LazyFrame:
        """Lines that count: neither rejected nor cancelled."""
        return self.accepted.filter(~pl.col(CANCELLED))

    def places(self, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], tuple[str, int]]:
        """File and line, as an editor counts, of some records: a record is known by its line."""
        return {(part, record): (self.parts[part].raw.name, record) for part, record in wanted}

    def rejected(self, limit: int | None = None) -> Iterator[Rejected]:
        """Rejected lines in the order of files and lines, all of them or the first ones, in bounded memory."""
        for number, part in enumerate(self.parts):
            for line, check, cell in self._failures(number, limit):
                failed = self.checks[number][check - 1]
                told = reason(part, failed, cell)
                if failed.kind is ValueKind.LINE and cell is not None:
                    cell = cell.split("\x1f", 2)[-1]  # noqa: PLW2901 - the text of the line itself
                yield Rejected(part.raw.name, line, failed.column, cell, told)

    def _failures(self, part: int, limit: int | None) -> Iterator[tuple[int, int, str | None]]:
        """(record, position of the check, cell) of the rejected lines of a part."""
        frame = self.lines.filter((pl.col(PART) == part) & (pl.col(REJECT) > 0)).select(RECORD, REJECT, CELL)
        if limit is not None:
            yield from frame.head(limit).collect(engine="streaming").iter_rows()
            return
        for batch in frame.collect_batches(chunk_size=_BATCH, maintain_order=True):
            yield from batch.iter_rows()


def stage(name: str, paths: Sequence[Path | str], config: Config) -> Staged:
    """Read the files of a table once.

    Args:
        name: of the table.
        paths: its files.
        config: mappings and rules; `raiz_cnpj` is ignored: data are judged as they stand.

    Raises:
        DataError: a file can't be opened or read to its end, or lacks a column it must have.
        OutputError: the disk of the scratch files has no room.
    """
    table = TABLES[name]
    rejecting = {LINE_CHECK, *table.vital, "data_conversao", *([] if config.rules.margem is not None else ["custo"])}
    rules = replace(rules_of(config, name, None), by_cnpj_root=False)
    ledger = open_ledger(table, paths, config.columns.get(name, {}), rules)
    lines = ledger.opened.prove(partial(_put_aside, rejecting=rejecting))
    parts = lines.parts
    frames = [
        _lines(each, number, rejecting, lines.repeated.rows.get(number)) for number, each in enumerate(lines.files)
    ]
    return Staged(
        table,
        lines.opened.origin,
        tuple(name for name in table.names if any(name in part.columns for part in parts)),
        frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal_relaxed"),
        parts,
        tuple(tuple(check for _, check in _rejecting(part, rejecting)) for part in parts),
        tuple(reading_notes(lines)),
        tuple(reading_warnings(lines)),
        frozenset(f"{table.name}: {one}" for part in parts for one in statuses_unknown(part)),
        lines.repeated.lines,
    )


def _rejecting(part: Part, rejecting: Collection[str]) -> list[tuple[int, CellCheck]]:
    """The checks that reject a line here, with their places; cells of other columns may be unreadable."""
    return [(place, check) for place, check in enumerate(part.checks) if check.column in rejecting]


def _put_aside(part: Part, rejecting: Collection[str]) -> Mapping[str, pl.Expr]:
    """What is put aside of each line, from the raw columns."""
    schema, cell = part.raw.schema, pl.lit(None, dtype=pl.String)
    for _, check in reversed(_rejecting(part, rejecting)):
        dtype = schema.get(check.original, pl.String())
        wrong = pl.when(check.bad).then(pl.col(check.original))  # a text is made of no other
        cell = pl.when(check.bad).then(convert.as_text(wrong, dtype)).otherwise(cell)
    hashed = [name for name in part.raw.header if not schema[name].is_nested()]
    prints = (pl.col(name).hash(seed) for seed, name in enumerate(hashed))  # a quarter of the price of one of them all
    return {
        RECORD: pl.col(NUMBER).cast(pl.Int64),
        CELL: cell,
        ROUNDED: _rounded(part),
        PRINT: reduce(add, prints),
        **_own_columns(part),
    }


def _lines(file: Proven, number: int, rejecting: Collection[str], repeated: pl.Series | None) -> pl.LazyFrame:
    """The lines of a file that the account counts as such, by what was put aside of them."""
    part, audit = file.part, file.audit
    if file.aside is None:
        raise RuntimeError(f"{part.raw.name}: nothing was put aside")
    lines = file.aside
    lines = lines.filter(pl.col(NO_LINE) == 0) if audit.blank or audit.totals else lines
    lines = lines if repeated is None else lines.filter(~pl.col(RECORD).is_in(repeated.implode()))
    # Where the account knows of no cell that is wrong, none is looked for.
    wrong = [pl.col(flag(place)) if audit.rejected else pl.lit(value=False) for place in range(len(part.checks))]
    checks = [place for place, _ in _rejecting(part, rejecting)]
    tolerated = {check.column: wrong[place] for place, check in enumerate(part.checks) if place not in checks}
    failed = pl.lit(0, dtype=pl.UInt8)
    for position, place in reversed(list(enumerate(checks, start=1)) if audit.rejected else []):
        failed = pl.when(wrong[place]).then(pl.lit(position, dtype=pl.UInt8)).otherwise(failed)
    rejects = reduce(or_, (wrong[place] for place in checks), pl.lit(value=False))
    return lines.select(
        pl.lit(number, dtype=pl.UInt16).alias(PART),
        RECORD,
        failed.alias(REJECT),
        CELL,
        (pl.col(VOIDED) & ~rejects).alias(CANCELLED),
        ROUNDED,
        PRINT,
        **{unreadable(name): unread for name, unread in tolerated.items()},
        **{
            name: pl.when(~tolerated[name]).then(pl.col(name)) if name in tolerated else pl.col(name)
            for name in _own_columns(part)
        },
    )


def _own_columns(part: Part) -> dict[str, pl.Expr]:
    """The canonical columns; ids as text."""
    found = {}
    for column in part.table.columns:
        if column.name in part.columns:
            cell = part.columns[column.name]
            found[column.name] = cell.cast(pl.String) if column.kind in {ValueKind.ID, ValueKind.TEXT} else cell
    return found


def _rounded(part: Part) -> pl.Expr:
    """Whether the amount of a line has more than two decimals; never null."""
    amounts = [check.source for check in part.checks if check.column == AMOUNT]
    found = [convert.is_rounded(pl.col(name), part.raw.schema[name]) for name in amounts]
    return pl.any_horizontal(pl.lit(value=False), *found).fill_null(value=False)
