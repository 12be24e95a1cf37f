"""A number and a limit make a verdict, and a sentence that says both."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from typing import TYPE_CHECKING

from carteira_cli.change import exact_change, relative_change
from carteira_cli.checks.thresholds import exactly
from carteira_cli.dataclass import dataclass
from carteira_cli.findings import Check, Outcome
from carteira_cli.report import plain
from carteira_cli.signal.verdict import Telling
from carteira_cli.units import Better, Unit, number, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction

    from carteira_cli.checks.limits import Limit
    from carteira_cli.checks.thresholds import Threshold, Worsening
    from carteira_cli.kpis.catalogue import Number
    from carteira_cli.signal.verdict import Interval

_MOST_DECIMALS = 12
_BY_CHANCE = "dentro do acaso (95 %)"


@dataclass(frozen=True)
class Subject:
    """The number that a limit is about.

    Attributes:
        value: exact; None is "n/d".
        missing: why there is no number to judge; None where there is one.
        group: of a grouped limit: whose number it is; None there is customers without a value.
        size: the denominator, where a sample is asked for.
        look: the command that lists the customers behind it.
        unripe: why it can't be told yet whether it is better or worse than another; None where it can.
        interval: its bounds at 95 %, found when asked for; None where it has none.
    """

    value: Number | None
    missing: str | None = None
    group: str | None = None
    size: Number | None = None
    look: str | None = None
    unripe: str | None = None
    interval: Callable[[], Interval | None] = lambda: None


@dataclass(frozen=True)
class Reference:
    """What a number may have worsened from: its words, and the number then; None is "n/d" or not recorded.

    `telling` is whether the change since then can be told from chance; None of what nothing can be said of.
    """

    words: str
    value: Number | None
    telling: Telling | None = None


def judge(limit: Limit, subject: Subject, baseline: Reference | None, previous: Reference | None) -> Check:
    """Hold a number against a limit.

    Where the limit says so, what chance explains has not crossed it; what has no basis to say so is a warning. Errors
    come before warnings; a missing number, or one of too small a sample, is a verdict of its own. Where only
    what it is compared with is missing, its own bounds are judged all the same: that must not hide an error.

    Args:
        limit: what it is held against.
        subject: the number.
        baseline: that of the baseline, where the limit looks at it.
        previous: that of the compared period, where the limit looks at it.
    """
    blank = _blank(limit, subject)
    value, missing = subject.value, _missing(limit, subject)
    if missing or value is None:
        return _without(blank, limit, missing or "n/d (denominador zero)")
    excused: list[Check] = []
    for crossed, telling in _crossings(blank, limit, subject, baseline, previous):
        if not (limit.beyond_chance and telling is Telling.NOISE):
            return _weighed(crossed, telling, demanded=limit.beyond_chance)
        excused.append(crossed)
    compared = [reference for allowed, reference in _compared(limit, baseline, previous) if allowed]
    unknown = _uncompared(subject, compared)
    warned = limit.warning is not None and limit.warning.crossed(value)
    if unknown and not (warned and limit.no_data is Outcome.OK):
        return _without(blank, limit, unknown)
    if limit.warning and warned:
        crossed, telling = _crossed(blank, value, limit.warning, Outcome.WARNING), _told(subject, limit.warning)
        if not (limit.beyond_chance and telling is Telling.NOISE):
            return _weighed(crossed, telling, demanded=limit.beyond_chance)
        excused.append(crossed)
    told = f"{_name(blank)} em {show(plain_number(value), blank.unit)}"
    words = f"{excused[0].message}, mas {_BY_CHANCE}" if excused else told
    passed = replace(blank, message=words, by_chance=bool(excused))
    reference = baseline or previous
    return _referring(passed, reference) if reference else passed


def _blank(limit: Limit, subject: Subject) -> Check:
    """A verdict without a word yet."""
    item = limit.indicator
    return Check(
        key=item.key,
        title=item.title,
        unit=item.unit,
        value=plain(subject.value),
        limit=limit.text,
        outcome=Outcome.OK,
        level=Outcome.OK,
        message="",
        note=limit.note,
        by=limit.by,
        group=subject.group,
        definition=item.formula,
        look=subject.look,
        file=str(limit.item.file),
        line=limit.item.line,
    )


def _crossings(
    blank: Check, limit: Limit, subject: Subject, baseline: Reference | None, previous: Reference | None
) -> Iterator[tuple[Check, Telling | None]]:
    """The errors that a number is, the worst first, each with whether chance explains it."""
    value = subject.value or 0
    if limit.error and limit.error.crossed(value):
        yield _crossed(blank, value, limit.error, Outcome.ERROR), _told(subject, limit.error)
    for allowed, reference in () if subject.unripe else _compared(limit, baseline, previous):
        if allowed and reference and reference.value is not None and _worse(limit, value, reference.value, allowed):
            yield _worsened(blank, value, reference, allowed), reference.telling


def _compared(
    limit: Limit, baseline: Reference | None, previous: Reference | None
) -> tuple[tuple[Worsening | None, Reference | None], ...]:
    return (limit.since_baseline, baseline), (limit.since_previous, previous)


def _told(subject: Subject, threshold: Threshold) -> Telling:
    """Whether a number is beyond a bound by more than chance explains."""
    found = subject.interval()
    if found is None:
        return Telling.NO_BASIS
    return Telling.NOISE if found[0] <= threshold.bound <= found[1] else Telling.SIGNAL


def _weighed(crossed: Check, telling: Telling | None, *, demanded: bool) -> Check:
    """A crossed limit, with what can be said of chance; where a signal is demanded and can't be told, a warning."""
    if telling is Telling.NOISE:
        return replace(crossed, message=f"{crossed.message}; {_BY_CHANCE}")
    if demanded and telling is not Telling.SIGNAL:
        words = f"{crossed.message}; sem base para dizer se é acaso"
        return replace(crossed, outcome=Outcome.WARNING, level=Outcome.WARNING, message=words)
    return crossed


def _missing(limit: Limit, subject: Subject) -> str | None:
    """Why there is nothing to judge, if so, of a number that is there or not."""
    if subject.missing or subject.value is None:
        return subject.missing
    if limit.sample is not None and (subject.size is None or subject.size < limit.sample):
        return f"amostra de {number(float(subject.size or 0), 0)}, menor que {number(limit.sample, 0)}"
    return None


def _uncompared(subject: Subject, references: Sequence[Reference | None]) -> str | None:
    """Why a number can't be compared with what its limit asks it to be, if so."""
    if references and subject.unripe:
        return subject.unripe
    unknown = [reference for reference in references if not reference or reference.value is None]
    if not unknown:
        return None
    return f"{unknown[0].words if unknown[0] else 'a referência'} não tem esse número"


def _without(check: Check, limit: Limit, why: str) -> Check:
    words = f"{_name(check)} sem dados: {why}"
    return replace(check, outcome=Outcome.NO_DATA, level=limit.no_data, message=words)


def _worse(limit: Limit, value: Number, before: Number, allowed: Worsening) -> bool:
    rise = exactly(value) - exactly(before)
    return allowed.crossed(rise if limit.indicator.better is Better.LOWER else -rise, before)


def _name(check: Check) -> str:
    if check.by is None:
        return check.title
    return f"{check.title} de {check.by}={check.group}" if check.group is not None else f"{check.title} sem {check.by}"


def _crossed(check: Check, value: Number, threshold: Threshold, outcome: Outcome) -> Check:
    kind = "erro" if outcome is Outcome.ERROR else "aviso"
    text = precise(value, threshold.bound, check.unit)
    return replace(
        check,
        outcome=outcome,
        level=outcome,
        limit=threshold.text,
        message=f"{_name(check)} em {text} cruza o limite de {kind} ({threshold.text})",
    )


def _worsened(check: Check, value: Number, reference: Reference, allowed: Worsening) -> Check:
    before = reference.value or 0
    exact = exactly(value), exactly(before)
    points = exact_change(Unit.FRACTION, *exact) or 0
    if allowed.points:
        much = precise(abs(exactly(points)), allowed.most, Unit.POINTS)
    else:
        share = relative_change(*exact)
        much = "a partir de zero" if share is None else precise(abs(exactly(share)), allowed.most, Unit.FRACTION)
        if share is not None and check.unit is Unit.FRACTION:
            much = f"{show(abs(float(points)), Unit.POINTS)} ({much} do que era)"
    now, then = show(plain_number(value), check.unit), show(plain_number(before), check.unit)
    words = f"{_name(check)} piorou {much}, de {then} ({reference.words}) para {now}; o máximo é {allowed.text}"
    limit = f"piora de até {allowed.text}"
    return _referring(replace(check, outcome=Outcome.ERROR, level=Outcome.ERROR, limit=limit, message=words), reference)


def _referring(check: Check, reference: Reference) -> Check:
    return replace(check, reference=reference.words, previous=plain(reference.value))


def plain_number(value: Number) -> float:
    """An exact number as a float."""
    return float(value)


def precise(value: Number, bound: Fraction, unit: Unit) -> str:
    """A number as people read it, with as many more decimals as it takes to tell it from the bound.

    Example: 5.04 % against a bound of 5 % is "5,04 %", not "5,0 %".
    """
    shown, limit = show(float(value), unit), show(float(bound), unit)
    if shown != limit or exactly(value) == bound:
        return shown
    factor = 100 if unit in {Unit.FRACTION, Unit.POINTS} else 1
    for decimals in range(1, _MOST_DECIMALS):
        texts = [_rounded(exactly(amount) * factor, decimals) for amount in (value, bound)]
        if texts[0] != texts[1]:
            digits = number(abs(float(texts[0])), decimals)
            return ("-" if texts[0] < 0 else "") + re.sub(r"[0-9.,]+", digits, shown.lstrip("-"), count=1)
    return shown


def _rounded(value: Fraction, decimals: int) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
