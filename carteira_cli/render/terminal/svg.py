"""SVG: a picture of the table, for a page or a README. Needs no font and no address from outside."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from carteira_cli.render.terminal.table import Extent, compose, warnings

if TYPE_CHECKING:
    from carteira_cli.report import Report

MAX_WIDTH = 140
_LIGHT = TerminalTheme(
    (255, 255, 255),
    (36, 41, 47),
    [
        (36, 41, 47), (207, 34, 46), (26, 127, 55), (154, 103, 0),
        (9, 105, 218), (130, 80, 223), (27, 124, 131), (110, 119, 129),
    ],
)  # fmt: skip
_PAGE = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; \
font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
<rect fill="#ffffff" stroke="#d0d7de" stroke-width="1" x="1" y="1" width="{width}" height="{height}" rx="8"/>
<g transform="translate({terminal_x}, 12)" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def render(report: Report, extent: Extent = Extent.FILE) -> bytes:
    """The report as the picture of a terminal, on white, as wide as its longest line."""
    lines = _drawn(report, MAX_WIDTH, extent).export_text(clear=False).splitlines()
    width = max(len(line.rstrip()) for line in lines) + 1
    picture = _drawn(report, width, extent).export_svg(
        title="", theme=_LIGHT, code_format=_PAGE, unique_id=f"carteira-{report.command}"
    )
    return "\n".join(line.rstrip() for line in picture.splitlines()).encode() + b"\n"


def _drawn(report: Report, width: int, extent: Extent) -> Console:
    console = Console(
        file=io.StringIO(), width=width, record=True, color_system="standard", force_terminal=True, legacy_windows=False
    )
    console.print(compose(report, MAX_WIDTH, extent))
    console.print(warnings(report))
    return console
