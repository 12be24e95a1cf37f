"""A folder of sales whose customers, sellers, towns and segments have the worst of names."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAMES = (
    "<script>alert(1)</script>",
    "'\"><img src=x onerror=alert(1)>",
    "</style></title></svg><b>fim</b>",
    '=HYPERLINK("http://mau.example";"clique")',
    "=cmd()|'/c calc'!A1",
    "\x1b[31mvermelho\x07\x00fim",
    "x" * 500,
    "palavra " * 62,
    "\u202egnp.exe",
    "שלום עולם مرحبا",
    "😀👩‍👩‍👧 Padaria 日本",
    "{{7*7}}{% raw %}&amp;<wbr>",
    "-->]]>--!><!--",
    "javascript:alert(1) http://mau.example/?a=1&b=2",
    "São João & Cia",
)
CUSTOMERS, FIRST, DAYS = 60, date(2023, 1, 2), 730
CLEAN = ("Ana", "Bia", "Caio")


def hostile_folder(folder: Path) -> Path:
    """Sales of two years to customers with such names, in a folder: some stop buying, some have just come."""
    drawn = Random(16)  # noqa: S311 - no secret
    keys = [f"C{place:03}" for place in range(CUSTOMERS)]
    with (folder / "clientes.csv").open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(("cliente", "nome", "segmento", "cidade", "vendedor"))
        for place, key in enumerate(keys):
            name = NAMES[place % len(NAMES)].replace("\x00", "")
            some = [NAMES[(place + step) % len(NAMES)].replace("\x00", "") for step in (1, 2)]
            written.writerow((key, name, *some, NAMES[place % 4] if place % 2 else CLEAN[place % len(CLEAN)]))
    with (folder / "vendas.csv").open("w", newline="", encoding="utf-8") as file:
        written = csv.writer(file)
        written.writerow(("cliente", "data", "valor"))
        for place, key in enumerate(keys):
            day = FIRST + timedelta(days=drawn.randrange(0, 600))
            last = FIRST + timedelta(days=DAYS - (drawn.randrange(20, 200) if place % 3 else 1))
            while day <= last:
                written.writerow((key, day.isoformat(), f"{drawn.randrange(1000, 900000) / 100:.2f}"))
                day += timedelta(days=drawn.randrange(6, 40))
    return folder
