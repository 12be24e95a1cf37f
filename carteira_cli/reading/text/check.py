"""Prove that a UTF-8 file is as sound as its samples, fast and in a stream."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.blocks import byte_blocks, opened
from carteira_cli.reading.text.sound import strict_pattern

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.reading.text.plan import TextPlan

BLOCK = 1 << 20
FEW = 1_000  # lines with quotes in a block, of about ten thousand: of more, the engine asks every line


@dataclass(frozen=True)
class Defects:
    """What breaks the rules of quotes in a file.

    Attributes:
        quotes: whether the table's quote occurs at all; without it there is nothing to break.
        lines: how many lines break the rules, or hold a part of a cell of several lines.
        first: the first such line, from 1; None without any.
        odd_separators: lines whose number of cells is not the table's, among those with quotes that keep the rules.
        returns: whether a CR stands amid a line, which some count as a line end.
        nuls: whether a byte is NUL, which no text has: its line is broken.
    """

    quotes: bool
    lines: int
    first: int | None
    odd_separators: int
    returns: bool
    nuls: bool = False

    @property
    def sound(self) -> bool:
        """Whether the scanner reads every line as its own row, cut where the rules say."""
        return not (self.lines or self.returns or self.odd_separators or self.nuls)


@dataclass
class Seen:
    """What the bytes of a file hold, filled block by block.

    Attributes:
        quote: around cells; empty without one.
        pattern: that a sound line matches; "" where there is none.
        quotes: whether a quote occurs.
        returns: whether a CR that ends no line does.
        nuls: whether a NUL does.
        few_keep_the_rules: whether few lines have quotes, and all that have are sound.
    """

    quote: bytes
    pattern: str
    quotes: bool = False
    returns: bool = False
    nuls: bool = False
    few_keep_the_rules: bool = True

    @classmethod
    def by(cls, plan: TextPlan) -> Seen:
        """Of a file that is read by a plan; nothing yet."""
        return cls(plan.marks.quote.encode(), strict_pattern(plan.marks, plan.width))

    def look(self, block: bytes) -> None:
        """Look at some whole lines of it."""
        if self.quote and self.quote in block:
            self.quotes = True
            sound = self.few_keep_the_rules and bool(self.pattern)
            self.few_keep_the_rules = sound and _sound(block, self.quote, self.pattern)
        self.returns = self.returns or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n"))
        self.nuls = self.nuls or b"\0" in block


def check_text(path: Path, plan: TextPlan, seen: Seen | None = None) -> Defects:
    """Look for lines that break the rules of quotes, in a UTF-8 file that `plan.direct` says the scanner can read.

    The number of cells of lines without quotes is not looked at: the scanner proves it where it reads all columns.

    Args:
        path: of the UTF-8 file.
        plan: how to read it.
        seen: what its bytes hold, where all of them were looked at; None: they are read for it.

    Raises:
        DataError: it can't be read.
    """
    if seen is None:
        seen = Seen.by(plan)
        for block in byte_blocks(path, plan.encoding.mark, plan.size, b"\n", BLOCK):
            seen.look(block)
    if not seen.quotes or seen.nuls or seen.few_keep_the_rules:
        return Defects(seen.quotes, 0, None, 0, seen.returns, seen.nuls)
    line = pl.col("line")
    rows = pl.scan_lines(path, row_index_name="number", row_index_offset=1, glob=False)
    rows = rows.filter(pl.col("number") >= plan.data_line)
    suspects = line.str.contains(plan.marks.quote, literal=True)
    pattern = strict_pattern(plan.marks, plan.width)
    if pattern:
        suspects &= ~line.str.contains(pattern)
    broken = ~line.str.contains(strict_pattern(plan.marks, None))
    found = (
        rows.filter(suspects)
        .select(
            broken.sum().alias("lines"),
            pl.col("number").filter(broken).min().alias("first"),
            ((~broken).sum() if pattern else pl.lit(0)).alias("odd"),
        )
        .collect(engine="streaming")
    )
    lines, first, odd = found.row(0)
    return Defects(True, lines or 0, first, odd or 0, seen.returns)


def _sound(block: bytes, quote: bytes, pattern: str) -> bool:
    """Whether few lines of a block have quotes, and those match; to ask each line of a file costs ten times as much."""
    lines: list[bytes] = []
    at = block.find(quote)
    while at >= 0:
        start, end = block.rfind(b"\n", 0, at) + 1, block.find(b"\n", at)
        end = len(block) if end < 0 else end
        lines.append(block[start:end])
        if len(lines) > FEW:
            return False
        at = block.find(quote, end)
    matches = pl.Series(lines).cast(pl.String, strict=False).str.contains(pattern)
    return bool(matches.fill_null(value=False).all())


def invalid_utf8(path: Path) -> int | None:
    """The line, from 1, of the first byte that is not UTF-8; None when all of the file is.

    Raises:
        DataError: the file can't be read.
    """
    number, rest = 1, b""
    with opened(path) as file:
        while more := file.read(BLOCK):
            if not rest and more.isascii():
                number += more.count(b"\n")
                continue
            block = rest + more
            try:
                _, used = codecs.utf_8_decode(block, "strict", False)
            except UnicodeDecodeError as error:
                return number + block.count(b"\n", 0, error.start)
            number += block.count(b"\n", 0, used)
            rest = block[used:]
    return number if rest else None
