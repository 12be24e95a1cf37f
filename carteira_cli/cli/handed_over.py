"""Where a report that is handed over goes when nobody says: into a file of its own on a terminal, else to stdout."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from carteira_cli.commands import commands
from carteira_cli.config.origin import Origin, SettingValue
from carteira_cli.config.settings import QuestionSettings, ResultSettings
from carteira_cli.errors import OutputError
from carteira_cli.names import fold
from carteira_cli.render import format_named

if TYPE_CHECKING:
    from carteira_cli.config.resolve import Config

_LONGEST = 60  # letters of whose report it is, in a name


def addressed(command: str, config: Config) -> Config:
    """The same, with where and in which format a result goes where nothing says so; tables go where they went."""
    wanted = commands()[command].format
    if wanted == "tabela" or config.told(ResultSettings.formato) or config.told(ResultSettings.saida):
        return config
    if sys.stdout is None or not sys.stdout.isatty():
        return config.meaning({ResultSettings.formato: wanted})
    name = f"carteira-{{periodo}}{_of_whom(config)}{format_named(wanted, verdicts=False).suffix}"
    own = SettingValue[tuple[str, ...]]((name,), Origin.DEFAULT, "padrão", Path(), (name,))
    return replace(config, values=MappingProxyType({**config.values, ResultSettings.saida.key: own}))


def _of_whom(config: Config) -> str:
    """`-vendedor-fabio-conceicao`; nothing where it is for everybody."""
    told = config.value(QuestionSettings.para)
    if told.origin is Origin.DEFAULT or fold(told.parsed) == QuestionSettings.para.domain.default:
        return ""
    word = re.sub(r"[^a-z0-9]+", "-", fold(told.parsed)).strip("-")[:_LONGEST].rstrip("-")
    return f"-{word}" if word else ""


def unasked(config: Config) -> bool:
    """Whether it goes to a file that nobody named."""
    return bool(config.results.saida) and not config.told(ResultSettings.saida)


def refuse_foreign(paths: list[Path], config: Config) -> None:
    """Of files that nobody named, replace what this program made and nothing else.

    Raises:
        OutputError: there is a file of that name that it has not made.
    """
    # weight: what writes pages
    from carteira_cli.render.formats.page import HANDED_OVER

    for path in paths if unasked(config) else ():
        if path.is_file() and path.stat().st_size and not path.read_bytes().endswith(HANDED_OVER):
            raise OutputError(
                f"{path} já existe e não foi feito por carteira relatorio",
                "dê o nome do arquivo com -o, que grava por cima, ou mude este de nome",
            )
