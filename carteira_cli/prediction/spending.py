"""What each customer is expected to spend at a purchase: her own mean, drawn towards everybody's the less is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from carteira_cli.models.gammagamma import FittedSpending
    from carteira_cli.models.histories import Floats

DEPENDENT = 0.3  # correlation of mean spending with frequency from which on the two go together


@dataclass(frozen=True, eq=False)
class Spending:
    """What customers spend at a purchase.

    Attributes:
        cents: expected of each, a number a row of the histories.
        fitted: Gamma-Gamma; None where it has no mean, or too few bought again.
        correlation: of mean spending with frequency, over those who bought again; None of fewer than three.
        without: how many bought again and brought nothing, all given back: they tell nothing of what one spends.
    """

    cents: Floats
    fitted: FittedSpending | None
    correlation: float | None
    without: int

    @property
    def dependent(self) -> bool:
        """Whether who buys oftener spends more, or less, each time: the model takes the two for unrelated."""
        return self.correlation is not None and abs(self.correlation) > DEPENDENT


def spending_of(histories: pl.DataFrame) -> Spending:
    """What each customer spends at a purchase after the first.

    Args:
        histories: `Purchases.histories`.
    """
    from carteira_cli.models.gammagamma import fit_spending, spending_correlation  # weight: for money ahead

    again = histories.filter((pl.col("repetidas") > 0) & (pl.col("centavos") > 0))
    counted = (
        again.group_by("repetidas", "centavos").agg(clientes=pl.len().cast(pl.Int64)).sort("repetidas", "centavos")
    )
    repeats, weight = counted["repetidas"].to_numpy(), counted["clientes"].to_numpy()
    reais = counted["centavos"].to_numpy() / repeats / 100
    fitted = fit_spending(repeats, reais, weight)
    correlation = spending_correlation(repeats, reais, weight)
    x = histories["repetidas"].to_numpy()
    own = np.where(x > 0, np.maximum(histories["centavos"].to_numpy(), 0) / np.maximum(x, 1), 0.0)
    if fitted is not None and fitted.population_mean is not None:
        cents = 100 * fitted.mean(x, own / 100)
    else:
        total, times = int(counted["centavos"].dot(counted["clientes"]) or 0), int((repeats * weight).sum())
        cents = np.where(x > 0, own, total / times if times else 0.0)
    without = int(((histories["repetidas"] > 0) & (histories["centavos"] <= 0)).sum())
    return Spending(cents, fitted, correlation, without)
