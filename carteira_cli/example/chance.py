"""Chance without a generator's state: a hash of (seed, stream, counter), in integers only.

SplitMix64's finaliser over UInt64, whose arithmetic wraps in Polars. So a number does not depend on the machine, on
the version of a library, on the number of threads or on the order in which the numbers are drawn.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WORD = 2**64
_GAMMA = 0x9E3779B97F4A7C15
_MIX1 = 0xBF58476D1CE4E5B9
_MIX2 = 0x94D049BB133111EB

SLOTS = 1024  # entries of a table that turns ten random bits into a choice
SLOT_BITS = 10


class Stream(IntEnum):
    """What a number is drawn for. Each stream is independent of the others; the values must never change."""

    TRAITS = 1
    HABITS = 2
    PAUSES = 3
    RHYTHM = 4
    ORDERS = 5
    LINES = 6
    NAMES = 7
    DOCUMENTS = 8
    REGISTER = 9
    LEADS = 10
    LOST_LEADS = 11
    COSTS = 12
    DEPARTURES = 13
    PHASES = 14
    SWAY = 15
    PAYERS = 16
    TITLES = 17
    SURVEYS = 18
    CONTACTS = 19
    CAMPAIGNS = 20
    STAGES = 21


def number(seed: int, stream: Stream, counter: int = 0) -> int:
    """One number of 64 random bits, in plain Python; equal to `numbers` at the same counter."""
    z = (_origin(seed, stream) + counter * _GAMMA) % _WORD
    z = ((z ^ (z >> 30)) * _MIX1) % _WORD
    z = ((z ^ (z >> 27)) * _MIX2) % _WORD
    return z ^ (z >> 31)


def numbers(seed: int, stream: Stream, counter: pl.Expr) -> pl.Expr:
    """64 random bits a row, UInt64.

    Args:
        seed: the portfolio's.
        stream: what for.
        counter: non-negative integers; equal counters draw equal numbers.
    """
    z = counter.cast(pl.UInt64) * _word(_GAMMA) + _word(_origin(seed, stream))
    z = (z ^ (z // _word(2**30))) * _word(_MIX1)
    z = (z ^ (z // _word(2**27))) * _word(_MIX2)
    return z ^ (z // _word(2**31))


def bits(random: pl.Expr, low: int, width: int) -> pl.Expr:
    """`width` bits of a random number, from bit `low` up, as Int64 in [0, 2**width)."""
    return ((random // _word(2**low)) % _word(2**width)).cast(pl.Int64)


def slots(weights: Sequence[int]) -> list[int]:
    """A table of `SLOTS` positions in which position `i` of `weights` appears in proportion to its weight.

    Example:
        >>> table = slots([3, 1])
        >>> table.count(0), table.count(1)
        (768, 256)
    """
    counts = shares(SLOTS, weights)
    return [choice for choice, count in enumerate(counts) for _ in range(count)]


def shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` split in proportion to integer weights, exactly (largest remainder, ties to the earlier).

    Example:
        >>> shares(10, [1, 1, 1])
        [4, 3, 3]
    """
    whole = sum(weights)
    counts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(counts)]:
        counts[i] += 1
    return counts


def look_up(table: pl.Series, index: pl.Expr) -> pl.Expr:
    """The entries of a table at the given positions."""
    return pl.lit(table).gather(index)


def table(values: Iterable[int]) -> pl.Series:
    """Integers to look up."""
    return pl.Series("table", list(values), dtype=pl.Int64)


def texts(values: Iterable[str]) -> pl.Series:
    """Texts to look up."""
    return pl.Series("texts", list(values), dtype=pl.String)


def _origin(seed: int, stream: Stream) -> int:
    """Where a stream of a seed begins."""
    z = (seed * _MIX2 + stream * _MIX1) % _WORD
    z = ((z ^ (z >> 33)) * _GAMMA) % _WORD
    return z ^ (z >> 29)


def _word(value: int) -> pl.Expr:
    """A UInt64 literal."""
    return pl.lit(value, dtype=pl.UInt64)
