"""Numbers that are computed apart from those of a period, as they are judged."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from carteira_cli.checks.age import Age
from carteira_cli.checks.judge import Subject
from carteira_cli.commands import commands
from carteira_cli.config.settings import QuestionSettings
from carteira_cli.customers.open import by_contracts
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import DataError
from carteira_cli.kpis.apart import stated
from carteira_cli.kpis.idade import AGE
from carteira_cli.sources.matching.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from carteira_cli.checks.limits import Limit
    from carteira_cli.config.resolve import Config
    from carteira_cli.customers.customers import CustomerBase
    from carteira_cli.customers.open import Wanted
    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.studies.study import Study


def read_apart(wanted: Wanted, config: Config, asked: Iterable[Indicator]) -> Wanted:
    """What a run reads, with what these numbers need besides."""
    more: tuple[str, ...] = ("vendas", "assinaturas") if by_contracts(config) else ("vendas",)
    studies = [commands()[one.family] for one in asked if one.key in stated()]
    more += tuple(name for study in studies for name in (*study.needed, *study.useful))
    useful = tuple(dict.fromkeys((*wanted.useful, *more)))
    columns = frozenset[str]().union(*(study.columns for study in studies))
    return replace(wanted, useful=useful, columns=wanted.columns | columns | {"fim", "plano"})


@dataclass(frozen=True)
class Apart:
    """The numbers of `kpis.apart`, to be judged.

    Attributes:
        base: the customers.
        asked: the indicators.
        today: the day that it is, for the age of the data.
    """

    base: CustomerBase
    asked: tuple[Indicator, ...]
    today: int | None

    def subject(self, limit: Limit) -> Subject:
        """The number of a limit, or why there is none."""
        if limit.indicator.key in stated():
            return _of_study(limit, self._studies[limit.indicator.family], self.base)
        if limit.indicator is AGE:
            told = self.base.config.question.hoje
            return Age(self.base, told if told is not None else self.today).subject()
        return _forecast_error(self.base)

    @cached_property
    def _studies(self) -> Mapping[str, Study | DataError]:
        """Command → what its study found, or why it found nothing."""
        from carteira_cli.studies.asking import studied  # weight: where a limit asks for it

        found: dict[str, Study | DataError] = {}
        for name in dict.fromkeys(one.family for one in self.asked if one.key in stated()):
            try:
                found[name] = studied(self.base, name)
            except DataError as error:
                found[name] = error
        return found


def _of_study(limit: Limit, found: Study | DataError, base: CustomerBase) -> Subject:
    """The number of a study: missing where the data do not allow it."""
    if isinstance(found, DataError):
        return Subject(None, found.message)
    reading = next((one for one in found.readings if one.key == limit.indicator.key), None)
    if reading is None:
        absent = [name for name in commands()[limit.indicator.family].useful if name not in base.ledgers]
        lacking = f", e não há {' nem '.join(TABLES[name].title for name in absent)}" if absent else ""
        return Subject(None, f"os dados não permitem dizer{lacking}")
    value, size = reading.value, reading.denominator
    return Subject(
        value if isinstance(value, int | float) else None,
        None if value is not None else "n/d com estes dados e opções",
        size=size if limit.sample is not None and isinstance(size, int | float) else None,
        interval=lambda: reading.interval,
    )


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
