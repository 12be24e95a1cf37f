"""Prove that a UTF-8 file is as sound as its samples, fast and in a stream."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.blocks import byte_blocks, opened
from carteira_cli.reading.text.sound import are_sound, quoted_lines, strict_pattern

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.reading.text.plan import TextPlan

BLOCK = 1 << 20


@dataclass
class SeenBytes:
    """What the bytes of a file show, filled block by block.

    Attributes:
        quote: around cells; empty without one.
        pattern: that a sound line with as many cells as the table matches; "" where there is none.
        above: lines before the table, whatever they are.
        broken: whether some line is not sound: it breaks the rules of quotes or holds a part of a cell of several
            lines, its cells are not as many as the table's, a NUL stands amid it, or a CR, which some count as a line
            end.
        in_doubt: whether there are more lines with quotes than are looked at one by one.
    """

    quote: bytes
    pattern: str
    above: int
    broken: bool = False
    in_doubt: bool = False

    @classmethod
    def by(cls, plan: TextPlan) -> SeenBytes:
        """Of a file that is read by a plan; nothing yet."""
        return cls(plan.marks.quote.encode(), strict_pattern(plan.marks, plan.width), plan.data_line - 1)

    def look(self, block: bytes) -> None:
        """Look at the next whole lines of it."""
        if self.quote and self.quote in block and not self.in_doubt:
            spans = quoted_lines(block, self.quote)
            sound = spans is not None and are_sound([block[start:end] for start, end in spans], self.pattern)
            self.in_doubt = not sound and (spans is None or not self.pattern or self.above > 0)
            self.broken = self.broken or not (sound or self.in_doubt)
        self.broken = self.broken or (b"\r" in block and block.count(b"\r") != block.count(b"\r\n"))
        self.broken = self.broken or b"\0" in block
        self.above -= block.count(b"\n") if self.above > 0 else 0


def is_sound(path: Path, plan: TextPlan, seen: SeenBytes | None = None) -> bool:
    """Whether the scanner reads every line as its own row, cut where the rules of quotes say.

    The number of cells of lines without quotes is not looked at: the scanner proves it where it reads all columns.

    Args:
        path: of a UTF-8 file that `plan.direct` says the scanner can read.
        plan: how to read it.
        seen: what its bytes show, where all of them were looked at; None: they are read for it.

    Raises:
        DataError: it can't be read.
    """
    if seen is None:
        seen = SeenBytes.by(plan)
        for block in byte_blocks(path, plan.encoding.mark, plan.size, b"\n", BLOCK):
            seen.look(block)
            if seen.broken:
                return False
    if seen.broken or not seen.in_doubt:
        return not seen.broken
    line = pl.col("line")
    rows = pl.scan_lines(path, row_index_name="number", row_index_offset=1, glob=False)
    pattern = seen.pattern or strict_pattern(plan.marks, None)
    quoted = line.str.contains(plan.marks.quote, literal=True)
    odd = rows.filter((pl.col("number") >= plan.data_line) & quoted & ~line.str.contains(pattern))
    return not odd.select(pl.len()).collect(engine="streaming").item()


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
