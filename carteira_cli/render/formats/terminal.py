"""The table of the screen, as a text file and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.render.format import Format

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report


def _table(report: Report) -> bytes:
    from carteira_cli.render.terminal.table import render  # weight: rich

    return render(report)


def _svg(report: Report) -> bytes:
    from carteira_cli.render.terminal.svg import render  # weight: rich

    return render(report)


def _svg_under(report: Report, config: Config) -> bytes:
    """The picture of what the screen shows under the same options."""
    from carteira_cli.render.terminal.svg import render  # weight: rich
    from carteira_cli.render.terminal.table import Extent

    return render(report, Extent.WHOLE if config.results.completo else Extent.SHORT)


FORMATS = (Format("tabela", 10, _table, (".txt",)), Format("svg", 90, _svg, (".svg",), under=_svg_under))
