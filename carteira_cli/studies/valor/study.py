"""`valor`: three accounts of what a portfolio is worth, side by side: two rules of a trade, and a prediction."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.analysis.run import Run
from carteira_cli.chart import ColumnChart, ColumnSeries
from carteira_cli.config.settings import WorthSettings
from carteira_cli.customers.contract_customers import SOURCE, check_filter, contract_lines
from carteira_cli.customers.open import Wanted
from carteira_cli.customers.selection import of_customers
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.kpis import contratos
from carteira_cli.report import Column, Table, plain
from carteira_cli.studies.asking import asking
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study
from carteira_cli.studies.valor import COMMAND
from carteira_cli.studies.valor.formulas import between, multiples_in_use
from carteira_cli.studies.valor.words import answer, notes, warnings
from carteira_cli.units import Depth, Unit, money_of_cents, number
from carteira_cli.words import date_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.config.resolve import Config
    from carteira_cli.config.worth_values import Multiples
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Reading
    from carteira_cli.rows import Cell

PREDICTED = "valor_carteira"
CENTS = 100


@dataclass(frozen=True)
class Account:
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
class Worth:
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
    def accounts(self) -> tuple[Account, ...]:
        """All three, in the order of the table."""
        return self._of_ebitda(), self._of_fees(), self._of_prediction()

    def _of_ebitda(self) -> Account:
        cents = self.base.config.of(WorthSettings).ebitda
        if cents is None:
            return self._multiplied("ebitda", None, 'falta o EBITDA de um ano: --ebitda "R$ 150.000,00"', "")
        told = money_of_cents(cents)
        reason = f"o EBITDA informado, {told}, não é positivo: não há múltiplo de prejuízo" if cents <= 0 else ""
        return self._multiplied("ebitda", cents, reason, "informado")

    def _of_fees(self) -> Account:
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

    def _multiplied(self, method: str, cents: int | None, reason: str, origin: str) -> Account:
        told = self.multiples[method]
        times = " a ".join(dict.fromkeys(_times(one) for one in (told.least, told.most)))
        title = f"{times} × {'EBITDA de um ano' if method == 'ebitda' else 'honorários de um mês'}"
        bounds = None if reason or cents is None else between(cents, told)
        return Account(method, title, bounds, cents, reason, origin)

    def _of_prediction(self) -> Account:
        run = self.run
        title = f"margem prevista em {run.foresight.horizon.length.words}"
        value = run.swept.totals[0].get(PREDICTED)
        if value is None or value.exact is None:
            reason = "sem margem conhecida ou sem compras de que prever: informe --margem 35%"
            return Account("previsao", title, None, None, reason)
        cents = Fraction(value.exact) * CENTS
        if cents <= 0:
            day = date_of(self.day)
            return Account("previsao", title, None, None, f"nenhum cliente de quem se espere algo depois de {day}")
        return Account("previsao", title, (cents, cents), None, "", "prevista por carteira ltv --metodo preditivo")


def wanted(config: Config) -> Wanted:
    """What it reads: as the prediction, with the contracts' own columns where contracts say who is active."""
    found = Wanted.of_indicators((PREDICTED,), config)
    return replace(found, useful=tuple(dict.fromkeys((*found.useful, "clientes"))))


def study(base: CustomerBase) -> Study:
    """What a portfolio is worth at the end of a period, by each account that has something to go on.

    Raises:
        DataError: none has.
        UsageError: the filter is one on sales, and contracts are asked.
    """
    if SOURCE in base.ledgers:
        check_filter(base)
    found = Worth(base)
    known = [one for one in found.accounts if one.bounds is not None]
    if not known:
        raise DataError(
            f"não há de que tirar o valor da carteira: {'; '.join(one.reason for one in found.accounts)}",
            'informe --ebitda "R$ 150.000,00" ou --honorarios "R$ 50.000,00"',
        )
    return Study(
        readings=tuple(_readings(found)),
        tables=(_table(found),),
        charts=(_picture(found),),
        notes=tuple(notes(found)),
        warnings=tuple(warnings(found)),
        rules=(*_rules(found), *found.run.foresight.rules),
        main="valor",
        answer=answer(found),
    )


def _rules(found: Worth) -> Iterator[tuple[str, Cell]]:
    for method, told in found.multiples.items():
        yield f"multiplo_{method}", f"{_times(told.least)}-{_times(told.most)}"


def _readings(found: Worth) -> Iterator[Reading]:
    ebitda, fees, predicted = (one.bounds or (None, None) for one in found.accounts)
    for key, cents in (
        ("valor_ebitda_min", ebitda[0]),
        ("valor_ebitda_max", ebitda[1]),
        ("valor_honorarios_min", fees[0]),
        ("valor_honorarios_max", fees[1]),
        ("valor_previsto_carteira", predicted[0]),
    ):
        yield reading(COMMAND, key, _reais(cents), depth=Depth.FULL)


def _table(found: Worth) -> Table:
    columns = (
        Column("metodo", "Conta", depth=Depth.DATA),
        Column("conta", "Conta"),
        Column("base", "Sobre", Unit.REAIS),
        Column("minimo", "Mínimo", Unit.REAIS),
        Column("maximo", "Máximo", Unit.REAIS),
        Column("origem", "De onde vem", depth=Depth.FULL),
        Column("motivo", "Por que n/d", depth=Depth.FULL),
    )
    rows = tuple(
        (
            one.key,
            one.title,
            None if one.basis is None else one.basis / CENTS,
            *(_reais(bound) for bound in one.bounds or (None, None)),
            one.origin or None,
            one.reason or None,
        )
        for one in found.accounts
    )
    return Table("valor", "Quanto vale a carteira, por conta", columns, rows)


def _picture(found: Worth) -> ColumnChart:
    """From the least to the most of each account."""
    bounds = [one.bounds for one in found.accounts]
    least = tuple(_reais(one[0] if one else None) for one in bounds)
    more = tuple(_reais(one[1] - one[0] if one else None) for one in bounds)
    return ColumnChart(
        "valor",
        "Quanto vale a carteira, por conta",
        Unit.REAIS,
        ("EBITDA", "honorários", "previsão"),
        (ColumnSeries("mínimo", least), ColumnSeries("até o máximo", more)),
        depth=Depth.FULL,
    )


def _reais(cents: Fraction | None) -> float | None:
    return None if cents is None else float(plain(Fraction(round(cents), CENTS)) or 0)


def _times(one: Fraction) -> str:
    return number(float(one), 0 if one.denominator == 1 else 2).removesuffix("0" if one.denominator != 1 else "")
