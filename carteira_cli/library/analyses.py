"""The methods of a portfolio: one a command, made of its record. What a type checker reads is in `analyses.pyi`."""

from __future__ import annotations

from carteira_cli.library.methods import add_methods


class Analyses:
    """Everything that can be asked of a portfolio."""


add_methods(Analyses)
