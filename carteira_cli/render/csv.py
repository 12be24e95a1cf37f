"""CSV: one table; comma, decimal point, UTF-8, LF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.delimited import Dialect, write

if TYPE_CHECKING:
    from carteira_cli.report import Report


def render(report: Report) -> bytes:
    """The main table."""
    return write(report, Dialect())
