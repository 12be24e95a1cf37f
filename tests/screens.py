"""What a report looks like on a terminal of some width."""

from __future__ import annotations

import io

from rich.console import Console

from carteira_cli.render.terminal.table import compose


def on_screen(report, width, **more):
    console = Console(file=io.StringIO(), width=width, record=True, legacy_windows=False, **more)
    console.print(compose(report, width))
    return console.export_text(styles=bool(more))
