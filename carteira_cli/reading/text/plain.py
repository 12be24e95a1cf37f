"""Whether a block of text is nothing but sound lines of the table: its bytes tell sooner than its lines, one by one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.reading.text.sound import WHITE, WIDEST, are_sound, quoted_lines, strict_pattern

if TYPE_CHECKING:
    from collections.abc import Iterable

    from carteira_cli.reading.text.plan import TextPlan


@dataclass(frozen=True)
class PlainBlocks:
    """What the plain blocks of a file look like, as UTF-8.

    Attributes:
        bones: a line without all but its separators and its end.
        flesh: the bytes that are neither.
        quote: around cells; empty without one.
        pattern: that a whole line with quotes matches.
        blank: the bytes of lines with nothing in them, and of some others.
        names: a line that repeats a header has one of them.
        white: a line with nothing in it, after the end of another.
    """

    bones: bytes
    flesh: bytes
    quote: bytes
    pattern: str
    blank: bytes
    names: tuple[bytes, ...]
    white: re.Pattern[bytes]

    @classmethod
    def of(cls, plan: TextPlan, headers: Iterable[tuple[str, ...]]) -> PlainBlocks | None:
        """Those of a file that is read by a plan, under headers; None where bytes can't tell."""
        marks = plan.marks
        separator, quote = marks.separator.encode(), marks.quote.encode()
        if len(separator) != 1 or len(quote) > 1 or marks.line_end == "\r" or not 1 < plan.width <= WIDEST:
            return None
        if plan.wrapped:
            return None
        names = [next((name for name in header if name), "") for header in headers]
        blank = bytes(sorted({*separator, *WHITE.encode()}))
        return cls(
            separator * (plan.width - 1) + b"\n",
            bytes(byte for byte in range(256) if byte not in separator + b"\n"),
            quote,
            strict_pattern(marks, plan.width),
            blank + b"\n" + quote,
            tuple(name.encode() for name in names if name),
            re.compile(
                rb"\n[" + re.escape(blank) + rb"]*\n"
            ),  # its first byte is easily found: else it is ten times slower
        )

    def holds(self, block: bytes) -> bool:
        """Whether a block of whole lines has only such as are one row each, with as many cells as the table."""
        if b"\0" in block or not block.endswith(b"\n") or any(name in block for name in self.names):
            return False
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            return False
        rest: bytes | None = block
        if self.quote and self.quote in block:
            rest = self._unquoted(block)
        if rest is None or self.white.search(rest) or self.white.match(b"\n" + rest[: rest.find(b"\n") + 1]):
            return False
        bones = rest.translate(None, self.flesh)
        return bones == self.bones * (len(bones) // len(self.bones))

    def _unquoted(self, block: bytes) -> bytes | None:
        """The lines without quotes; None where many have some, or one of these is not sound."""
        spans = quoted_lines(block, self.quote) or []
        lines = [block[start:end] for start, end in spans]
        filled = all(line.translate(None, self.blank) for line in lines)
        if not lines or not filled or not are_sound(lines, self.pattern):
            return None
        edges = [0, *(edge for span in spans for edge in span), len(block)]
        return b"".join(block[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
