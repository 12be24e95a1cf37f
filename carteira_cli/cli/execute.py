"""Run an analysis for the command line: options in, a report out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.api import report_of
from carteira_cli.cli.discretion import caches, loaded
from carteira_cli.cli.emit import check_outputs, emit
from carteira_cli.cli.glimpse import cache_folder, keep
from carteira_cli.cli.handed_over import addressed
from carteira_cli.cli.outputs import reserved
from carteira_cli.cli.progress import showing
from carteira_cli.sources.ledger import open_ledger

if TYPE_CHECKING:
    from carteira_cli.cli.options import Flags
    from carteira_cli.sources.ledger import Ledger


def run_analysis(command: str, flags: Flags) -> None:
    """Analyse and emit.

    Raises:
        CarteiraError: anything the user can mend.
    """
    config = addressed(command, loaded(flags))
    check_outputs(config)
    ledgers: list[Ledger] = []

    def opener(*asked: Any) -> Ledger:  # noqa: ANN401 - as `open_ledger` takes them
        ledgers.append(open_ledger(*asked))
        return ledgers[-1]

    with reserved(config):
        with showing(quiet=config.results.quieto):
            report = report_of(command, config, opener)
        if caches(config):
            keep(ledgers, config, cache_folder())
        ledgers.clear()  # they may hold the lines
        emit(report, config)
