"""Random portfolios whose customers live in states."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from tests.strategies import STATES, write_csv

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

    from tests.strategies import Portfolio


def with_states(portfolio: Portfolio, folder: Path, chance: Random) -> Path:
    """The files of a portfolio, whose register has a state for most of the customers of the sales."""
    write_csv(portfolio, folder)
    known = sorted({sale.cliente for sale in portfolio.sales} | set(portfolio.register or ()))
    with (folder / "clientes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("cliente", "uf"))
        writer.writerows((one, chance.choice(STATES)) for one in known if chance.random() < 0.9)
    return folder
