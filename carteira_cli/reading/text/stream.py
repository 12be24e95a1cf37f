"""Read a text file by its plan, block by block: sound lines at high speed, broken ones one by one."""

from __future__ import annotations

import re
from dataclasses import field
from itertools import islice
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.left_out import TABLE, LeftOut
from carteira_cli.reading.text.batch import Bare, Batch
from carteira_cli.reading.text.blocks import BLOCK, count_lines, lines_of, series_of, text_blocks
from carteira_cli.reading.text.dialect import unwrap
from carteira_cli.reading.text.edges import Edges
from carteira_cli.reading.text.encoding import ByteTally
from carteira_cli.reading.text.layout import Layout, TextRow
from carteira_cli.reading.text.plain import PlainBlocks
from carteira_cli.reading.text.sound import BLANK, ODD, SOUND, cut, kinds_of
from carteira_cli.reading.text.split import split_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from carteira_cli.reading.text.plan import TextPlan

HELD = 64  # lines with anything in them at the end of the file that are looked at one by one, for totals and remarks
CARRIED = 1 << 20  # bytes of odd lines at the end of a block that are left for the next
OPENING = 200  # first lines of the table, to know it again
LACKING = 1  # lines that a copy of a table of more than `LONG` lines may lack
LONG = 20
_NO_LINES = pl.Series("line", [], dtype=pl.String)
_ODD_RUN = re.compile(rb"o(?:[ob]*o)?")


@dataclass
class Reader:
    """Reads a file by its plan, once.

    Attributes:
        path: of the file.
        plan: how to read it.
        size: of a block, in bytes.
        ledger: what was left out or changed, complete when the last batch came.
        tally: what decoding met.
        lines: lines of the file that were gone through.
        edges: which ends of the file are there.
        bare: whether plain blocks are handed on as they stand, not cut into lines.
    """

    path: Path
    plan: TextPlan
    size: int = BLOCK
    edges: Edges = field(default_factory=Edges)
    ledger: LeftOut = field(default_factory=LeftOut)
    tally: ByteTally = field(default_factory=ByteTally)
    lines: int = 0
    bare: bool = False

    def __post_init__(self) -> None:
        plan = self.plan
        self._layout = Layout(
            plan.marks, plan.columns, plan.parts if plan.header_lines else (), self.ledger, self._is_copied
        )
        self._layout.started = not self.edges.first
        self._opening: list[str] = []
        self._repeated = False
        self._stop: int | None = None  # line of the header over a copy of the table
        self._block = 1, _NO_LINES
        self._plain = PlainBlocks.of(plan, self._layout.names) if self.bare else None

    def batches(self) -> Iterator[Batch]:
        """The rows of the table, in the order of the file.

        Raises:
            DataError: the file can't be read, or is not in the encoding that was forced.
        """
        for note in self.plan.notes:
            self.ledger.count(note.kind, note.count, note.line, note.sample)
        first, skipped = 1, self.plan.data_line - 1
        carried = _NO_LINES
        for text, final in _with_last(self._blocks(self.tally)):
            bare = None if final or skipped or len(carried) else self._bare(text, first)
            if bare is not None:
                self.lines += bare.number
                first += bare.number
                yield Batch(_NO_LINES, pl.Series("line", [], dtype=pl.Int64), (), self.plan, bare)
                continue
            lines = series_of(text, self.plan.marks.line_end)
            self.lines += len(lines)
            leave = min(skipped, len(lines))
            skipped -= leave
            first += leave
            lines = pl.concat([carried, lines.slice(leave)]) if len(carried) else lines.slice(leave)
            if not self._opening:
                self._opening = list(islice(_filled(lines.head(4 * OPENING).to_list()), OPENING))
            batch, taken = self._batch(lines, first, final=final)
            carried = lines.slice(taken)
            first += taken
            yield batch
        self._count_blank_tail()

    def _bare(self, text: str, first: int) -> Bare | None:
        """The lines of a block if it is plain, where nothing that came before bears upon them."""
        layout = self._layout
        if self._plain is None or not (layout.started and self._opening) or layout.stopped or self._stop is not None:
            return None
        block = text.encode()
        if not self._plain.holds(block):
            return None
        layout.after_blank, layout.other = False, 0
        return Bare(block, first, block.count(b"\n"))

    def _blocks(self, tally: ByteTally) -> Iterator[str]:
        plan = self.plan
        return text_blocks(self.path, plan.encoding, plan.marks.line_end, tally, plan.end, self.size)

    def _count_blank_tail(self) -> None:
        plan = self.plan
        if plan.end < plan.size:
            count = count_lines(self.path, plan.end, plan.size, plan.marks.line_end)
            self.ledger.count("em_branco", count, self.lines + 1, "")
            self.lines += count

    def _batch(self, raw: pl.Series, first: int, *, final: bool) -> tuple[Batch, int]:
        """The rows of some lines, and how many of the lines they took."""
        marks, layout = self.plan.marks, self._layout
        lines = raw
        if self.plan.wrapped:
            lines = pl.Series("line", [unwrap(line, '"') for line in raw.to_list()], dtype=pl.String)
        kinds = kinds_of(lines, marks, self.plan.width)
        if not layout.started and (place := kinds.find(SOUND)) >= 0:
            kinds[place] = ODD  # the first row may be a total
        if final and self.edges.last:
            _hold(kinds)
        runs, taken = self._runs(lines, kinds, final=final)
        self._block = first, raw
        sound, numbers = self._sound(lines, kinds, first, taken)
        slow: list[TextRow] = []
        before, last_sound = 0, kinds.rfind(SOUND)
        for number, (start, end) in enumerate(runs):
            self._pass(kinds, before, start)
            layout.stopped = layout.stopped or (self._stop is not None and first + start > self._stop)
            odd, at_end = lines.slice(start, end - start).to_list(), last_sound < end
            records, used = split_lines(odd, marks, self.plan.width, first + start, final=final or not at_end)
            slow += layout.take(records, final=final and at_end and self.edges.last)
            before = end
            if start + used < end:  # a cell is still open where the block ends
                taken = before = start + used
                runs[number] = start, taken
        self._pass(kinds, before, taken)
        self._count_blanks(kinds, runs, first, taken)
        return Batch(*self._kept(sound, numbers), slow, self.plan), taken

    def _runs(self, lines: pl.Series, kinds: bytearray, *, final: bool) -> tuple[list[tuple[int, int]], int]:
        """Stretches of lines that need the slow way, and how many lines can be read without what follows the block."""
        runs = [found.span() for found in _ODD_RUN.finditer(kinds)]
        if final or not runs or kinds.rfind(SOUND) >= runs[-1][1]:
            return runs, len(lines)
        start = runs[-1][0]
        if lines.slice(start).str.len_bytes().sum() > CARRIED:
            return runs, runs[-1][1]
        return runs[:-1], start

    def _pass(self, kinds: bytearray, start: int, end: int) -> None:
        """Lines between two stretches of odd ones were sound or blank: what that says of the next."""
        if end > start:
            self._layout.after_blank = kinds[end - 1] == BLANK
            if kinds.find(SOUND, start, end) >= 0:
                self._layout.other = 0

    def _count_blanks(self, kinds: bytearray, runs: list[tuple[int, int]], first: int, taken: int) -> None:
        """Count the blank lines that are in no stretch of odd ones."""
        before, count, line = 0, 0, 0
        for start, end in [*runs, (taken, taken)]:
            here = kinds.count(BLANK, before, start)
            if here and not count:
                line = first + kinds.find(BLANK, before)
            count += here
            before = end
        self.ledger.count("em_branco", count, line, "")

    def _sound(self, lines: pl.Series, kinds: bytearray, first: int, taken: int) -> tuple[pl.Series, pl.Series]:
        """The sound lines that repeat no line of the header, and their numbers."""
        places = pl.Series("line", kinds[:taken], dtype=pl.UInt8).eq(SOUND).arg_true()
        chosen = lines if len(places) == len(lines) else lines.gather(places)
        if self.plan.marks.line_end != "\r":
            chosen = chosen.str.strip_suffix("\r")
        numbers = places.cast(pl.Int64) + first
        for part in self._layout.names:
            repeated = self._header_again(chosen, numbers, part)
            if len(repeated):
                kept = ~numbers.is_in(repeated.implode())
                chosen, numbers = chosen.filter(kept), numbers.filter(kept)
        return chosen, numbers

    def _header_again(self, lines: pl.Series, numbers: pl.Series, part: tuple[str, ...]) -> pl.Series:
        """The numbers of the lines that repeat a line of the header, which are counted."""
        marks, width = self.plan.marks, self.plan.width
        name = next((name for name in part if name), None)
        if name is None:
            return numbers.clear()
        near = pl.DataFrame({"text": lines, "line": numbers})
        if not (marks.quote and marks.quote in name):  # such a name may stand there with its quotes doubled
            near = near.filter(pl.col("text").str.contains(name, literal=True))
        if near.is_empty():
            return numbers.clear()
        again = pl.all_horizontal(pl.col(f"c{at}").eq_missing(name or None) for at, name in enumerate(part))
        found = cut(near["text"], marks, width).with_columns(near["line"]).filter(again)["line"]
        if len(found) and self._is_copied(found[0]):
            self._stop = found[0]
        if self._stop is not None:  # what follows is counted as the copy
            found = found.filter(found <= self._stop)
        if len(found):
            self.ledger.count("cabecalho_repetido", len(found), found[0], marks.separator.join(part))
        return found

    def _kept(self, lines: pl.Series, numbers: pl.Series) -> tuple[pl.Series, pl.Series]:
        """Without the lines of a copy of the table, which are counted."""
        if self._stop is None:
            return lines, numbers
        kept = numbers <= self._stop
        if kept.all():
            return lines, numbers
        after = numbers.filter(~kept)
        self.ledger.count("outra_tabela", len(after), after[0], self._block[1][after[0] - self._block[0]])
        return lines.filter(kept), numbers.filter(kept)

    def _is_copied(self, line: int) -> bool:
        """Whether the lines after a repeated header, up to the end of the file, are the whole table once more.

        Reports repeat the header on each page, over other rows; and equal rows may be two equal sales. So only a copy
        from the first line to the last, under the first repeated header, is taken for one.
        """
        if self._repeated or not self.edges.whole:
            return False
        self._repeated = True
        first, lines = self._block
        after = lines.slice(line - first + max(1, self.plan.header_lines), 4 * OPENING).to_list()
        following = _filled(after)
        if any(one != other for one, other in zip(following, self._opening, strict=False)):
            return False
        count, lacking = 0, 0
        copy = self._lines_from(line + max(1, self.plan.header_lines), None)
        for original in self._lines_from(self.plan.data_line, line):
            again = next(copy, None)
            lacking += again is None
            if again not in (None, original):
                return False
            count += 1
        copied = next(copy, None) is None and count >= TABLE and lacking <= (LACKING if count > LONG else 0)
        if copied and self._stop is None:
            self._stop = line
        return copied

    def _lines_from(self, start: int, end: int | None) -> Iterator[str]:
        """The lines with anything in them from one line of the file up to another."""
        number = 1
        for text in self._blocks(ByteTally()):
            lines = lines_of(text, self.plan.marks.line_end)
            until = len(lines) if end is None else max(0, end - number)
            yield from _filled(lines[max(0, start - number) : until])
            number += len(lines)


def _filled(lines: list[str]) -> Iterator[str]:
    return (line.rstrip("\r") for line in lines if line.strip())


def _hold(kinds: bytearray) -> None:
    """Have the last lines looked at one by one."""
    held = 0
    for place in range(len(kinds) - 1, -1, -1):
        if held == HELD:
            break
        if kinds[place] != BLANK:
            kinds[place] = ODD
            held += 1


def _with_last(blocks: Iterator[str]) -> Iterator[tuple[str, bool]]:
    """Each block, and whether it is the last."""
    before: str | None = None
    for block in blocks:
        if before is not None:
            yield before, False
        before = block
    yield before or "", True
