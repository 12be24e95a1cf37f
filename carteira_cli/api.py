"""From a command and a configuration to a report: the pipeline, top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands import CommandKind, commands
from carteira_cli.reading.inputs.watch import unchanging

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.open import Opener, Wanted
    from carteira_cli.report import Report


@unchanging()
def report_of(command: str, config: Config, opener: Opener | None = None) -> Report:
    """The report of an analysis: of indicators, or a study.

    Args:
        command: which one.
        config: what it is told.
        opener: what opens the files; None: `open_ledger`. A `Shelf` lets several analyses share a reading.

    Raises:
        CarteiraError: anything the user can mend.
    """
    # weight: whoever imports this may only ask what an analysis reads
    from carteira_cli.sources.ledger import open_ledger

    record = commands()[command]
    if record.kind is CommandKind.STUDY:
        from carteira_cli.studies.run import examine  # weight: as above

        return examine(command, config, opener or open_ledger)
    from carteira_cli.analysis.analysed import analyse  # weight: as above

    report = analyse(command, config, opener or open_ledger)
    if not record.everything:
        return report
    from carteira_cli.studies.relatorio.summary import summarised  # weight: for a summary

    return summarised(report, config)


def wanted_by(command: str, config: Config) -> Wanted:
    """What an analysis reads."""
    # weight: whoever imports this may only ask what an analysis reads
    from carteira_cli.analysis import analysed
    from carteira_cli.studies import run as studied

    study = commands()[command].kind is CommandKind.STUDY
    return studied.wanted_of(command, config) if study else analysed.wanted_of(command, config)
