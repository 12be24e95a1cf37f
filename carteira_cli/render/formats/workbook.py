"""Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.format import Format

if TYPE_CHECKING:
    from carteira_cli.report import Report


def _xlsx(report: Report) -> bytes:
    from carteira_cli.render.workbook.xlsx import render  # weight: its modules

    return render(report)


FORMATS = (Format("xlsx", 100, _xlsx, (".xlsx",), machines=True, binary=True),)
