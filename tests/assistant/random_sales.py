"""Sales that a number draws: customers who come and go, money given back, states that change."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def random_folder(folder: Path, seed: int) -> Path:
    """Sales of two years to some customers, with states."""
    drawn = Random(seed)  # noqa: S311 - no secret
    rows = ["cliente,data,valor,uf"]
    for place in range(drawn.randrange(20, 60)):
        day = date(2023, 1, 1) + timedelta(days=drawn.randrange(500))
        while day < date(2024, 10, 1) and drawn.random() < 0.95:
            rows.append(
                f"C{place:03},{day},{drawn.randrange(-500, 90000) / 100:.2f},{drawn.choice(('SP', 'RJ', 'MG'))}"
            )
            day += timedelta(days=drawn.randrange(3, 90))
    (folder / "vendas.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder
