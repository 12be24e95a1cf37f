"""From a limit that was crossed to the command that tells why its number changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.findings import Outcome
from carteira_cli.kpis.apart import apart
from carteira_cli.studies.explicar.way_on import explain_command

if TYPE_CHECKING:
    from carteira_cli.checks.baseline import Baseline
    from carteira_cli.checks.limits import Limit
    from carteira_cli.config.resolve import Config
    from carteira_cli.findings import Check
    from carteira_cli.period import Period


def with_way_on(check: Check, limit: Limit, config: Config, asked: Period, baseline: Baseline | None) -> Check:
    """A verdict that is an error or a warning on a number, with the command; any other as it is.

    Args:
        check: the verdict.
        limit: what the number was held against.
        config: what the run was told.
        asked: the period that the number is of.
        baseline: what was looked back at, where any limit does.
    """
    if check.outcome in {Outcome.OK, Outcome.NO_DATA} or limit.indicator.key in apart():
        return check
    since = baseline.label if baseline is not None and limit.since_baseline and check.reference else None
    return replace(check, explain=explain_command(config, asked.label, limit.indicator, check.by, check.group, since))
