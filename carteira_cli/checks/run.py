"""`carteira verificar`: what fails of the limits of a configuration, and what can't be judged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.analysis.signals import other_notes
from carteira_cli.checks.baseline import baseline_path, read_baseline
from carteira_cli.checks.examination import Examination, keys_of, without_analyses
from carteira_cli.checks.limits import limits_of
from carteira_cli.errors import DataError
from carteira_cli.kpis.idade import AGE
from carteira_cli.reading.inputs.watch import unchanging

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report

COMMAND = "verificar"


def answer(config: Config, today: int) -> Report:
    """The verdicts, as any door asks for them: `verify`.

    Raises:
        CarteiraError: as `verify`.
    """
    return verify(config, today)


@unchanging()
def verify(config: Config, today: int | None = None) -> Report:
    """Hold the limits of a configuration against its portfolio.

    Args:
        config: what the run is told.
        today: the day that it is, where the configuration does not say what to take it for.

    Returns:
        a report with `checks`: what failed, and what could not be judged, among them.

    Raises:
        CarteiraError: anything the user can mend: never a pass.
    """
    config = without_analyses(config)
    limits = limits_of(config)
    keys = tuple(dict.fromkeys(key for limit in limits for key in keys_of(limit)))
    baseline = read_baseline(baseline_path(config)) if any(limit.since_baseline for limit in limits) else None
    found = Examination(config, COMMAND, limits, keys, baseline, today)
    _check_sources(found)
    checks = tuple(found.checks())
    doubts = tuple(limit.backwards for limit in limits if limit.backwards)
    limited = any(limit.indicator is AGE for limit in limits)
    old = found.age.warnings(limited=limited)
    return replace(
        found.report,
        title="Verificação dos limites",
        readings=(),
        checks=checks,
        compared_with=None,
        warnings=(*old, *doubts, *found.report.warnings),
        notes=other_notes(found.report),
    )


def _check_sources(found: Examination) -> None:
    """Refuse to judge nothing at all.

    Raises:
        DataError: there are no files.
    """
    if not found.base.ledgers:
        raise DataError("não há nenhum arquivo a analisar", "passe --vendas ARQUIVO, ou -C PASTA")
