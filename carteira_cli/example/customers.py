"""Who buys: one row a customer with her traits, her rhythm, her size, and when she comes and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.example.chance import SLOT_BITS, SLOTS, Stream, bits, look_up, numbers, slots, table
from carteira_cli.example.vocabulary import CHANNELS, PLACES, SEGMENTS, SELLERS

if TYPE_CHECKING:
    from carteira_cli.example.clock import Clock
    from carteira_cli.example.recipe import Recipe

RATE_UNIT = 256  # a rate of 256 is one order a month
SIZE_UNIT = 64  # a size of 64 is the median customer
_RATES = ((1100, 8), (550, 17), (270, 38), (150, 37))  # weekly, fortnightly, monthly, every seven weeks: percent
_IDLE_PERCENT = 5  # registered, never bought
_UNREGISTERED_PER_MILLE = 5  # in the sales, not in the register
_ARRIVALS_PER_MILLE = 58  # newcomers a month, relative to the customers at the start
_FOREVER = 30_000  # months
_BLOCK = 18  # months, in each of which a customer may pause once
_PAUSING = 40  # of 128 customers a block
_QUIET_START = 3  # months before anybody pauses, so that the history has an honest left edge
_MAX_CONVERSION_GAP_BITS = 3

# 64 quantiles of a log-normal distribution of sigma 0.9, times SIZE_UNIT.
_SIZES = (
    *(7, 11, 13, 15, 17, 19, 20, 22, 24, 25, 27, 28, 30, 31, 33, 34),
    *(36, 37, 39, 40, 42, 44, 45, 47, 49, 51, 53, 55, 57, 59, 61, 63),
    *(65, 67, 70, 72, 75, 78, 81, 84, 87, 90, 94, 97, 101, 106, 110, 115),
    *(120, 126, 132, 139, 146, 154, 164, 174, 187, 201, 219, 241, 270, 312, 383, 564),
)


def universe_size(recipe: Recipe) -> int:
    """Customers in the register and those whom it lacks."""
    return recipe.customers + recipe.customers * _UNREGISTERED_PER_MILLE // 1000


def make_customers(recipe: Recipe, clock: Clock) -> pl.DataFrame:
    """Every customer, in the order in which they came.

    Returns:
        A row a customer, (universe_size, 13): `index` from 0; positions in the vocabulary `segment`, `place`,
        `seller`, `channel`; `rate` in 1/RATE_UNIT orders a month, 0 for who never buys; `size` in 1/SIZE_UNIT of
        the median; `joined`, the day of the first order, and `join_clock`, the clock then, both -1 for who bought
        before the span; `first_month`; `leave_month`, the first month without her; `converted`, the day on which
        she was won; `registered`, whether the register knows her.
    """
    size = universe_size(recipe)
    seniors = max(1, size * 1000 // (1000 + _ARRIVALS_PER_MILLE * recipe.months))
    frame = pl.select(index=pl.int_range(size))
    frame = _with_traits(frame, recipe.seed)
    frame = _with_arrival(frame, recipe.seed, clock, seniors)
    return _with_departure(_with_habits(frame, recipe), recipe.seed)


def active_in(month: int, seed: int) -> pl.Expr:
    """Whether a customer may buy in a month: she has come, has not left and is not on a pause of 3 to 8 months."""
    anchor = pl.col("index") == 0
    offset = pl.col("index") * 7 % _BLOCK
    block, position = (offset + month) // _BLOCK, (offset + month) % _BLOCK
    random = numbers(seed, Stream.PAUSES, pl.col("index") * 1024 + block)
    start, length = bits(random, 8, 16) % 10, bits(random, 24, 16) % 6 + 3
    paused = (bits(random, 0, 7) < _PAUSING) & (position >= start) & (position < start + length)
    settled = (pl.col("first_month") < month) & (month >= _QUIET_START)
    here = (pl.col("first_month") <= month) & (pl.col("leave_month") > month)
    return here & ~(paused & settled & ~anchor)


def place_slots() -> tuple[list[str], list[str], list[int]]:
    """States and cities by place, and a table of places to draw from. A state's first city counts double."""
    pairs = [
        (place.uf, city, place.weight * (2 if rank == 0 else 1) * 60 // (len(place.cities) + 1))
        for place in PLACES
        for rank, city in enumerate(place.cities)
    ]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs], slots([pair[2] for pair in pairs])


def _with_traits(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Adds segment, place, seller and channel."""
    random = pl.col("random")
    draws = {
        "segment": slots([segment.weight for segment in SEGMENTS]),
        "place": place_slots()[2],
        "seller": slots([weight for _, weight in SELLERS]),
        "channel": slots([channel.weight for channel in CHANNELS]),
    }
    return (
        frame.with_columns(random=numbers(seed, Stream.TRAITS, pl.col("index")))
        .with_columns(
            look_up(table(draw), bits(random, SLOT_BITS * i, SLOT_BITS)).cast(pl.UInt8).alias(name)
            for i, (name, draw) in enumerate(draws.items())
        )
        .drop("random")
    )


def _with_arrival(frame: pl.DataFrame, seed: int, clock: Clock, seniors: int) -> pl.DataFrame:
    """Adds joined, join_clock, first_month and converted: newcomers spread evenly over the clock."""
    newcomers = max(1, frame.height - seniors)
    rank = pl.col("index") - seniors
    senior = rank < 0
    # In two steps, because clock.total * 2 * newcomers may pass 2**63.
    step, rest = divmod(clock.total, newcomers)
    reading = (rank * step + (2 * rank + 1) * rest // (2 * newcomers) + step // 2).clip(0, clock.total - 1)
    frame = frame.with_columns(join_clock=pl.when(senior).then(-1).otherwise(reading))
    day = table(clock.elapsed).search_sorted(frame["join_clock"], side="right").cast(pl.Int32) - 1
    month = table(clock.months).search_sorted(day.cast(pl.Int64), side="right").cast(pl.Int32) - 1
    frame = frame.with_columns(
        joined=pl.when(senior).then(-1).otherwise(day).cast(pl.Int32),
        first_month=pl.when(senior).then(-1).otherwise(month).cast(pl.Int32),
    )
    gap = bits(numbers(seed, Stream.REGISTER, pl.col("index")), 40, _MAX_CONVERSION_GAP_BITS).cast(pl.Int32)
    return frame.with_columns(converted=pl.when(senior).then(-1).otherwise((pl.col("joined") - gap).clip(0)))


def _with_habits(frame: pl.DataFrame, recipe: Recipe) -> pl.DataFrame:
    """Adds rate, size and registered."""
    size = frame.height
    unknown = size - recipe.customers
    hidden = [(k + 1) * size // (unknown + 1) for k in range(unknown)]
    random = numbers(recipe.seed, Stream.HABITS, pl.col("index"))
    registered = ~pl.col("index").is_in(hidden)
    idle = (bits(random, 0, 16) % 100 < _IDLE_PERCENT) & registered & (pl.col("index") > 0)
    rates = [rate for rate, _ in _RATES]
    drawn = look_up(table(rates[i] for i in slots([share for _, share in _RATES])), bits(random, 16, SLOT_BITS))
    own_pace = 80 + bits(random, 48, 16) % 41  # percent
    return frame.with_columns(
        registered=registered,
        rate=pl.when(idle).then(0).when(pl.col("index") == 0).then(rates[0]).otherwise(drawn * own_pace // 100),
        size=look_up(table(_SIZES), bits(random, 32, 6)).cast(pl.Int32),
    )


def _with_departure(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Adds leave_month: a life of geometric length, at the hazard of her channel, from the month she came."""
    lives = table(months for channel in CHANNELS for months in _lives(channel.hazard))
    draw = bits(numbers(seed, Stream.DEPARTURES, pl.col("index")), 0, SLOT_BITS)
    life = look_up(lives, pl.col("channel").cast(pl.Int64) * SLOTS + draw)
    leave = pl.when(pl.col("index") == 0).then(_FOREVER).otherwise(pl.col("first_month").clip(0) + life)
    return frame.with_columns(leave_month=leave.cast(pl.Int32))


def _lives(hazard: int) -> list[int]:
    """Quantiles, by slot, of the months that customers stay who leave at `hazard` per mille a month; at least 1."""
    whole = 2**40
    alive, months, lives = whole, 0, []
    for slot in reversed(range(SLOTS)):
        while alive * 2 * SLOTS > (2 * slot + 1) * whole:
            alive, months = alive * (1000 - hazard) // 1000, months + 1
        lives.append(max(1, months))
    return lives
