"""Typer's own words in Portuguese: its help (`PortugueseGroup`, `PortugueseCommand`) and its complaints (`translate`).

Why not gettext, which Typer calls? It marks about a third of what a user reads (neither the usage line, nor
the types, nor any parser error, nor pydantic's messages), and it looks the rest up once, at import, in a
global domain of a global folder: a catalogue would have to be compiled, shipped and bound before the first
`import typer`, and would still leave English behind. So: methods are overridden where there is a method,
constants of `typer.rich_utils` are assigned where there is none, and errors are written anew from their
fields. Where Typer gives nothing but a sentence, tests/cli/test_ptbr.py pins that sentence.
"""

from __future__ import annotations

from carteira_cli.cli.ptbr.errors import UnknownCommand, translate
from carteira_cli.cli.ptbr.help import PortugueseCommand, PortugueseGroup, install

__all__ = ["PortugueseCommand", "PortugueseGroup", "UnknownCommand", "install", "translate"]
