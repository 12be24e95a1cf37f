"""How old the data behind the verdicts are: a gate over an export that stopped stays green for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

import narwhals.stable.v2 as nw

from carteira_cli.checks.judge import Subject
from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.idade import AGE, age, stale_after
from carteira_cli.period import is_relative
from carteira_cli.units import number
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase


@dataclass(frozen=True)
class Age:
    """The age of a portfolio's data.

    Attributes:
        base: the customers.
        today: the day that it is, or is to be taken for; None where nobody says.
    """

    base: CustomerBase
    today: int | None

    @property
    def last_sale(self) -> int | None:
        """The last day with a valid sale that is not still to come."""
        sales = self.base.ledgers.get("vendas")
        if sales is None or self.today is None:
            return None
        if sales.last_day is None or sales.last_day <= self.today:
            return sales.last_day
        found = sales.ask(
            lambda lines: lines.filter(~nw.col("cancelada")).select(nw.col("data").max()), None, self.today + 1
        )
        last: int | None = found.item()
        return last

    def subject(self) -> Subject:
        """The age as a number to be judged."""
        if "vendas" not in self.base.ledgers:
            return Subject(None, "falta a fonte: vendas")
        last = self.last_sale
        if last is None or self.today is None:
            return Subject(None, "não há venda válida")
        return Subject(age(last, self.today))

    def warnings(self, *, limited: bool) -> Iterator[str]:
        """That the data are older than two periods, where no limit says how old they may be.

        A period that is named is over, and no newer data would change it.

        Args:
            limited: whether there is such a limit.
        """
        last, asked = self.last_sale, self.base.asked
        if limited or last is None or self.today is None or not is_relative(self.base.config.question.periodo):
            return
        days = age(last, self.today)
        if days > stale_after(asked.end - asked.start):
            yield (
                f"os dados estão parados: a última venda é de {date_of(last)}, {number(days, 0)} dias antes "
                f"de {date_of(self.today)}, mais de dois períodos como {asked.label}; veja se a exportação "
                f'parou ([[limites]] com indicador = "{AGE.key}" e erro = "> 45 dias" faz disto um erro)'
            )
