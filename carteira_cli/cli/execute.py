"""Run an analysis for the command line: options in, a report out."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from carteira_cli.api import report_of
from carteira_cli.cli.discretion import loaded
from carteira_cli.cli.emit import check_outputs, emit
from carteira_cli.cli.handed_over import addressed
from carteira_cli.cli.outputs import reserved

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from carteira_cli.cli.options import Flags
    from carteira_cli.config.resolve import Config


def run_analysis(command: str, flags: Flags) -> None:
    """Analyse and emit.

    Raises:
        CarteiraError: anything the user can mend.
    """
    config = addressed(command, loaded(flags))
    check_outputs(config)
    with reserved(config):
        with working(config, command):
            report = report_of(command, config)
        emit(report, config)


def working(config: Config, command: str) -> AbstractContextManager[object]:
    """Something that moves on a terminal while a large file is read."""
    if config.results.quieto or not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console  # weight: rich

    return Console(stderr=True).status(f"Lendo a carteira ({command})…")
