"""Every line of a source, read once into a file of canonical columns that all checks share.

The only module here that knows how a source is opened: what a raw column is called, which checks it
must pass, how its lines are numbered. The rest of the package sees a `Staged`.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, OutputError
from carteira_cli.quality.staged_names import (
    AMOUNT,
    CANCELLED,
    CELL,
    CUSTOMER,
    PART,
    PRINT,
    RECORD,
    REJECT,
    ROUNDED,
    SLICE,
    SLICES,
    unreadable,
)
from carteira_cli.sources.ledger import open_ledger
from carteira_cli.sources.matching.tables import TABLES, CanonicalTable, ValueKind
from carteira_cli.sources.meaning.spoken import statuses_unknown
from carteira_cli.sources.part import LINE_CHECK
from carteira_cli.sources.proving.proof import reading
from carteira_cli.sources.proving.rejected_lines import reason
from carteira_cli.sources.reading_rules import rules_of
from carteira_cli.sources.understood import reading_notes, reading_warnings
from carteira_cli.sources.values import convert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.part import CellCheck, Part
    from carteira_cli.sources.proving.audit import Audit
    from carteira_cli.sources.proving.lines import ProvenLines

_BAD, _TEXT = "\x00errada ", "\x00texto "  # before the position of a check, and the name of a column
_BATCH = 50_000  # rejected lines in memory at once
_DISK_FULL = ("no space left", "disk quota")


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
        paths: the staged file of each part.
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
    paths: tuple[Path, ...]
    parts: tuple[Part, ...]
    checks: tuple[tuple[CellCheck, ...], ...]
    said: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    found_apart: frozenset[str] = frozenset()
    repeated: int = 0

    @cached_property
    def lines(self) -> pl.LazyFrame:
        """All lines that are not blank, with the columns of `vocabulary`."""
        return pl.concat([pl.scan_parquet(path, glob=False) for path in self.paths], how="diagonal_relaxed")

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
        frame = pl.scan_parquet(self.paths[part], glob=False).filter(pl.col(REJECT) > 0).select(RECORD, REJECT, CELL)
        if limit is not None:
            yield from frame.head(limit).collect(engine="streaming").iter_rows()
            return
        for batch in frame.collect_batches(chunk_size=_BATCH, maintain_order=True):
            yield from batch.iter_rows()


def stage(name: str, paths: Sequence[Path | str], config: Config, folder: Path) -> Staged:
    """Read the files of a table once.

    Args:
        name: of the table.
        paths: its files.
        config: mappings and rules; `raiz_cnpj` is ignored: data are judged as they stand.
        folder: where the staged files go.

    Raises:
        DataError: a file can't be opened or read to its end, or lacks a column it must have.
        OutputError: the folder has no room.
    """
    table = TABLES[name]
    rejecting = {LINE_CHECK, *table.vital, "data_conversao", *([] if config.rules.margem is not None else ["custo"])}
    rules = replace(rules_of(config, name, None), by_cnpj_root=False, asks_again=False)  # it keeps what it stages
    ledger = open_ledger(table, paths, config.columns.get(name, {}), rules)
    return write(ledger.proven, rejecting, folder)


def write(lines: ProvenLines, rejecting: Collection[str], folder: Path) -> Staged:
    """Stage the lines of a table; cells of other columns than `rejecting` may be unreadable.

    Raises:
        DataError, OutputError: as `stage`.
    """
    parts, table = lines.parts, lines.table
    columns = tuple(name for name in table.names if any(name in part.columns for part in parts))
    checks = tuple(tuple(check for check in part.checks if check.column in rejecting) for part in parts)
    paths = tuple(folder / f"{table.name}-{number}.parquet" for number in range(len(parts)))
    for number, (part, proven) in enumerate(zip(parts, lines.files, strict=True)):
        with _room(), reading([part]):
            frame = _canonical(part, number, checks[number], _records(part, proven.audit))
            if number in lines.repeated.rows:
                frame = frame.filter(~pl.col(RECORD).is_in(lines.repeated.rows[number].implode()))
            frame.sink_parquet(paths[number], compression="zstd", compression_level=1)
    said, warned = tuple(reading_notes(lines)), tuple(reading_warnings(lines))
    unknown = frozenset(f"{table.name}: {one}" for part in parts for one in statuses_unknown(part))
    return Staged(
        table, lines.opened.origin, columns, paths, parts, checks, said, warned, unknown, lines.repeated.lines
    )


def _records(part: Part, audit: Audit) -> pl.LazyFrame:
    """The lines that the account counts as such; the others are looked for only where it knows of some."""
    raw, lines = part.raw, part.raw.scan(RECORD)
    lines = lines.filter(~raw.blank) if audit.blank else lines
    return lines.filter(~(raw.total_line & part.bad)) if audit.totals else lines


def _canonical(part: Part, number: int, checks: Sequence[CellCheck], lines: pl.LazyFrame) -> pl.LazyFrame:
    raw, table = part.raw, part.table
    tolerated = {check.column: check.bad for check in part.checks if check not in checks}
    failed, cell = pl.lit(0, dtype=pl.UInt8), pl.lit(None, dtype=pl.String)
    for position in range(len(checks), 0, -1):
        check, wrong = checks[position - 1], pl.col(f"{_BAD}{position}")
        failed = pl.when(wrong).then(pl.lit(position, dtype=pl.UInt8)).otherwise(failed)
        cell = pl.when(wrong).then(pl.col(f"{_TEXT}{check.original}")).otherwise(cell)
    texts = {
        f"{_TEXT}{name}": convert.as_text(pl.col(name), raw.schema.get(name, pl.String()))
        for name in dict.fromkeys(check.original for check in checks)
    }
    hashed = [name for name in raw.header if not raw.schema[name].is_nested()]
    fingerprint = pl.struct(hashed).hash()
    own = _own_columns(part)
    looked = lines.select(  # what several of the columns need is looked at once
        pl.col(RECORD).cast(pl.Int64),
        part.cancelled.alias(CANCELLED),
        _rounded(part).alias(ROUNDED),
        fingerprint.alias(PRINT),
        **{f"{_BAD}{position}": check.bad for position, check in enumerate(checks, start=1)},
        **{unreadable(column): bad_cell for column, bad_cell in tolerated.items()},
        **texts,
        **own,
    )
    bad = reduce(or_, (pl.col(f"{_BAD}{position}") for position in range(1, len(checks) + 1)), pl.lit(value=False))
    keyed = pl.col(CUSTOMER if table.name == "vendas" else PRINT)
    return looked.select(
        pl.lit(number, dtype=pl.UInt16).alias(PART),
        RECORD,
        failed.alias(REJECT),
        cell.alias(CELL),
        pl.col(CANCELLED) & ~bad,
        ROUNDED,
        PRINT,
        ((keyed.hash() if table.name == "vendas" else keyed) % SLICES).cast(pl.UInt8).alias(SLICE),
        *map(unreadable, tolerated),
        *(pl.when(~pl.col(unreadable(name))).then(pl.col(name)) if name in tolerated else pl.col(name) for name in own),
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


@contextmanager
def _room() -> Iterator[None]:
    """Tell a full disk apart from a broken source.

    Raises:
        OutputError: instead of what the reader made of it.
    """
    try:
        yield
    except DataError as error:
        if any(sign in str(error.__cause__).casefold() for sign in _DISK_FULL):
            raise OutputError(
                "não há espaço na pasta temporária para conferir as linhas",
                "libere espaço, ou indique outra pasta na variável TMPDIR",
            ) from error
        raise
