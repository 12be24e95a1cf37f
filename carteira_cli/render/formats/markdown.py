"""Markdown: GitHub's flavour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.format import Format

if TYPE_CHECKING:
    from carteira_cli.report import Report


def _render(report: Report) -> bytes:
    from carteira_cli.render.markdown import render  # weight: its modules

    return render(report)


FORMATS = (Format("markdown", 80, _render, (".md",)),)
