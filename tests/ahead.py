"""Portfolios whose customers buy in cycles and leave, for tests of what is predicted of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from tests.running import sales

if TYPE_CHECKING:
    from pathlib import Path

FIRST = date(2022, 1, 1)
SELLERS = ("Ana", "Bia", "Caio")
Line = tuple[str, str, str]


def buyers(customers: int = 160, days: int = 1000, seed: int = 7, regularity: int = 2) -> list[Line]:
    """Customers who come at any time of the first nine tenths, buy in cycles and leave after some purchase."""
    chance = np.random.default_rng(seed)
    found = []
    for number in range(customers):
        rate = regularity * chance.gamma(2.0, 1 / 50)
        leaves, spends = chance.beta(1.2, 20.0), chance.gamma(4.0, 50.0)
        at = float(chance.integers(0, days * 9 // 10))
        while at < days:
            day = FIRST + timedelta(days=int(at))
            found.append((f"C{number:04}", day.isoformat(), f"{max(0.01, chance.gamma(5.0, spends / 5)):.2f}"))
            if chance.random() < leaves:
                break
            at += chance.gamma(regularity, 1 / rate)
    return found


def written(folder: Path, lines: list[Line]) -> Path:
    """A folder with these sales, and the seller of each customer."""
    folder.mkdir(exist_ok=True)
    sales(folder, *(",".join(line) for line in lines))
    register = sorted({line[0] for line in lines})
    rows = [f"{one},{SELLERS[place % len(SELLERS)]}" for place, one in enumerate(register)]
    return sales(folder, *rows, header="cliente,vendedor", name="clientes.csv")
