"""Leads: those who became customers, and about three times as many who did not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.example.chance import SLOT_BITS, Stream, bits, look_up, numbers, slots, table
from carteira_cli.example.labels import MONEY, CustomerIds, channel_of, dated, money, named, numbered, seller_of
from carteira_cli.example.vocabulary import CHANNELS, SELLERS, STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.example.clock import Clock
    from carteira_cli.example.recipe import Recipe

_CHUNK = 250_000  # rows
_TRACKED_PERCENT = 85  # newcomers who came as leads
_LOST_PER_TRACKED = 3
_OPEN_DAYS = 45  # leads younger than that may still be open
_WON = STAGES.index("ganho")
_LOST = STAGES.index("perdido")
_VALUES = (80, 120, 150, 180, 220, 260, 300, 350, 420, 500, 600, 750, 950, 1300, 1900, 3200)  # tens of reais

SCHEMA: dict[str, pl.DataType] = {
    "lead": pl.String(),
    "data": pl.Date(),
    "data_conversao": pl.Date(),
    "cliente": pl.String(),
    "origem": pl.String(),
    "etapa": pl.String(),
    "vendedor": pl.String(),
    "valor": MONEY,
}


def lead_rows(recipe: Recipe, clock: Clock, customers: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Every lead, by date, some rows at a time.

    Args:
        recipe: for the seed and the width of the ids.
        clock: of the span.
        customers: as of `make_customers`.

    Yields:
        Rows with the columns of SCHEMA. A converted lead names its customer, who first buys on that day or later.
    """
    newcomers = customers.filter((pl.col("joined") >= 0) & (pl.col("rate") > 0) & pl.col("registered"))
    won = _won(newcomers, recipe.seed)
    count = max(1, newcomers.height * _TRACKED_PERCENT // 100 * _LOST_PER_TRACKED)
    leads = pl.concat([won, _lost(count, clock, recipe.seed)]).sort("day", "won", "key")
    leads = leads.with_columns(number=pl.int_range(1, pl.len() + 1))
    digits = max(5, len(str(leads.height)))
    ids = CustomerIds.of(recipe)
    for chunk in leads.iter_slices(_CHUNK):
        yield chunk.select(
            lead=numbered("L", pl.col("number"), digits),
            data=dated(clock.start, pl.col("day")),
            data_conversao=dated(clock.start, pl.col("converted")),
            cliente=ids.of_index(pl.when("won").then("key")),
            origem=channel_of(pl.col("channel")),
            etapa=named(STAGES, pl.col("stage")),
            vendedor=seller_of(pl.col("seller")),
            valor=money(pl.col("cents")),
        )


def _won(newcomers: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Leads that became customers: created 2 to 90 days before, soon rather than late."""
    random = pl.col("random")
    fast, slow = bits(random, 16, 16) % 30, bits(random, 32, 16) % 60
    waited = 2 + fast + pl.when(bits(random, 48, 2) == 0).then(slow).otherwise(0)
    return (
        newcomers.with_columns(random=numbers(seed, Stream.LEADS, pl.col("index")))
        .filter(bits(random, 0, 16) % 100 < _TRACKED_PERCENT)
        .select(
            won=pl.lit(True),
            key=pl.col("index"),
            day=(pl.col("converted") - waited).cast(pl.Int32),
            converted=pl.col("converted").cast(pl.Int32),
            channel=pl.col("channel"),
            stage=pl.lit(_WON, pl.UInt8),
            seller=pl.col("seller"),
            cents=_cents(),
        )
        .filter(pl.col("day") >= 0)  # who asked before the span bought, but her lead is not in the file
    )


def _lost(count: int, clock: Clock, seed: int) -> pl.DataFrame:
    """Leads that did not, or not yet."""
    random = pl.col("random")
    frame = pl.select(key=pl.int_range(count)).with_columns(
        random=numbers(seed, Stream.LOST_LEADS, pl.col("key")),
        reading=pl.col("key") * (clock.total // count) + pl.col("key") * (clock.total % count) // count,
    )
    day = table(clock.elapsed).search_sorted(frame["reading"], side="right").cast(pl.Int32) - 1
    recent = pl.lit(day) >= clock.days - _OPEN_DAYS
    stage = bits(random, 0, 16) % pl.when(recent).then(_LOST + 1).otherwise(10)
    channels = table(slots([channel.weight * channel.cost for channel in CHANNELS]))
    sellers = table(slots([weight for _, weight in SELLERS]))
    return frame.select(
        won=pl.lit(False),
        key=pl.col("key"),
        day=day,
        converted=pl.lit(None, pl.Int32),
        channel=look_up(channels, bits(random, 16, SLOT_BITS)).cast(pl.UInt8),
        stage=stage.clip(0, _LOST).cast(pl.UInt8),
        seller=look_up(sellers, bits(random, 26, SLOT_BITS)).cast(pl.UInt8),
        cents=_cents(),
    )


def _cents() -> pl.Expr:
    """What the seller hopes for, in cents, whole tens of reais."""
    return look_up(table(_VALUES), bits(pl.col("random"), 58, 4)) * 1000
