"""Numbers that are computed apart from those of a period, as they are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.checks.age import Age
from carteira_cli.checks.judge import Subject
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.kpis.idade import AGE

if TYPE_CHECKING:
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.kpis.catalogue import Indicator


def subject_apart(indicator: Indicator, base: CustomerBase, today: int | None) -> Subject:
    """The number of an indicator of `kpis.apart`, to be judged.

    Args:
        indicator: which.
        base: the customers.
        today: the day that it is, for the age of the data.
    """
    if indicator is AGE:
        return Age(base, base.config.question.hoje if base.config.question.hoje is not None else today).subject()
    return _forecast_error(base)


def _forecast_error(base: CustomerBase) -> Subject:
    """How wrong the method of `prever` was about revenue, from earlier days."""
    if "vendas" not in base.ledgers:
        return Subject(None, "falta a fonte: vendas")
    if base.asked.end > base.as_of + 1:
        return Subject(None, f"{base.asked.label} ainda não terminou")
    from carteira_cli.studies.prever.methods import mean_error  # weight: where a limit asks for it
    from carteira_cli.studies.prever.origins import Origins  # weight: the same

    found = Origins(type(base)(base.config.meaning({QuestionSettings.por: ()}), base.ledgers, engine=base.engine))
    error = mean_error("receita", found.made("receita").get(found.speaks["receita"], ()))
    return Subject(error, None if error is not None else "não há período passado que se pudesse prever")
