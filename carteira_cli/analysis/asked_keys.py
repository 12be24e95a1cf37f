"""Which indicators a command reports: those of its family, or of the one account of it that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.config.settings import RuleSettings
from carteira_cli.kpis.catalogue import keys_of

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config


def asked_keys(command: str, config: Config) -> tuple[str, ...]:
    """The indicators that a command reports under what a run is told.

    Raises:
        CarteiraError: an account that the command does not have.
    """
    accounts = dict(commands()[command].accounts)
    if not accounts or config.rules.metodo is None:
        return keys_of(command)
    if config.rules.metodo not in accounts:
        raise config.value(RuleSettings.metodo).refused(
            f'{command} não tem a conta "{config.rules.metodo}"', f"use --metodo {' ou '.join(accounts)}"
        )
    return accounts[config.rules.metodo]
