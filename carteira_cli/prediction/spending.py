"""What each customer is expected to spend at a purchase: her own mean, drawn towards everybody's the less is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass

if TYPE_CHECKING:
    from carteira_cli.models.gammagamma import FittedSpend, Spends
    from carteira_cli.models.histories import Floats

DEPENDENT = 0.3  # correlation of mean spending with frequency from which on the two go together
_CENTS = 100


@dataclass(frozen=True, eq=False)
class Spending:
    """What customers spend at a purchase.

    Attributes:
        cents: expected of each, a number a row of the histories.
        fitted: Gamma-Gamma, where it says so; None: each one's own mean does, and of who bought once that of those who
            came back or, where nothing is modelled at all, what she spent.
        correlation: of mean spending with frequency, over those who bought again; None where nothing varies.
        without: how many bought again and brought nothing, all given back: they tell nothing of what one spends.
    """

    cents: Floats
    fitted: FittedSpend | None
    correlation: float | None
    without: int

    @property
    def dependent(self) -> bool:
        """Whether who buys oftener spends more, or less, each time: the model takes the two for unrelated."""
        return self.correlation is not None and abs(self.correlation) > DEPENDENT


def spending_of(histories: pl.DataFrame, learnt: pl.DataFrame | None = None, *, modelled: bool = True) -> Spending:
    """What each customer spends at a purchase after the first.

    Args:
        histories: `Purchases.histories`, of whom it is said.
        learnt: the same of an earlier day, from which it is learnt; None: from these.
        modelled: whether enough is known for a model; else the mean of all purchases of each, the first one too, is
            what she spends: Σ net revenue, 0 at least, ÷ purchase days.
    """
    from carteira_cli.models.gammagamma import fitted_spend, spend_correlation  # weight: for money ahead

    spends, mean = _spends(histories if learnt is None else learnt)
    correlation = spend_correlation(spends).pearson if spends.customers else None
    dependent = correlation is not None and abs(correlation) > DEPENDENT
    fitted = fitted_spend(spends) if modelled and spends.customers and not dependent else None
    if fitted is not None and fitted.model.population_mean is None:
        fitted = None
    without = int(((histories["repetidas"] > 0) & (histories["centavos"] <= 0)).sum())
    x, cents = histories["repetidas"].to_numpy(), histories["centavos"].to_numpy()
    if not modelled:
        return Spending(np.maximum(histories["total"].to_numpy(), 0) / (x + 1), None, correlation, without)
    own = np.where(x > 0, np.maximum(cents, 0) / np.maximum(x, 1), 0.0)
    if fitted is None:
        found = np.where(x > 0, own, mean)
    else:
        found = _CENTS * np.where(x > 0, fitted.model.mean(x, own / _CENTS), fitted.model.population_mean or 0.0)
    return Spending(found, fitted, correlation, without)


def _spends(histories: pl.DataFrame) -> tuple[Spends, float]:
    """What those spent who bought again and paid, in reais; and the mean of all their purchases, in cents."""
    from carteira_cli.models.gammagamma import Spends  # weight: for money ahead

    again = histories.filter((pl.col("repetidas") > 0) & (pl.col("centavos") > 0))
    counted = (
        again.group_by("repetidas", "centavos").agg(clientes=pl.len().cast(pl.Int64)).sort("repetidas", "centavos")
    )
    repeats, cents, weight = (counted[name].to_numpy() for name in ("repetidas", "centavos", "clientes"))
    total, times = int((cents * weight).sum()), int((repeats * weight).sum())
    return Spends.of(repeats, cents / np.maximum(repeats, 1) / _CENTS, weight), total / times if times else 0.0
