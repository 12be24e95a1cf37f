"""Every option, declared once: flag, environment variable and configuration key have one name.

`vendas` is the flag `--vendas`, the variable `CARTEIRA_VENDAS` and the key `vendas` of
`carteira.toml`. Precedence: flag > variable > configuration > default.
"""

from __future__ import annotations

from carteira_cli.commands import commands
from carteira_cli.config.settings.model import ENV_PREFIX, Setting
from carteira_cli.config.settings.names import (
    CONFIG_FILE,
    LIST_KEYS,
    TABLE_KEYS,
)
from carteira_cli.config.settings.question import QUESTION
from carteira_cli.config.settings.results import RESULTS
from carteira_cli.config.settings.rules import RULES
from carteira_cli.config.settings.sources import READING, SOURCES

__all__ = [
    "BY_KEY",
    "CONFIG_FILE",
    "ENV_PREFIX",
    "LIST_KEYS",
    "READING",
    "READING_KEYS",
    "SETTINGS",
    "SOURCE_KEYS",
    "TABLE_KEYS",
    "Setting",
    "settings_of",
]

SETTINGS: tuple[Setting, ...] = (*SOURCES, *QUESTION, *RULES, *RESULTS)

BY_KEY = {setting.key: setting for setting in SETTINGS}
READING_KEYS = tuple(setting.key for setting in READING)
SOURCE_KEYS = ("vendas", "clientes", "leads", "custos", "assinaturas", "metas")


def settings_of(command: str) -> tuple[Setting, ...]:
    """The settings that a command takes as flags."""
    takers = {command, commands()[command].kind}
    return tuple(
        setting
        for setting in SETTINGS
        if "flag" in setting.places and (setting.commands is None or takers & {*setting.commands})
    )
