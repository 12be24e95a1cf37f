"""Which changes of a run can be told from chance."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.change import change_of
from carteira_cli.kpis.catalogue import ChanceKind, catalogue
from carteira_cli.kpis.conversao import CONVERSIONS
from carteira_cli.kpis.significance import MeasuredValue, chance_of, signal_of
from carteira_cli.signal.verdict import Method

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from carteira_cli.analysis.run import Run
    from carteira_cli.kpis.evaluate import Group, Value
    from carteira_cli.report import Report
    from carteira_cli.signal.means import StandardError
    from carteira_cli.signal.verdict import Signal

_LEAP = Fraction(1, 30)  # months: periods that differ by one day, as those with a 29 February do, are alike
_WORDS = {
    Method.NEWCOMBE: "taxas por Newcombe",
    Method.EXACT: "contagens pela binomial exata",
    Method.LINEAR: "dinheiro e médias pelo t de Student, cada cliente uma unidade",
}


def change_signal(run: Run, key: str, pair: tuple[int, int], group: Group = ()) -> Signal | None:
    """Whether the change of an indicator can be told from chance; None where it is not asked or can't be.

    Args:
        run: an analysis.
        key: the indicator.
        pair: the number of the span, and of the one that it is compared with.
        group: whose number it is; none: of all customers.
    """
    if pair not in run.compares:
        return None
    swept = run.swept
    now, before = (swept.groups[one].get(group, {}) if group else swept.totals[one] for one in pair)
    if key not in now:
        return None
    spread = swept.spreads.get(pair, {}).get(group, {}).get(key)
    return signal_between(run, key, pair, (now[key], before.get(key)), spread)


def signal_between(
    run: Run, key: str, pair: tuple[int, int], values: tuple[Value, Value | None], spread: StandardError | None
) -> Signal | None:
    """Whether the change between two values of an indicator can be told from chance; None of what nothing can be said.

    Args:
        run: an analysis that knows how far the data go, and which leads still ripen.
        key: the indicator.
        pair: the number of the span, and of the one that it is compared with.
        values: of these two.
        spread: how far the change varies with who the customers are.
    """
    now, before, change = _measured(run, key, pair, values)
    return signal_of(catalogue()[key].chance, change, now, before, spread)


def chance_between(
    run: Run, key: str, pair: tuple[int, int], values: tuple[Value, Value | None], spread: StandardError | None
) -> float | None:
    """How often chance alone would bring a change at least so large; None without a basis. As `signal_between`."""
    now, before, change = _measured(run, key, pair, values)
    return chance_of(catalogue()[key].chance, change, now, before, spread)


def _measured(
    run: Run, key: str, pair: tuple[int, int], values: tuple[Value, Value | None]
) -> tuple[MeasuredValue, MeasuredValue | None, float | None]:
    """Two values with the length of their periods, and the change; no earlier one where nothing is held against it.

    Nothing is where a period is cut short or they are of different lengths: a month has a third of the revenue of a
    quarter, and no less for it. What there is on a day depends on no length.
    """
    now, before = values
    late, early = (run.spans[one].period for one in pair)
    book = run.lead_book if key in CONVERSIONS else None
    young = book is not None and (book.ripening(late) or book.ripening(early))
    whole = all(run.coverage.complete(run.periods[one]) for one in pair)
    alike = abs(late.months - early.months) <= _LEAP or catalogue()[key].chance is ChanceKind.STOCK
    if before is None or young or not (whole and alike) or not run.coverage.settled(key, run.spans[pair[1]]):
        return MeasuredValue(now, late.months), None, None
    change = change_of(catalogue()[key].unit, now.exact, before.exact)
    return MeasuredValue(now, late.months), MeasuredValue(before, early.months), change


def levels(run: Run) -> Mapping[Group, Mapping[str, StandardError]]:
    """How far the period's numbers vary with who the customers are: group (`()`: all of them) → indicator → spread."""
    from carteira_cli.analysis.paired import level_spreads  # weight: for limits and baselines

    splits = ((), run.grouping.keys) if run.grouping.of_customers else ((),)
    values = {(): run.swept.totals[0], **run.swept.groups[0]}
    return level_spreads(run.keys, run.facts(0, run.swept.panel), values, splits)


def other_notes(report: Report) -> tuple[str, ...]:
    """The notes of a report without what the verdicts beside its changes rest on, for one that shows others or none."""
    said = {*words(reading.signal for reading in report.readings)}
    return tuple(note for note in report.notes if note not in said)


def words(signals: Iterable[Signal | None]) -> Iterator[str]:
    """What the verdicts beside changes rest on, once for a report; nothing where there is none."""
    there = {one.method for one in signals if one is not None}
    if there:
        methods = "; ".join(text for method, text in _WORDS.items() if method in there)
        yield (
            f"melhor ou pior só onde o acaso não explica a variação, a 95 %: {methods}; os dois períodos têm clientes "
            "em comum, e por isso é uma aproximação; de 100 variações só do acaso, 5 ainda parecem sinal"
        )
