"""Whether a change can be told from chance, by how chance moves the number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import ChanceKind
from carteira_cli.signal import counts, means, rates, several
from carteira_cli.signal.verdict import Method, told

if TYPE_CHECKING:
    from carteira_cli.kpis.catalogue import Number
    from carteira_cli.kpis.evaluate import Value
    from carteira_cli.signal.means import StandardError
    from carteira_cli.signal.verdict import Interval, Signal

METHODS = {
    ChanceKind.SHARE: Method.NEWCOMBE,
    ChanceKind.EVENTS: Method.EXACT,
    ChanceKind.STOCK: Method.EXACT,
    ChanceKind.SUMS: Method.LINEAR,
}


@dataclass(frozen=True)
class MeasuredValue:
    """A number of one period, with what it takes to tell its changes from chance.

    Attributes:
        value: the number and, of a ratio that shows them, its parts.
        months: how long the period is.
    """

    value: Value
    months: Number


def signal_of(
    chance: ChanceKind,
    change: float | None,
    now: MeasuredValue,
    before: MeasuredValue | None,
    spread: StandardError | None,
) -> Signal | None:
    """Whether a change can be told from chance; None of what nothing can be said of.

    Args:
        chance: how chance moves the number.
        change: what it came to; None where there is none.
        now: the number.
        before: the earlier one; None where nothing may be compared with it.
        spread: how far the change varies with who the customers are, of what is made of sums over them.
    """
    if chance not in METHODS:
        return None
    interval = None if before is None or change is None else _interval(chance, change, now, before, spread)
    return told(METHODS[chance], interval)


def _interval(
    chance: ChanceKind, change: float, now: MeasuredValue, before: MeasuredValue, spread: StandardError | None
) -> Interval | None:
    if chance is ChanceKind.SUMS:
        return None if spread is None else _above(means.around(change, spread), now, before)
    if chance is ChanceKind.SHARE:
        late, early = _parts(now.value), _parts(before.value)
        return None if late is None or early is None else rates.newcombe(late, early)
    return counts.relative(*_counted(chance, now, before))


def chance_of(
    chance: ChanceKind,
    change: float | None,
    now: MeasuredValue,
    before: MeasuredValue | None,
    spread: StandardError | None,
) -> float | None:
    """How often chance alone would bring a change at least so large, as its interval has it; None without a basis.

    The arguments are those of `signal_of`.
    """
    if before is None or change is None or chance not in METHODS:
        return None
    if chance is ChanceKind.SUMS:
        return None if spread is None else several.of_means(change, spread)
    if chance is ChanceKind.SHARE:
        late, early = _parts(now.value), _parts(before.value)
        return None if late is None or early is None else several.of_shares(late, early)
    return several.of_counts(*_counted(chance, now, before))


def _counted(
    chance: ChanceKind, now: MeasuredValue, before: MeasuredValue
) -> tuple[tuple[int, float], tuple[int, float]]:
    """The counts of both sides, each with what it was exposed to."""
    late, early = (int(one.value.exact or 0) for one in (now, before))
    months = (1.0, 1.0) if chance is ChanceKind.STOCK else (float(now.months), float(before.months))
    return (late, months[0]), (early, months[1])


def _above(interval: Interval | None, now: MeasuredValue, before: MeasuredValue) -> Interval | None:
    """The interval of a change of what is not below 0: nothing loses more than all of it."""
    if interval is None or min(now.value.exact or 0, before.value.exact or 0) < 0:
        return interval
    return max(interval[0], -1.0), interval[1]


def _parts(value: Value) -> tuple[int, int] | None:
    if value.numerator is None or value.denominator is None:
        return None
    return int(value.numerator), int(value.denominator)


def level_of(chance: ChanceKind, now: MeasuredValue, spread: StandardError | None) -> Interval | None:
    """The 95 % interval of a number itself; None of what nothing can be said of, and without a basis.

    Args:
        chance: how chance moves the number.
        now: the number.
        spread: how far it varies with who the customers are, of what is made of sums over them.
    """
    exact = now.value.exact
    if exact is None or chance is ChanceKind.UNKNOWN:
        return None
    if chance is ChanceKind.SHARE:
        parts = _parts(now.value)
        return None if parts is None else rates.wilson(*parts)
    if chance is ChanceKind.SUMS:
        return None if spread is None else means.around(float(exact), spread)
    return counts.level(int(exact))
