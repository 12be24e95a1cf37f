"""Numbers that are computed apart from those of a period, as they are judged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.checks.age import Age
from carteira_cli.checks.judge import Subject
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.open import by_contracts
from carteira_cli.kpis.idade import AGE

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.open import Wanted
    from carteira_cli.kpis.catalogue import Indicator


def read_apart(wanted: Wanted, config: Config) -> Wanted:
    """What a run reads, with what these numbers need besides."""
    more = ("vendas", "assinaturas") if by_contracts(config) else ("vendas",)
    useful = tuple(dict.fromkeys((*wanted.useful, *more)))
    return replace(wanted, useful=useful, columns=wanted.columns | {"fim", "plano"})


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
    """How wrong the method of `prever` was about revenue, from earlier days; of contracts about monthly revenue."""
    of_contracts = by_contracts(base.config)
    if not of_contracts and "vendas" not in base.ledgers:
        return Subject(None, "falta a fonte: vendas")
    if base.asked.end > base.as_of + 1:
        return Subject(None, f"{base.asked.label} ainda não terminou")
    whole = type(base)(base.config.meaning({QuestionSettings.por: ()}), base.ledgers)
    error = _mean_error_of(whole, of_contracts=of_contracts)
    return Subject(error, None if error is not None else "não há período passado que se pudesse prever")


def _mean_error_of(base: CustomerBase, *, of_contracts: bool) -> float | None:
    from carteira_cli.studies.prever.contract_study import REVENUE  # weight: where a limit asks for it
    from carteira_cli.studies.prever.contracts_ahead import ContractOrigins  # weight: the same
    from carteira_cli.studies.prever.methods import mean_error  # weight: the same
    from carteira_cli.studies.prever.origins import Origins  # weight: the same

    found, key = (ContractOrigins(base), REVENUE) if of_contracts else (Origins(base), "receita")
    return mean_error(key, found.held(key).get(found.speaks[key], ()))
