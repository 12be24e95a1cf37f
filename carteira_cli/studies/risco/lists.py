"""`risco --listar`: the customers of a level or of one of its tables, all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from carteira_cli.analysis.customer_list import chosen
from carteira_cli.names import fold
from carteira_cli.studies.risco import formulas
from carteira_cli.studies.risco import tables as risk_tables
from carteira_cli.units import FEW, Depth

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.report import Table
    from carteira_cli.studies.risco.two_rules import TwoRules


def listed(rules: TwoRules) -> Table | None:
    """The list that was asked for, whole; None where none was.

    Raises:
        UsageError: there is no such list, with the nearest.
    """
    risk = rules.risk
    made: dict[str, Callable[[], Table]] = {
        "em-risco": lambda: risk_tables.at_risk(rules),
        **{_name(level): _of_level(rules, at) for at, (level, _) in enumerate(formulas.LEVELS)},
        "ativos": lambda: risk_tables.of_active(rules, "ativos", "Clientes ativos", risk.active),
        "inativos": lambda: risk_tables.inactive(rules),
        "abc-quedas": lambda: risk_tables.falls(risk),
    }
    name = chosen(risk.base.config, made)
    return None if name is None else replace(made[name](), shown=None, few=FEW, depth=Depth.SCREEN)


def _of_level(rules: TwoRules, at: int) -> Callable[[], Table]:
    level = formulas.LEVELS[at][0]
    return lambda: risk_tables.of_active(
        rules, _name(level).replace("-", "_"), f"Ativos: {level}", rules.risk.active.filter(pl.col("nivel") == at)
    )


def _name(level: str) -> str:
    return fold(level).replace(" ", "-")
