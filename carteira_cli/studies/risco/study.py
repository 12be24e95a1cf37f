"""`risco`: which active customers are late, which inactive ones are worth winning back, who fell a class."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from carteira_cli.analysis.first_look import behind
from carteira_cli.report import Reading, plain
from carteira_cli.studies.risco import backtest, formulas
from carteira_cli.studies.risco import lists as risk_lists
from carteira_cli.studies.risco import tables as risk_tables
from carteira_cli.studies.risco import words as risk_words
from carteira_cli.studies.risco.risk import Risk
from carteira_cli.studies.risco.two_rules import BEST, TwoRules
from carteira_cli.studies.study import Study
from carteira_cli.units import Better, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.studies.risco.formulas import Expected

FAMILY = "risco"
ALL_IN_TIME = "Nenhum cliente ativo está mais atrasado que o seu costume."


def study(base: CustomerBase) -> Study:
    """Customers at risk at the end of the period, with the money at stake; with `--validar`, past predictions instead.

    Raises:
        UsageError: there is no such list, or too little history for a past prediction.
    """
    risk = Risk(base)
    return backtest.study(TwoRules(risk)) if base.config.rules.validar else told(risk)


def told(risk: Risk) -> Study:
    """Customers at risk, with the money at stake.

    Raises:
        UsageError: there is no such list.
    """
    rules = TwoRules(risk)
    levels = formulas.totals(risk.active, risk.leaving, "nivel")
    listed = risk_lists.listed(rules)
    tables = tuple(risk_tables.tables(rules, levels))
    return Study(
        readings=tuple(_readings(risk, levels)),
        tables=tables if listed is None else (listed, *behind(table for table in tables if table.key != listed.key)),
        notes=tuple(risk_words.notes(rules)),
        rules=((BEST, rules.comparison.best),),
        warnings=tuple(risk_words.warnings(rules)),
        main="em_risco" if listed is None else listed.key,
        answer=(ALL_IN_TIME,) if risk.active.height and risk.at_risk.is_empty() else (),
    )


def _readings(risk: Risk, levels: dict[int | None, Expected]) -> Iterator[Reading]:
    total = sum((one for level, one in levels.items() if level), formulas.NOBODY)

    def reading(key: str, title: str, unit: Unit, value: Fraction | int | None) -> Reading:
        return Reading(key, title, unit, Better.LOWER, FAMILY, plain(value))

    yield reading("clientes_em_risco", "Clientes em risco", Unit.CUSTOMERS, total.customers)
    yield reading("receita_em_risco", "Receita mensal em risco", Unit.REAIS_PER_MONTH, risk.monthly(total.cents))
    expected = total.expected if total.customers else Fraction(0)
    yield reading("perda_esperada", "Perda esperada", Unit.REAIS_PER_MONTH, risk.monthly(expected))
