"""Portfolios of customers who buy again and leave, drawn with a fixed seed: what a model learns from."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FIRST = date(2023, 1, 1)
DAYS = 730
STATES = ("MG", "RJ", "SP", "")


@dataclass(frozen=True)
class Bought:
    """A sale line."""

    cliente: str
    data: date
    centavos: int
    canal: str


def bought(seed: int = 1, customers: int = 160, regularity: int = 1) -> list[Bought]:
    """Lines of customers who come over a year, buy at a rate of their own and leave with a chance of their own."""
    chance = Random(seed)  # noqa: S311 - a portfolio, no secret
    lines = []
    for number in range(customers):
        gap, leaves, spends = chance.gammavariate(2, 15) + 3, chance.betavariate(1, 6), chance.gammavariate(3, 4000)
        day = chance.randrange(DAYS * 2 // 3)
        while day < DAYS:
            cents = 100 + round(spends * chance.gammavariate(4, 0.25))
            lines.append(Bought(f"C{number:03}", FIRST + timedelta(day), cents, chance.choice(("loja", "site"))))
            if chance.random() < leaves:
                break
            day += max(1, round(chance.gammavariate(regularity, gap / regularity)))
    return lines


def register(lines: list[Bought]) -> dict[str, tuple[str, str]]:
    """Customer → state and seller."""
    known = sorted({line.cliente for line in lines})
    return {name: (STATES[at % 4], f"V{at % 7}") for at, name in enumerate(known)}


def written(folder: Path, lines: list[Bought], known: dict[str, tuple[str, str]] | None = None) -> Path:
    """The files of such a portfolio, in a folder that is made for them."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "vendas.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("cliente", "data", "valor", "canal"))
        rows.writerows((x.cliente, x.data, f"{x.centavos / 100:.2f}", x.canal) for x in lines)
    with (folder / "clientes.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("cliente", "uf", "vendedor"))
        rows.writerows((name, *told) for name, told in (register(lines) if known is None else known).items())
    return folder
