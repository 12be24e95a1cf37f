"""What can be said of a change: its interval, how that was found, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Interval = tuple[float, float]


class Telling(StrEnum):
    """Whether the data tell a change from chance. The value is what machine formats carry."""

    SIGNAL = "sinal"
    NOISE = "ruido"
    NO_BASIS = "sem_base"


class Method(StrEnum):
    """How the interval of a change is found. The value is what machine formats carry."""

    NEWCOMBE = "newcombe"
    EXACT = "binomial_exato"
    LINEAR = "linearizado_t"


@dataclass(frozen=True)
class Signal:
    """What can be said of a change.

    Attributes:
        telling: the verdict.
        method: how the interval was found, or would have been.
        interval: bounds of the change at 95 %, in the change's own unit: a difference for fractions, a share of the
            earlier value for the rest. None without a basis.
    """

    telling: Telling
    method: Method
    interval: Interval | None = None


def told(method: Method, interval: Interval | None) -> Signal:
    """The verdict that an interval comes to: a signal where 0 is outside; without an interval there is no basis."""
    if interval is None:
        return Signal(Telling.NO_BASIS, method)
    low, high = interval
    return Signal(Telling.NOISE if low <= 0 <= high else Telling.SIGNAL, method, interval)


def said(signal: Signal | None, *, liked: bool | None) -> str:
    """What people read of a verdict; nothing where there is none, or where a signal is neither good news nor bad.

    Args:
        signal: the verdict on a change.
        liked: whether the change would be good news; None where it is neither.
    """
    if signal is None:
        return ""
    if signal.telling is Telling.SIGNAL:
        return "" if liked is None else "melhor" if liked else "pior"
    return "dentro do acaso" if signal.telling is Telling.NOISE else "sem base"
