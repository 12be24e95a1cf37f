"""Write the contracts of an invented company that sells software by subscription, always the same ones.

Usage: python examples/assinaturas/gerar.py [FOLDER]
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

CUSTOMERS = 120
FIRST, EXPORTED = date(2022, 1, 3), date(2024, 12, 31)
RENEWED, CHANGED, GONE = 40, 62, 82  # of a hundred: from where on an end is another fate
NEAR = timedelta(days=60)  # how long before its end some renew
YEARLY = {"Profissional": 349, "Empresa": 890}  # a year at a time, renewed or not
MONTHLY = "Essencial"  # goes on until it is cancelled
PRICES = {MONTHLY: 149, **YEARLY, "Suporte 24h": 120}  # reais a month
LADDER = (MONTHLY, *YEARLY)
SELLERS = ("Bruna Tavares", "Caio Menezes", "Lívia Rocha", "Otávio Pires")
SEGMENTS = ("Clínica", "Contabilidade", "Escola", "Oficina", "Restaurante", "Varejo")
STATES = ("SP", "SP", "SP", "MG", "MG", "PR", "RJ", "RS", "BA", "PE")
NAMES = ("Aurora", "Boa Vista", "Central", "Dom Pedro", "Esperança", "Horizonte", "Ipê", "Jatobá", "Leste", "Modelo")
ENDINGS = ("Ltda", "ME", "e Filhos", "& Cia", "do Vale", "Unidos")


@dataclass(frozen=True)
class Contract:
    """A line of `assinaturas.csv`."""

    customer: str
    start: date
    end: date | None
    price: int
    plan: str


def chance(below: int, *what: object) -> int:
    """A number from 0 to below − 1 that depends on nothing but what it is drawn for."""
    return int.from_bytes(sha256("/".join(map(str, what)).encode()).digest()[:8], "big") % below


def months_later(day: date, months: int) -> date:
    """The same day of a later month; all starts are on days that every month has."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, day.day)


def contracts_of(number: int) -> list[Contract]:
    """All contracts of a customer, as an export of the day `EXPORTED` has them."""
    customer = f"S{number:03}"
    start = FIRST + timedelta(days=chance(1000, customer, "start"))
    start = start.replace(day=min(start.day, 28))
    plan = LADDER[(0, 0, 1, 1, 1, 2)[chance(6, customer, "plan")]]
    found: list[Contract] = []
    for turn in range(40):
        price = PRICES[plan] * (100 - 5 * chance(3, customer, turn, "discount")) // 100
        months = 12 if plan in YEARLY else 3 + chance(22, customer, turn, "months")
        end = months_later(start, months)
        fate = chance(100, customer, turn, "fate")
        if end > EXPORTED:
            found.append(Contract(customer, start, end if plan in YEARLY else None, price, plan))
            ahead = end - EXPORTED < NEAR and fate < RENEWED and plan in YEARLY
            if ahead:  # renewed before it ends
                found.append(Contract(customer, end, months_later(end, 12), price, plan))
            break
        found.append(Contract(customer, start, end, price, plan))
        if fate >= GONE:  # gone, one in three of whom comes back
            if chance(3, customer, turn, "back"):
                break
            end = months_later(end, 2 + chance(5, customer, turn, "pause"))
            if end > EXPORTED:
                break
        elif fate >= CHANGED or plan == MONTHLY:
            rung = LADDER.index(plan) + (1 if fate % 4 else -1)
            plan = LADDER[max(0, min(rung, len(LADDER) - 1))]
        start = end
    if chance(6, customer, "support") == 0:
        first = found[-1]
        found.append(Contract(customer, first.start, first.end, PRICES["Suporte 24h"], "Suporte 24h"))
    return found


def register_of(number: int) -> tuple[str, ...]:
    """A customer's line of `clientes.csv`."""
    customer = f"S{number:03}"
    segment = SEGMENTS[chance(len(SEGMENTS), customer, "segment")]
    name = f"{segment} {NAMES[number % 10]} {ENDINGS[number // 10 % 6]}"
    state = STATES[chance(len(STATES), customer, "state")]
    since = min(contract.start for contract in contracts_of(number))
    return customer, name, state, segment, SELLERS[chance(len(SELLERS), customer, "seller")], since.isoformat()


def main(folder: Path) -> None:
    """Write both files."""
    numbers = range(1, CUSTOMERS + 1)
    lines = sorted(
        (line for number in numbers for line in contracts_of(number)),
        key=lambda line: (line.start, line.customer, line.plan),
    )
    with (folder / "clientes.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("cliente", "nome", "uf", "segmento", "vendedor", "data_cadastro"))
        writer.writerows(register_of(number) for number in numbers)
    with (folder / "assinaturas.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("cliente", "inicio", "fim", "valor_mensal", "plano"))
        writer.writerows((line.customer, line.start, line.end or "", f"{line.price}.00", line.plan) for line in lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
