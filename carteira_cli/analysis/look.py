"""The command that shows the customers behind a number."""

from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from carteira_cli.condition import Comparison, columns, unparse
from carteira_cli.config.origin import Origin
from carteira_cli.config.settings import QuestionSettings, ResultSettings, settings_of
from carteira_cli.kpis import lists
from carteira_cli.kpis.catalogue import catalogue
from carteira_cli.privacy import personal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from carteira_cli.config.resolve import Config
    from carteira_cli.kpis.catalogue import Indicator
    from carteira_cli.period import Period

# What a list of customers does not take, or what this command says itself.
_OTHER = frozenset(
    {
        QuestionSettings.periodo,
        QuestionSettings.listar,
        ResultSettings.formato,
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
    if name is None:
        return None
    if config.hides_customers and any(personal(column) for column in _filtered(config)):
        return None
    words = ["carteira", _family_of(name), "--periodo", period.label, "--listar", name, *_given(config, by)]
    if by is not None:
        one = Comparison(by, "vazio") if group is None else Comparison(by, "=", (group,))
        words += ["--onde", unparse(one)]
    return shlex.join(words)


def _family_of(name: str) -> str:
    """The command whose indicator the list is of, which reads no more than it needs."""
    return catalogue()[_list_keys()[name]].family


def _filtered(config: Config) -> Iterator[str]:
    """The columns that the filter looks at."""
    for condition in config.question.onde:
        yield from columns(condition)


def _given(config: Config, by: str | None) -> Iterator[str]:
    """The options of the command line that decide whose numbers these are.

    With a group also the filter of the configuration: that of the group would take its place.
    """
    taken = {setting.key: setting for setting in settings_of("churn") if setting not in _OTHER}
    for key, value in config.values.items():
        typed = value.origin is Origin.FLAG or (key == "onde" and by is not None)
        if key not in taken or not typed:
            continue
        if value.text is True:
            yield taken[key].flag
        for text in value.many or ((value.one,) if value.one else ()):
            place = _in_the_folder(text, config)
            if key != "pasta" or place != _HERE:
                yield from (taken[key].flag, place)


def _in_the_folder(text: str, config: Config) -> str:
    """A file that was named from the root, as it is named in the data folder: the command is to be run there."""
    path = Path(text)
    inside = path.is_absolute() and config.folder.is_absolute() and path.is_relative_to(config.folder)
    return str(path.relative_to(config.folder)) if inside else text
