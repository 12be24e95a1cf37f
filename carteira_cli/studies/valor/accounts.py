"""The three accounts of what a portfolio is worth."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.analysis.run import Run
from carteira_cli.config.settings import WorthSettings
from carteira_cli.customers.contract_customers import SOURCE, contract_lines
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.kpis import contratos
from carteira_cli.studies.asking import asking
from carteira_cli.studies.valor.formulas import between, multiples_in_use
from carteira_cli.units import money_of_cents, number
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from carteira_cli.config.practice_values import Multiples
    from carteira_cli.customers.customers import CustomerBase

PREDICTED = "valor_carteira"
CENTS = 100


@dataclass(frozen=True)
class WorthAccount:
    """One account of what a portfolio is worth.

    Attributes:
        key: `ebitda`, `honorarios` or `previsao`.
        title: what it does, for people.
        bounds: cents, from the least to the most; None where it says nothing.
        basis: cents of what it multiplies; None where there is nothing, or nothing is multiplied.
        reason: why it says nothing, and what would have it speak; "" where it does.
        origin: where its amount comes from.
    """

    key: str
    title: str
    bounds: tuple[Fraction, Fraction] | None
    basis: int | None = None
    reason: str = ""
    origin: str = ""


@dataclass(frozen=True)
class PortfolioWorth:
    """The portfolio of a base on the last day of its period.

    Attributes:
        base: whose.
    """

    base: CustomerBase

    @property
    def day(self) -> int:
        """The day on which it is valued."""
        return self.base.period.end - 1

    @cached_property
    def multiples(self) -> Mapping[str, Multiples]:
        """Method → how many times."""
        return multiples_in_use(self.base.config.of(WorthSettings).multiplo)

    @cached_property
    def run(self) -> Run:
        """The prediction, as `ltv --metodo preditivo` has it."""
        return Run("ltv", asking(self.base, "ltv"), (PREDICTED,))

    @cached_property
    def accounts(self) -> tuple[WorthAccount, ...]:
        """All three, in the order of the table."""
        return self._of_ebitda(), self._of_fees(), self._of_prediction()

    def _of_ebitda(self) -> WorthAccount:
        cents = self.base.config.of(WorthSettings).ebitda
        if cents is None:
            return self._multiplied("ebitda", None, 'falta o EBITDA de um ano: --ebitda "R$ 150.000,00"', "")
        told = money_of_cents(cents)
        reason = f"o EBITDA informado, {told}, não é positivo: não há múltiplo de prejuízo" if cents <= 0 else ""
        return self._multiplied("ebitda", cents, reason, "informado")

    def _of_fees(self) -> WorthAccount:
        told = self.base.config.of(WorthSettings).honorarios
        if told is not None:
            reason = f"os honorários informados, {money_of_cents(told)}, não são positivos" if told <= 0 else ""
            return self._multiplied("honorarios", told, reason, "informados")
        if SOURCE not in self.base.ledgers:
            return self._multiplied(
                "honorarios", None, "não há contratos (assinaturas) nem --honorarios com o total de um mês", ""
            )
        lines = of_customers(contract_lines(self.base).lazy(), self.base)
        cents = contratos.monthly_revenue(lines, self.day)
        reason = "" if cents > 0 else f"nenhum contrato em vigor em {date_of(self.day)}"
        return self._multiplied("honorarios", cents, reason, f"contratos em vigor em {date_of(self.day)}")

    def _multiplied(self, method: str, cents: int | None, reason: str, origin: str) -> WorthAccount:
        told = self.multiples[method]
        many = " a ".join(dict.fromkeys(times(one) for one in (told.least, told.most)))
        title = f"{many} × {'EBITDA de um ano' if method == 'ebitda' else 'honorários de um mês'}"
        bounds = None if reason or cents is None else between(cents, told)
        return WorthAccount(method, title, bounds, cents, reason, origin)

    def _of_prediction(self) -> WorthAccount:
        run = self.run
        title = f"margem prevista em {run.foresight.horizon.length.words}"
        value = run.swept.totals[0].get(PREDICTED)
        if value is None or value.exact is None:
            reason = "sem margem conhecida ou sem compras de que prever: informe --margem 35%"
            return WorthAccount("previsao", title, None, None, reason)
        cents = Fraction(value.exact) * CENTS
        if cents <= 0:
            day = date_of(self.day)
            return WorthAccount("previsao", title, None, None, f"nenhum cliente de quem se espere algo depois de {day}")
        return WorthAccount("previsao", title, (cents, cents), None, "", "prevista por carteira ltv --metodo preditivo")


def times(one: Fraction) -> str:
    """A multiple as people type it: `7`, `6,5`."""
    return number(float(one), 0 if one.denominator == 1 else 2).removesuffix("0" if one.denominator != 1 else "")
