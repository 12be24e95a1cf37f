"""From a command and a configuration to a report: the pipeline, top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.config import Config
    from carteira_cli.report import Report


def report_of(command: str, config: Config) -> Report:
    """The report of an analysis: of indicators, or a study.

    Raises:
        CarteiraError: anything the user can mend.
    """
    from carteira_cli.analysis.run import analyse
    from carteira_cli.analysis.studied import STUDIES, examine

    return examine(command, config) if command in STUDIES else analyse(command, config)
