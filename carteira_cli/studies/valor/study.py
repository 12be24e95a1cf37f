"""`valor`: three accounts of what a portfolio is worth, side by side: two rules of a trade, and a prediction."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.chart import ColumnChart, ColumnSeries
from carteira_cli.customers.contract_customers import SOURCE, check_filter
from carteira_cli.customers.open import Wanted
from carteira_cli.errors import DataError
from carteira_cli.report import Column, Table, plain
from carteira_cli.studies.readings import reading
from carteira_cli.studies.study import Study
from carteira_cli.studies.valor import COMMAND
from carteira_cli.studies.valor.accounts import CENTS, PREDICTED, PortfolioWorth, times
from carteira_cli.studies.valor.words import answer, notes, warnings
from carteira_cli.units import Depth, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.report import Reading
    from carteira_cli.rows import Cell


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
    found = PortfolioWorth(base)
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


def _rules(found: PortfolioWorth) -> Iterator[tuple[str, Cell]]:
    for method, told in found.multiples.items():
        yield f"multiplo_{method}", f"{times(told.least)}-{times(told.most)}"


def _readings(found: PortfolioWorth) -> Iterator[Reading]:
    ebitda, fees, predicted = (one.bounds or (None, None) for one in found.accounts)
    told = (
        ("valor_ebitda_min", ebitda[0]),
        ("valor_ebitda_max", ebitda[1]),
        ("valor_honorarios_min", fees[0]),
        ("valor_honorarios_max", fees[1]),
        ("valor_previsto_carteira", predicted[0]),
    )
    for key, cents in sorted(told, key=lambda one: one[1] is None):  # a page has the first of them as cards
        yield reading(COMMAND, key, _reais(cents), depth=Depth.DATA if cents is None else Depth.FULL)


def _table(found: PortfolioWorth) -> Table:
    columns = (
        Column("metodo", "Método", depth=Depth.DATA),
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


def _picture(found: PortfolioWorth) -> ColumnChart:
    """From the least to the most of each account."""
    bounds = [one.bounds for one in found.accounts]
    least = tuple(_reais(one[0] if one else None) for one in bounds)
    more = tuple(_reais(one[1] - one[0] if one else None) for one in bounds)
    return ColumnChart(
        "valor",
        "Quanto vale a carteira, por conta",
        Unit.REAIS,
        ("EBITDA", "honorários", "previsão"),
        (ColumnSeries("mínimo", least), ColumnSeries("o que falta até o máximo", more)),
        depth=Depth.FULL,
    )


def _reais(cents: Fraction | None) -> float | None:
    return None if cents is None else float(plain(Fraction(round(cents), CENTS)) or 0)
