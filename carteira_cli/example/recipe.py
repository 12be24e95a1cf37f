"""What an example portfolio is asked to be."""

from __future__ import annotations

from datetime import date
from typing import Literal

from carteira_cli.dataclass import dataclass
from carteira_cli.days import to_day
from carteira_cli.errors import UsageError
from carteira_cli.words import date_of

FileFormat = Literal["csv", "parquet"]

MAX_CUSTOMERS = 50_000_000  # roots of CNPJ are eight digits and must not repeat
MAX_LINES = 10_000_000_000
MAX_MONTHS = 600
FIRST_YEAR, LAST_YEAR = 1960, 2100


@dataclass(frozen=True)
class Recipe:
    """Size, span and seed of an example portfolio.

    Attributes:
        customers: rows of the register of customers.
        sales_lines: lines of the sales file, returns and cancelled orders included; exact.
        months: calendar months of sales, counted back from `end`.
        end: the day of the last sale.
        seed: another seed, another portfolio; the same seed, the same bytes.

    Raises:
        UsageError: the numbers contradict each other.
    """

    customers: int = 400
    sales_lines: int = 12_000
    months: int = 24
    end: date = date(2024, 12, 31)
    seed: int = 1

    def __post_init__(self) -> None:
        _between("--clientes", self.customers, 1, MAX_CUSTOMERS)
        _between("--vendas", self.sales_lines, 1, MAX_LINES)
        _between("--meses", self.months, 1, MAX_MONTHS)
        if self.sales_lines < self.customers:
            raise UsageError(
                f"{self.sales_lines} linhas de vendas são poucas para {self.customers} clientes",
                f"use --vendas {self.customers} ou mais, ou menos clientes em --clientes",
            )
        first_year = self.end.year - -(-self.months // 12)
        if first_year < FIRST_YEAR or self.end.year > LAST_YEAR:
            raise UsageError(
                f"{self.months} meses até {date_of(to_day(self.end))} saem do calendário aceito",
                f"escolha --fim e --meses de modo que tudo fique entre {FIRST_YEAR + 1} e {LAST_YEAR}",
            )


def _between(option: str, value: int, low: int, high: int) -> None:
    """Refuses a number out of its range."""
    if not low <= value <= high:
        raise UsageError(
            f"{option} não aceita {value}",
            f"escolha um número inteiro de {low} a {high}, como {option} {low}",
        )
