"""Bring a text file to UTF-8 as it stands, so that Polars' scanner can read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError, why
from carteira_cli.reading.left_out import LeftOut
from carteira_cli.reading.text.blocks import mixed_lines, opened, text_blocks
from carteira_cli.reading.text.encoding import ByteTally, Encoding

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from carteira_cli.reading.left_out import Note
    from carteira_cli.reading.text.plan import TextPlan

BLOCK = 1 << 20  # fits the caches: faster than bigger ones
CORRUPT = 5  # letters encoded twice before it is said


@dataclass(frozen=True)
class Transcoded:
    """A file brought to UTF-8.

    Attributes:
        plan: how to read it: the original's, but for the encoding and the sizes in bytes.
        notes: of kinds codificacao_mista (lines that were Windows-1252 among others that were UTF-8), bytes_invalidos
            (characters that replace bytes without meaning) and texto_corrompido (letters that had been encoded twice).
    """

    plan: TextPlan
    notes: tuple[Note, ...]


def transcode(path: Path, plan: TextPlan, target: Path, look: Callable[[bytes], None] | None = None) -> Transcoded:
    """Write a text file as UTF-8 without byte order mark, its lines untouched, in a stream.

    A file taken for UTF-8 or Windows-1252 (and not forced to be) is decoded line by line where it is both. The five
    bytes that Windows-1252 leaves undefined become the controls they are in Latin-1.

    Args:
        path: of the original.
        plan: of the original.
        target: file to write.
        look: is shown what is written, some whole lines at a time.

    Returns:
        The plan for the new file, and what was met.

    Raises:
        DataError: it can't be read or written, or is not in the encoding that was forced.
    """
    tally, size, end = ByteTally(), 0, 0
    wide = plan.encoding.wide
    try:
        with target.open("wb") as file:
            for text in text_blocks(path, plan.encoding, plan.marks.line_end, tally, plan.end, BLOCK):
                block = text.encode("utf-8", errors="replace")
                size += file.write(block)
                if look is not None:
                    look(block)
            end = size
            if not wide and plan.end < plan.size:
                size += _copy_tail(path, plan, file)
    except OSError as error:
        raise DataError(f"{target}: não pôde ser gravado ({why(error)})", "confira o espaço e a permissão") from error
    ledger = LeftOut()
    ledger.count("codificacao_mista", mixed_lines(path, plan.encoding, plan.end, tally), 0, "")
    ledger.count("bytes_invalidos", tally.replaced, 0, "")
    if tally.twice >= CORRUPT:
        ledger.count("texto_corrompido", tally.twice, 0, "")
    return Transcoded(replace(plan, encoding=Encoding("utf-8"), end=end, size=size), ledger.notes())


def transcode_head(path: Path, plan: TextPlan, target: Path, lines: int) -> None:
    """Write the first lines of a text file as UTF-8: at least so many, where it has them.

    Raises:
        DataError: as `transcode`.
    """
    found, tally = 0, ByteTally()
    try:
        with target.open("wb") as file:
            for text in text_blocks(path, plan.encoding, plan.marks.line_end, tally, plan.end, BLOCK):
                file.write(text.encode("utf-8", errors="replace"))
                found += text.count(plan.marks.line_end[-1])
                if found >= lines:
                    return
            if not plan.encoding.wide and plan.end < plan.size:
                _copy_tail(path, plan, file)
    except OSError as error:
        raise DataError(f"{target}: não pôde ser gravado ({why(error)})", "confira o espaço e a permissão") from error


def _copy_tail(path: Path, plan: TextPlan, file: BinaryIO) -> int:
    """The blank tail holds spaces, separators and line ends only: the same bytes in every such encoding."""
    size = 0
    with opened(path) as original:
        original.seek(plan.end)
        while more := original.read(BLOCK):
            size += file.write(more)
    return size
