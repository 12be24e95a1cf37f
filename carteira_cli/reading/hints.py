"""What a reader is told of a file instead of finding it out."""

from __future__ import annotations

from carteira_cli.dataclass import dataclass

UNPACKED_LIMIT = 20_000_000_000
WORKBOOK_LIMIT = 512 << 20  # a workbook is unpacked into memory, several times over


@dataclass(frozen=True)
class Hints:
    r"""How a file is to be read; None leaves it to be found out.

    Attributes:
        encoding: a codec of Python.
        separator: between cells.
        quote: around cells, "" for none.
        escape: a backslash, or "" for doubled quotes.
        header: line of the header, from 1; 0 where there is none.
        sheet: of a workbook.
        unpacked_limit: bytes that a compressed file may grow to.
        workbook_limit: the same of a workbook.
        query: in SQL, of a database.
    """

    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    escape: str | None = None
    header: int | None = None
    sheet: str | None = None
    unpacked_limit: int = UNPACKED_LIMIT
    workbook_limit: int = WORKBOOK_LIMIT
    query: str | None = None
