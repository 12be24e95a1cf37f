"""`carteira base`: record the numbers of today, and compare those of another day with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.analysis.signals import other_notes, words
from carteira_cli.change import change_of
from carteira_cli.checks.baseline import Baseline, Key, baseline_path, encode, read_baseline
from carteira_cli.checks.examination import Examination, without_analyses
from carteira_cli.checks.limits import limits_of
from carteira_cli.checks.since import details_of, signal_since
from carteira_cli.errors import DataError
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.significance import MeasuredValue
from carteira_cli.reading.inputs.watch import unchanging
from carteira_cli.report import Column, Kind, PeriodLine, Report, Table, plain
from carteira_cli.words import date_of_iso

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.kpis.evaluate import Value
    from carteira_cli.rows import Cell

COMMAND = "base"


def _examined(config: Config, baseline: Baseline | None = None) -> Examination:
    config = without_analyses(config)
    limits = limits_of(config) if config.items["limites"] else ()
    predicted = {limit.indicator.key for limit in limits if limit.indicator.predicted}
    keys = tuple(key for key, item in catalogue().items() if not item.predicted or key in predicted)
    return Examination(config, COMMAND, limits, keys, baseline)


@unchanging()
def recorded(config: Config) -> tuple[bytes, Baseline]:
    """The baseline of a portfolio: every indicator, and those of the groups that limits look at.

    Raises:
        DataError: the period is incomplete: nothing could be compared with it.
        CarteiraError: anything else that the user can mend.
    """
    found = _examined(config)
    line = found.period
    if line.until < line.last:
        raise DataError(
            f"o período {line.label} está incompleto (dados até {date_of_iso(line.until)}): não serve de linha de base",
            "escolha um período completo com --periodo",
        )
    values = _values(found)
    numbers = {key: value.exact for key, value in values.items()}
    details = {key: details_of(catalogue()[key[0]], value, found.spread(key)) for key, value in values.items()}
    months = found.base.asked.months
    baseline = Baseline(line.label, line.first, line.last, months, found.rules, numbers, details)
    return encode(baseline), baseline


def _values(found: Examination) -> dict[Key, Value]:
    values_of: dict[Key, Value] = {}
    for key, value in found.whole.swept.totals[0].items():
        if key in found.keys:
            values_of[key, None, None] = value
    for limit in found.limits:
        if limit.by is not None:
            for (group,), values in found.grouped[limit.by].swept.groups[0].items():
                values_of[limit.indicator.key, limit.by, group] = values[limit.indicator.key]
    return values_of


@unchanging()
def compared(config: Config) -> Report:
    """The numbers of a period beside those of the baseline.

    Raises:
        CarteiraError: anything the user can mend.
    """
    baseline = read_baseline(baseline_path(config))
    found = _examined(config, baseline)
    found.check_baseline()
    judged = config.question.sinal == "sim"
    readings = []
    for reading in found.report.readings:
        before = baseline.numbers.get((reading.key, None, None))
        values = found.whole.swept.totals[0].get(reading.key)
        change = change_of(catalogue()[reading.key].unit, values.exact if values else None, before)
        signal = None
        if values is not None and judged:
            key = (reading.key, None, None)
            now = MeasuredValue(values, found.base.period.months)
            signal = signal_since(catalogue()[reading.key], now, found.spread(key), baseline, key)
        readings.append(replace(reading, previous=plain(before), change=change, signal=signal))
    line = PeriodLine(f"base {baseline.label}", baseline.first, baseline.last, complete=True, until=baseline.last)
    groups = _groups(found, baseline)
    return replace(
        found.report,
        title="Comparação com a linha de base",
        readings=tuple(readings),
        compared_with=line,
        tables=(groups,) if groups.rows else (),
        notes=(*words(reading.signal for reading in readings), *other_notes(found.report)),
    )


def _groups(found: Examination, baseline: Baseline) -> Table:
    columns = (
        Column("indicador", "Indicador"),
        Column("por", "Por"),
        Column("grupo", "Grupo"),
        Column("valor", "Valor", kind=Kind.VALUE),
        Column("unidade", "Unidade"),
        Column("anterior", "Na base", kind=Kind.VALUE),
    )
    now = {key: value.exact for key, value in _values(found).items() if key[1] is not None}
    then = {key: value for key, value in baseline.numbers.items() if key[1] is not None and key[0] in catalogue()}
    order = list(catalogue())
    keys = sorted({**then, **now}, key=lambda k: (order.index(k[0]), k[1] or "", k[2] is None, k[2] or ""))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (*key, plain(now.get(key)), catalogue()[key[0]].unit.value, plain(then.get(key))) for key in keys
    )
    return Table("grupos", "Grupos com limite", columns, rows)
