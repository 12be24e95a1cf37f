"""What a report looks like on a terminal of some width."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr, redirect_stdout

from rich.console import Console

from carteira_cli.cli.main import main
from carteira_cli.render.terminal.table import Extent, compose


def on_screen(report, width, extent=Extent.FILE, **more):
    console = Console(file=io.StringIO(), width=width, record=True, legacy_windows=False, **more)
    console.print(compose(report, width, extent))
    return console.export_text(styles=bool(more))


class _Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def on_a_terminal(monkeypatch, columns, *words):
    """What a command line prints on a terminal of so many columns, in this process; warnings apart."""
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    out, err = (kind(io.BytesIO(), encoding="utf-8", write_through=True) for kind in (_Terminal, io.TextIOWrapper))
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(word) for word in words])
    text, told = (stream.buffer.getvalue().decode() for stream in (out, err))
    return code, re.sub(r"\x1b\[[0-9;]*m", "", text), told
