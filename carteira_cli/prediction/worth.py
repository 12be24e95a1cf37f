"""What each customer is worth over a horizon: expected purchases × expected spending, discounted month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER

if TYPE_CHECKING:
    from fractions import Fraction

    from carteira_cli.config.prediction_values import Discount
    from carteira_cli.period import Window
    from carteira_cli.prediction.outlook import Outlook

_MONTH = 1461 / 48  # days of a month, where a horizon is in days
_STEP = 30  # days after which such a horizon is discounted again


@dataclass(frozen=True)
class Horizon:
    """How far ahead, and at what discount.

    Attributes:
        length: in months or days.
        discount: what later money is worth less.
    """

    length: Window
    discount: Discount

    def steps(self, day: int) -> tuple[list[int], list[float]]:
        """Days after `day` at which money is counted, ascending, and what it is worth there."""
        if self.length.unit == "m":
            months = range(1, self.length.length + 1)
            days = [add_months(day, month) - day for month in months]
            factors = [self.discount.factor(month) for month in months]
        else:
            days = [*range(_STEP, self.length.length, _STEP), self.length.length]
            factors = [self.discount.factor(one / _MONTH) for one in days]
        return (days[-1:], factors[-1:]) if self.discount.rate == 0 else (days, factors)


def worths(outlook: Outlook, horizon: Horizon, margin: Fraction) -> pl.DataFrame:
    """What each customer who ever bought is worth from the day of an outlook on.

    Returns:
        By `cliente` in bytewise order: `cliente`, `p_ativo` (P(alive); null without a model), `compras_previstas`
        (purchase days within the horizon), `ticket_previsto` (Float64 cents at a purchase) and `valor_previsto` (Int64
        cents: discounted, × margin).
    """
    days, factors = horizon.steps(outlook.end)
    expected = outlook.expected(days)
    discounted = np.diff(expected, axis=1, prepend=0.0) @ np.asarray(factors)
    nothing = pl.repeat(None, outlook.frame.height, dtype=pl.Float64, eager=True)
    value = np.rint(discounted * outlook.spending.cents * float(margin))
    return pl.DataFrame(
        {
            CUSTOMER: outlook.purchases.names.gather(outlook.frame["linha"]),
            "p_ativo": outlook.alive if outlook.choice is not None else nothing,
            "compras_previstas": expected[:, -1],
            "ticket_previsto": outlook.spending.cents,
            "valor_previsto": value.astype(np.int64),
        }
    )
