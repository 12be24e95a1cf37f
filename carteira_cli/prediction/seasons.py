"""The season as purchases tell it: a clock that runs faster in months in which everybody buys more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.models.season import MONTHS, THOUSAND, SeasonClock, estimated_clock, observed_by_month

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from carteira_cli.models.buying import BuyingModel
    from carteira_cli.prediction.outlook import Outlook

LEAST_MONTHS = 24  # of history, below which a year is no season


def told_clock(indices: Sequence[Fraction]) -> SeasonClock:
    """A clock of twelve factors, January first, brought to a mean of 1."""
    mean = sum(indices) / MONTHS
    return SeasonClock(tuple(max(1, round(THOUSAND * one / mean)) for one in indices))


def clock_before(outlook: Outlook) -> SeasonClock:
    """The season of the purchases before the day of an outlook.

    Args:
        outlook: on a clock without seasons, with a model.
    """
    frame = outlook.frame
    first = frame.group_by("primeira").agg(clientes=pl.len().cast(pl.Int64)).sort("primeira")
    bought = outlook.purchases.days.filter(pl.col("compra") & (pl.col("data") < outlook.end))
    again = bought.join(frame.select("linha", "primeira"), on="linha").filter(pl.col("data") > pl.col("primeira"))
    days = first["primeira"].cast(pl.Int64).to_numpy()
    until = outlook.end - 1
    observed = observed_by_month(again["data"].cast(pl.Int64).to_numpy(), int(days[0]), until)

    def fit(clock: SeasonClock) -> BuyingModel:
        choice = replace(outlook, clock=clock).choice
        if choice is None:
            raise ValueError("no season without a model")
        return choice.model.in_unit(1 / (THOUSAND * outlook.asked.days))

    return estimated_clock(fit, days, first["clientes"].to_numpy(), np.asarray(observed), until)
