"""Typer's own words in Portuguese: its help (`PortugueseGroup`, `PortugueseCommand`) and its complaints (`translate`).

Why not gettext, which Typer calls? It marks about a third of what a user reads (neither the usage line, nor
the types, nor any parser error, nor pydantic's messages), and it looks the rest up once, at import, in a
global domain of a global folder: a catalogue would have to be compiled, shipped and bound before the first
`import typer`, and would still leave English behind. So: methods are overridden, the help is a page of our own
(`contents` says what is in it, `sheet` how it looks; Typer's would load a reader of Markdown), and errors are written
anew from their fields. Where Typer gives nothing but a sentence, tests/cli/test_ptbr.py pins that sentence.
"""

from __future__ import annotations

from carteira_cli.cli.ptbr.errors import UnknownCommand, translate
from carteira_cli.cli.ptbr.help import PortugueseCommand, PortugueseGroup, show_help
from carteira_cli.cli.ptbr.params import told_of

__all__ = ["PortugueseCommand", "PortugueseGroup", "UnknownCommand", "show_help", "told_of", "translate"]
