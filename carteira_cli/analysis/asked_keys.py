"""Which indicators a command reports: those of its family, or of the one account of it that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.config.settings import PredictionSettings, RuleSettings
from carteira_cli.errors import UsageError
from carteira_cli.kpis.catalogue import keys_of
from carteira_cli.words import agree

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config

_PREDICTING = "preditivo"
_OF_PREDICTIONS = (
    PredictionSettings.modelo,
    PredictionSettings.k,
    PredictionSettings.unidade,
    PredictionSettings.calibrar_ate,
    PredictionSettings.desconto,
    RuleSettings.horizonte,
)


def asked_keys(command: str, config: Config) -> tuple[str, ...]:
    """The indicators that a command reports under what a run is told.

    Raises:
        CarteiraError: an account that the command does not have, or typed with it an option that it does not hear.
    """
    accounts = dict(commands()[command].accounts)
    if not accounts or config.rules.metodo is None:
        return keys_of(command)
    if config.rules.metodo not in accounts:
        raise config.value(RuleSettings.metodo).refused(
            f'{command} não tem a conta "{config.rules.metodo}"', f"use --metodo {' ou '.join(accounts)}"
        )
    _check_heard(config.rules.metodo, config)
    return accounts[config.rules.metodo]


def _check_heard(account: str, config: Config) -> None:
    """Refuse what was typed for a prediction where none is made; a configuration may say it for other runs."""
    typed = [one.flag for one in _OF_PREDICTIONS if config.typed(one)]
    if account != _PREDICTING and typed:
        changes = agree(len(typed), "não muda", "não mudam")
        raise UsageError(
            f"{', '.join(typed)} {changes} nada na conta {account}, que não prevê",
            f"use --metodo {_PREDICTING}, ou tire {', '.join(typed)}",
        )
