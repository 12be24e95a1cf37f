"""The command that shows the customers behind a number."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carteira_cli.condition import Comparison, columns, unparse
from carteira_cli.config.origin import Origin
from carteira_cli.config.settings import ENGINE, QuestionSettings, ResultSettings, settings_of
from carteira_cli.config.settings.motor import is_of_cluster
from carteira_cli.customers.dimensions import may_mean
from carteira_cli.kpis import lists
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.privacy import personal
from carteira_cli.reading.inputs.addresses import is_address, redact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.config.origin import SettingValue
    from carteira_cli.config.resolve import Config
    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.period import Period

# What a list of customers or an explanation does not take, or what these commands say themselves.
_OTHER = frozenset(
    {
        QuestionSettings.periodo,
        QuestionSettings.listar,
        QuestionSettings.limite,
        QuestionSettings.indicador,
        ResultSettings.formato,
        ResultSettings.completo,
        ResultSettings.saida,
        ResultSettings.quieto,
        ResultSettings.depurar,
        QuestionSettings.comparar,
        ResultSettings.base,
        QuestionSettings.serie,
        QuestionSettings.por,
        ResultSettings.log,
        ResultSettings.manifesto,
        ResultSettings.csv_brasil,
        ResultSettings.tabela,
        ResultSettings.vazio,
        ResultSettings.email_de,
        ResultSettings.email_para,
    }
)


_HERE = "."


@cache
def _list_keys() -> Mapping[str, str]:
    """List → the indicator that it is of; made once, for there may be thousands of verdicts."""
    return {name: one.key for name, one in lists.lists().items()}


def list_name(indicator: Indicator) -> str | None:
    """The list of the customers to look at; None where a number is not of customers."""
    if indicator.look is not None:
        return indicator.look
    return next((name for name, key in _list_keys().items() if key == indicator.key), None)


def look_at(config: Config, period: Period, indicator: Indicator, by: str | None, group: str | None) -> str | None:
    """The command, with the options that the run was given and a filter for the group."""
    name = list_name(indicator)
    if tells_who(config):
        return None
    if indicator.predicted:  # no list is of it, but each customer's part of it is a row of its command
        words = ["carteira", indicator.family, "--periodo", period.label, "--metodo", "preditivo"]
        return shlex.join([*words, *options_given(config, indicator.family, by, group)])
    if name is None:
        return None
    words = ["carteira", _family_of(name), "--periodo", period.label, "--listar", name]
    return shlex.join([*words, *options_given(config, "churn", by, group)])


def _family_of(name: str) -> str:
    """The command whose indicator the list is of, which reads no more than it needs."""
    return catalogue()[_list_keys()[name]].family


def tells_who(config: Config) -> bool:
    """Whether a command with the filter of the run would say who a customer is, where nothing may."""
    filtered = [column for condition in config.question.onde for column in columns(condition)]
    return config.hides_customers and any(personal(column) for _, column in may_mean(filtered))


def options_given(config: Config, command: str, by: str | None, group: str | None) -> Iterator[str]:
    """The options of the run that decide whose numbers these are, and a filter for the group.

    With a group also the filter of the configuration: that of the group would take its place.

    Args:
        config: what the run was told.
        command: the command that is to have them.
        by: what the portfolio is grouped by; None: it is not.
        group: the group; None with `by`: customers without a value of it.
    """
    # An engine decides no number, but there are tables that only a cluster knows.
    other = _OTHER if any(map(is_of_cluster, config.values["vendas"].many)) else _OTHER | {*ENGINE}
    taken = {setting.key: setting for setting in settings_of(command) if setting not in other}
    for key, value in config.values.items():
        if key not in taken or not (of_this_run(config, value) or (key == "onde" and by is not None)):
            continue
        if value.text is True:
            yield taken[key].flag
        for text in value.many or ((value.one,) if value.one else ()):
            place = _in_the_folder(text, config)
            if key != "pasta" or place != _HERE:
                yield from (taken[key].flag, place)
    if by is not None:
        one = Comparison(by, "vazio") if group is None else Comparison(by, "=", (group,))
        yield from ("--onde", unparse(one))


def of_this_run(config: Config, value: SettingValue[Any]) -> bool:
    """Whether only this run has an option: from the command line, or from its job, which no other command reads."""
    return value.origin is Origin.FLAG or value.where in {job.where for job in config.items["exportar"]}


def _in_the_folder(text: str, config: Config) -> str:
    """A file that was named from the root, as it is named in the data folder: the command is to be run there.

    Of an address what may be shown: who runs the command has the password.
    """
    if is_address(text):
        return redact(text)
    path = Path(text)
    inside = path.is_absolute() and config.folder.is_absolute() and path.is_relative_to(config.folder)
    return str(path.relative_to(config.folder)) if inside else text
