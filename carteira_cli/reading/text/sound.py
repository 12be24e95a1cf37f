"""Which lines of a block are sound, found and cut by Polars: only the others need the slow way."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.reading.text.split import split_line

if TYPE_CHECKING:
    from carteira_cli.reading.text.split import Marks

SOUND, BLANK, ODD = ord("s"), ord("b"), ord("o")
WIDEST = 200  # columns that a pattern is made for; wider lines with quotes go the slow way
FEW = 1_000  # lines with quotes in a block, of about ten thousand: of more, the engine asks every line
WHITE = " \t\r\n\v\f\x1a\xa0\u3000\x85"


def kinds_of(lines: pl.Series, marks: Marks, width: int) -> bytearray:
    r"""Of each line whether it is sound (one row of the table by the rules), blank, or odd.

    Args:
        lines: as `lines_of` cuts them, with the `\r` that ends them.
        marks: what separates and quotes.
        width: how many cells a line of the table has.
    """
    separator, quote = marks.separator, marks.quote
    text = pl.col("text")
    inner = text.str.contains(r"\r[^\r]" if marks.line_end != "\r" else "\n")
    inner |= text.str.contains("\0", literal=True)
    cells = text.str.count_matches(separator, literal=True) == width - 1 if separator else pl.lit(True)
    unquoted = ~text.str.contains(quote, literal=True) if quote else pl.lit(True)
    plain = cells & unquoted & ~inner & ~text.str.ends_with("\r\r")
    blank = text.str.strip_chars(separator + WHITE) == ""
    kind = pl.when(blank).then(BLANK).when(plain).then(SOUND).otherwise(ODD).cast(pl.UInt8).alias("kind")
    kinds = pl.DataFrame({"text": lines}).select(kind, unquoted.alias("unquoted"))
    found = bytearray(kinds["kind"].to_list())
    if not quote or kinds["unquoted"].all():
        return found
    if width == 1:  # a line without quotes may be the middle of a cell
        return bytearray(ODD if kind != BLANK else BLANK for kind in found)
    pattern = strict_pattern(marks, width)
    if not pattern:
        return found
    places = kinds["unquoted"].not_().arg_true()
    quoted = lines.gather(places) if len(places) < len(lines) else lines
    strict = quoted.str.contains(pattern) & ~quoted.str.contains("\0", literal=True)
    empty = quoted.str.strip_chars(separator + WHITE + quote) == ""
    for place, is_strict, is_empty in zip(places.to_list(), strict.to_list(), empty.to_list(), strict=True):
        if is_strict:
            found[place] = BLANK if is_empty else SOUND
    return found


def strict_pattern(marks: Marks, width: int | None) -> str:
    """A pattern that a whole line by the rules matches, with quotes or without; "" where there is none.

    Args:
        marks: what separates and quotes.
        width: how many cells it must have; None for any number.
    """
    if len(marks.separator) != 1 or (width or 0) > WIDEST:
        return ""
    separator, quote = re.escape(marks.separator), re.escape(marks.quote)
    if not quote:
        cell = rf"[^{separator}\r\n]*"
    elif marks.backslash:
        cell = rf"(?:{quote}[^{quote}\\]*{quote}|[^{quote}\\{separator}\r\n]*)"
    else:
        cell = rf"(?:{quote}(?:[^{quote}]|{quote}{quote})*{quote}|[^{quote}{separator}\r\n]*)"
    times = "*" if width is None else f"{{{width - 1}}}"
    return f"^{cell}(?:{separator}{cell}){times}" + (r"\r?$" if marks.line_end != "\r" else "$")


def cut(lines: pl.Series, marks: Marks, width: int) -> pl.DataFrame:
    """The cells of sound lines as text columns `c0`, `c1` …; empty cells are null."""
    names = [f"c{place}" for place in range(width)]
    if marks.separator and width > 1:
        frame = _scanned(lines, marks, names)
        if frame is not None and frame.height == len(lines):
            return frame
    if marks.line_end != "\r":
        lines = lines.str.strip_suffix("\r")
    if not marks.separator or width == 1:
        return pl.DataFrame({"c0": lines.replace("", None)})
    rows = [split_line(line, marks) or [] for line in lines]
    return pl.DataFrame(
        {name: [row[place] or None for row in rows] for place, name in enumerate(names)},
        schema=dict.fromkeys(names, pl.String),
    )


def _scanned(lines: pl.Series, marks: Marks, names: list[str]) -> pl.DataFrame | None:
    """The cells by Polars' own reader, where it knows the marks."""
    if len(marks.separator.encode()) != 1 or marks.separator in "\r\n":
        return None
    try:
        return pl.read_csv(
            BytesIO(lines.str.join("\n").item().encode()),
            has_header=False,
            separator=marks.separator,
            quote_char=marks.quote or None,
            schema=dict.fromkeys(names, pl.String),
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None


def quoted_lines(block: bytes, quote: bytes) -> list[tuple[int, int]] | None:
    """Where the lines with quotes are, each with its end; None where they are many."""
    spans: list[tuple[int, int]] = []
    at = block.find(quote)
    while at >= 0:
        start, end = block.rfind(b"\n", 0, at) + 1, block.find(b"\n", at) + 1
        end = end or len(block)
        spans.append((start, end))
        if len(spans) > FEW:
            return None
        at = block.find(quote, end)
    return spans


def are_sound(lines: list[bytes], pattern: str) -> bool:
    """Whether lines match the pattern of a line by the rules; not where there is none, or one is no UTF-8."""
    texts = pl.Series([line.removesuffix(b"\n") for line in lines]).cast(pl.String, strict=False)
    return bool(pattern) and bool(texts.str.contains(pattern).fill_null(value=False).all())
