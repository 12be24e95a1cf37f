"""An opened file: its columns as they stand, how it was understood, and how its lines are numbered for people."""

from __future__ import annotations

from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.quoted import cells_are_hidden, learn
from carteira_cli.reading.hidden import HIDDEN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from carteira_cli.reading.beginning import Beginning
    from carteira_cli.reading.left_out import Note
    from carteira_cli.reading.text.titles import Block

TOTAL = r"^\W*(?:sub-?)?tota(?:l|is)\b"
FEW = 3  # columns from which on a single cell is a title, not a line


@dataclass(frozen=True)
class Understood:
    """How a file was understood, in words for people.

    Attributes:
        facts: what → how it was found to be.
        settings: key of the configuration → the value that would say the same.
        remarkable: what is not as plain as can be, to be told with every result.
        confidence: from 0 to 1.
    """

    facts: tuple[tuple[str, str], ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
    remarkable: tuple[str, ...] = ()
    confidence: float = 1.0


def _none() -> int:
    return 0


@dataclass(frozen=True)
class RawFile:
    """One opened file; nothing in it is converted.

    Attributes:
        name: what people know it by; safe to print.
        path: where it can be read again, or the address it is scanned at.
        schema: column name → type, all String for text, but for parsed columns.
        scan: the lazy lines, with a column of line numbers (as an editor counts; rows of a sheet or a
            Parquet file from 1) if a name is given for it.
        kind: what it is.
        parsed: columns added to the lines: text that is parsed once, whatever it is used for.
        understood: how it was read.
        left_out: what is no line of data, or was mended: titles, totals, blanks.
        short_lines: how many lines of a file that is scanned as it stands have too few cells, by another reading.
        before: the file as it stood before the traps of its system were undone; None where there were none.
        tolerant: reads the file again, isolating broken lines; None where that was done already.
        inner_headers: reads the file again under headers further down, None where it has none; no such reading where
            that was looked for already.
        blocks: how many headers its lines stand under.
        titles: finds the blocks of a text that have titles, if some title tells something, and how many lines of data
            there are; None of other files. Whether a title tells something is always for the same function to say.
        origin: the compressed file that it was unpacked from; None where it was not.
        beginning: its first lines, as they were when it was opened; None where they are not held.
        size: bytes of what its lines are parsed from.
    """

    name: str
    path: Path | str
    schema: pl.Schema
    scan: Callable[[str | None], pl.LazyFrame]
    kind: Literal["text", "parquet", "sheet"]
    parsed: Mapping[str, pl.Expr] = field(default_factory=dict)
    understood: Understood = Understood()
    left_out: tuple[Note, ...] = ()
    short_lines: Callable[[], int] = _none
    before: RawFile | None = None
    tolerant: Callable[[], RawFile] | None = None
    inner_headers: Callable[[], RawFile | None] | None = None
    blocks: int = 1
    titles: Callable[[Callable[[str], bool]], tuple[list[Block], int]] | None = None
    origin: Path | None = None
    beginning: Beginning | None = None
    size: int = 0

    def __post_init__(self) -> None:
        """Have what the user knows the file by said where cells are not."""
        if cells_are_hidden():
            learn((self.name, *self.header, *(value for _, value in self.understood.settings)))

    @cached_property
    def lines(self) -> pl.LazyFrame:
        """The lazy lines; of text also those without a single cell."""
        return self.scan(None)

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns, in the order of the file."""
        return tuple(name for name in self.schema if name not in self.parsed and name not in HIDDEN)

    @property
    def is_text(self) -> bool:
        """Whether text cells are what somebody typed, blanks and all, not values that a program wrote."""
        return self.kind != "parquet"

    @property
    def blank(self) -> pl.Expr:
        """Whether a line has not a single cell: the tail of a file, not data. Reads every column."""
        return pl.all_horizontal(self.empty(name) for name in self.header)

    def empty(self, name: str) -> pl.Expr:
        """Whether a cell has nothing in it; between quotes that is an empty text, not null."""
        cell = pl.col(name)
        return cell.is_null() | (cell == "") if self.schema[name] == pl.String else cell.is_null()

    @property
    def total_line(self) -> pl.Expr:
        """Whether a line that is no record is a total, a title or a remark of the report. Reads every column.

        A total says so in some cell; a title, or a sum without a word, is alone in its line.
        """
        texts = [pl.col(name) for name in self.header if self.schema[name] == pl.String]
        says = pl.any_horizontal(pl.lit(value=False), *(text.str.to_lowercase().str.contains(TOTAL) for text in texts))
        filled = pl.sum_horizontal((~self.empty(name)).cast(pl.Int32) for name in self.header)
        alone = (filled == 1) if len(self.header) >= FEW else pl.lit(value=False)
        return ((says | alone) & (filled > 0)).fill_null(value=False)

    def parsing(self, parsed: Mapping[str, tuple[pl.Expr, pl.DataType]]) -> RawFile:
        """The file with more columns: name → expression on the raw ones, and its type."""
        expressions = {name: expression for name, (expression, _) in parsed.items()}
        schema = pl.Schema({**self.schema, **{name: dtype for name, (_, dtype) in parsed.items()}})
        return replace(self, schema=schema, parsed={**self.parsed, **expressions}).reshaped(
            lambda lines: lines.with_columns(**expressions)
        )

    def reshaped(self, change: Callable[[pl.LazyFrame], pl.LazyFrame]) -> RawFile:
        """The file with its lines changed, but neither their number nor their order."""
        scan = self.scan
        return replace(self, scan=lambda index: change(scan(index)))
