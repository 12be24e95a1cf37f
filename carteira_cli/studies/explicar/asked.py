"""What is asked: which indicator, and by which of the accounts its change can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.analysis.look import list_name
from carteira_cli.config.settings import QuestionSettings, RuleSettings
from carteira_cli.customers.groups import frames_of
from carteira_cli.dataclass import dataclass
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.kpis.lists import NEEDED, list_of
from carteira_cli.names import fold
from carteira_cli.studies.explicar.accounts import FACTORS, REVENUE, accounts_of, explained
from carteira_cli.studies.explicar.chains import chain_of

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config
    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.kpis.lists import CustomerList
    from carteira_cli.studies.explicar.chains import Chain

_MONEY = {"churn": "churn_receita", "ticket": REVENUE, "ativos": REVENUE, "churn-receita": "receita_mensal_fim"}


@dataclass(frozen=True)
class Asked:
    """What a run is to explain.

    Attributes:
        item: the indicator.
        accounts: how, of `SEGMENTS`, `FACTORS` and `PVM`.
    """

    item: Indicator
    accounts: tuple[str, ...]

    @property
    def chain(self) -> Chain | None:
        """What it is made of; None where it is nothing but itself, or nobody asks."""
        return chain_of(self.item) if FACTORS in self.accounts else None

    @property
    def money(self) -> str | None:
        """The indicator that says what the change is worth; None where it is money itself, or nothing says."""
        return None if self.item.unit.is_money else _MONEY.get(self.item.family)

    @property
    def keys(self) -> tuple[str, ...]:
        """The indicators to compute."""
        chain = self.chain
        keys = (self.item.key, *([self.money] if self.money else []), *(chain.keys if chain else ()))
        return tuple(dict.fromkeys(keys))

    @property
    def customers(self) -> CustomerList | None:
        """The list of the customers to look at, where the indicator is of customers."""
        name = list_name(self.item)
        return None if name is None or "clientes" not in frames_of(self.item.key) else list_of(name)

    @property
    def needs(self) -> tuple[str, ...]:
        """The measures that tell who these customers are, and what they are worth."""
        return () if self.customers is None else (*self.customers.needs, *NEEDED)


def asked_of(config: Config) -> Asked:
    """What a run is asked.

    Raises:
        CarteiraError: no indicator is named, or one that does not exist or can't be explained so; with those that can.
    """
    told = config.value(QuestionSettings.indicador)
    possible = explained()
    if not config.question.indicador:
        raise UsageError("falta o indicador a explicar", f"como em carteira explicar churn; {_listed(possible)}")
    name = fold(config.question.indicador).strip().replace("-", "_").replace(" ", "_")
    if name not in catalogue():
        raise told.refused(f'o indicador "{config.question.indicador}" não existe', did_you_mean(name, possible))
    item = catalogue()[name]
    accounts = accounts_of(item)
    if item.predicted:
        raise told.refused(
            f"{name} é previsto por um modelo, e sua mudança não se explica por partes",
            f"veja de quem é: carteira {item.family} --por vendedor, ou outra coluna",
        )
    if not accounts:
        raise told.refused(
            f"{name} não se explica por partes: o de um todo não é soma nem produto do de seus grupos",
            _listed(possible),
        )
    method = config.rules.metodo
    if method is not None and method not in accounts:
        raise config.value(RuleSettings.metodo).refused(
            f'{name} não se explica por "{method}"', f"para ele: --metodo {' ou '.join(accounts)}"
        )
    return Asked(item, accounts if method is None else (method,))


def _listed(possible: tuple[str, ...]) -> str:
    return f"os que se explicam são: {', '.join(possible)}"
