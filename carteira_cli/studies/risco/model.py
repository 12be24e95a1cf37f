"""What the model of repeat buying says of each customer, beside the rule of the cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from carteira_cli.days import add_months
from carteira_cli.engines.panel import CUSTOMER
from carteira_cli.prediction.asked import asked_of
from carteira_cli.prediction.outlook import Outlook

if TYPE_CHECKING:
    from carteira_cli.prediction.asked import Asked
    from carteira_cli.studies.risco.risk import Risk

SOON = 90  # days within which a purchase is looked for, whatever the window
YEAR = 12  # months of expected revenue
SCHEMA = {
    CUSTOMER: pl.String,
    "p_ativo": pl.Float64,
    "p_compra_90d": pl.Float64,
    "perda_modelo": pl.Float64,
    "esperado_modelo": pl.Float64,
}


def outlook_of(risk: Risk, asked: Asked | None = None) -> Outlook:
    """What the model of repeat buying, learnt from everybody's purchases before the end, expects from there on.

    Args:
        risk: whose purchases.
        asked: which model; None: as the run is told.
    """
    return Outlook(risk.purchases, risk.end, risk.base.window, asked or asked_of(risk.base.config))


def expected_of(outlook: Outlook, horizon: int) -> pl.DataFrame:
    """What is expected of each customer who bought before the day of an outlook.

    Args:
        outlook: of the customers.
        horizon: days of the window of inactivity, within which a purchase keeps a customer.

    Returns:
        As `SCHEMA`, by customer in bytewise order: P(alive); P(a purchase within `SOON` days); P(no purchase within the
        horizon); and the revenue of the next `YEAR` months in cents, purchase days expected in them × what is expected
        to be spent on each, undiscounted. No row without a model.
    """
    if outlook.choice is None:
        return pl.DataFrame(schema=SCHEMA)
    soon = outlook.buys(SOON)
    year = outlook.expected([add_months(outlook.end, YEAR) - outlook.end])[:, 0]
    return pl.DataFrame(
        {
            CUSTOMER: outlook.purchases.names.gather(outlook.frame["linha"]),
            "p_ativo": outlook.alive,
            "p_compra_90d": soon,
            "perda_modelo": 1 - (soon if horizon == SOON else outlook.buys(horizon)),
            "esperado_modelo": np.rint(year * outlook.spending.cents),
        },
        schema=SCHEMA,
    )
