"""Any file as a table of text, whoever it is of: told apart by content, unpacked, its header and its lines found.

`read_table` gives any delimited text file as `header` and `rows` of text; it is loaded when asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.reading.text.read import TableText, read_table

__all__ = ["TableText", "read_table"]


def __getattr__(name: str) -> object:
    if name in __all__:
        from carteira_cli.reading.text import read  # weight: most files are scanned, and never held as text

        return getattr(read, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
