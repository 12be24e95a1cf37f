"""CSV as a Brazilian Excel opens it with a double click: semicolon, decimal comma, byte order mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.delimited import Dialect, write

if TYPE_CHECKING:
    from carteira_cli.report import Report


def render(report: Report) -> bytes:
    """The main table."""
    return write(report, Dialect(separator=";", comma=True, mark=True))
