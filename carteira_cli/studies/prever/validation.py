"""`prever --validar`: customer by customer, what earlier days expected of her against what she did."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.dataclass import dataclass
from carteira_cli.models.backtesting import Bands, Person, calibration, people
from carteira_cli.studies.prever.methods import MODEL, NAIVE, SEASONAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.period import Period
    from carteira_cli.studies.prever.ahead import Ahead
    from carteira_cli.studies.prever.origins import Origins
