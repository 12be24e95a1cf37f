"""Run an analysis for the command line: options in, a report out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.api import report_of
from carteira_cli.cli.discretion import caches, loaded
from carteira_cli.cli.emit import check_outputs, emit
from carteira_cli.cli.glimpse import cache_folder, keep
from carteira_cli.cli.outputs import reserved
from carteira_cli.cli.progress import showing
from carteira_cli.commands import commands
from carteira_cli.config.settings import ResultSettings, RuleSettings
from carteira_cli.errors import UsageError, did_you_mean
from carteira_cli.names import fold
from carteira_cli.sources.ledger import open_ledger

if TYPE_CHECKING:
    from pathlib import Path

    from carteira_cli.cli.options import Typed
    from carteira_cli.config.resolve import Config
    from carteira_cli.sources.ledger import Ledger


def run_analysis(command: str, flags: Typed) -> None:
    """Analyse and emit.

    Raises:
        CarteiraError: anything the user can mend.
    """
    _check_account(command, flags)
    config = loaded(flags)
    if commands()[command].format != ResultSettings.formato.domain.default:
        from carteira_cli.cli.handed_over import addressed  # weight: for a report that is handed over

        config = addressed(command, config)
    check_outputs(config)
    receipt = _receipt_path(config)
    ledgers: list[Ledger] = []

    def opener(*asked: Any) -> Ledger:  # noqa: ANN401 - as `open_ledger` takes them
        ledgers.append(open_ledger(*asked))
        return ledgers[-1]

    content = b""
    with reserved(config, receipt):
        with showing(quiet=config.results.quieto):
            if receipt is None:
                report = report_of(command, config, opener)
            else:
                from carteira_cli.cli.receipts import with_receipt  # weight: for a run with a receipt

                report, content = with_receipt(command, config, opener, receipt)
        if caches(config):
            keep(ledgers, config, cache_folder())
        ledgers.clear()  # they may hold the lines
        emit(report, config)
        if receipt is not None:
            from carteira_cli.cli.receipts import write_receipt  # weight: as above

            write_receipt(receipt, content, config)


def _receipt_path(config: Config) -> Path | None:
    """Where the receipt goes, if one was asked for."""
    value = config.value(ResultSettings.recibo)
    return None if value.one is None else value.folder / value.one


def _check_account(command: str, flags: Typed) -> None:
    """Refuse an account by those of the command: the option has the words of every command that takes it.

    Raises:
        UsageError: the command has accounts, and this is none of them.
    """
    accounts, told = dict(commands()[command].accounts), flags.get(RuleSettings.metodo.key)
    if accounts and isinstance(told, str) and told and fold(told) not in accounts:
        raise UsageError(f'{command} não tem a conta "{told}"', did_you_mean(told, tuple(accounts)))
