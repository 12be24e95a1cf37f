"""Every option, declared once: flag, environment variable, configuration key and attribute have one name.

`margem` is the flag `--margem`, the variable `CARTEIRA_MARGEM`, the key `margem` of `carteira.toml` and
`config.rules.margem`. Precedence: flag > variable > configuration > default.
"""

from __future__ import annotations

from typing import Any

from carteira_cli.commands import commands
from carteira_cli.config.settings.model import ENV_PREFIX, Setting, settings_in
from carteira_cli.config.settings.motor import ENGINE, EngineSettings
from carteira_cli.config.settings.names import (
    ACTIVITY_RULES,
    CONFIG_FILE,
    ENGINE_KEYS,
    ENGINE_TABLE,
    LIST_KEYS,
    TABLE_KEYS,
)
from carteira_cli.config.settings.practice import (
    BalanceSettings,
    BasketSettings,
    CampaignSettings,
    CreditSettings,
    SurveySettings,
    VisitSettings,
    WorthSettings,
)
from carteira_cli.config.settings.prediction import PredictionSettings
from carteira_cli.config.settings.question import QuestionSettings
from carteira_cli.config.settings.results import ResultSettings, StarSettings
from carteira_cli.config.settings.rules import RuleSettings
from carteira_cli.config.settings.sources import ReadingSettings, SourceSettings

__all__ = [
    "ACTIVITY_RULES",
    "BY_KEY",
    "CONFIG_FILE",
    "ENGINE",
    "ENGINE_KEYS",
    "ENGINE_TABLE",
    "ENV_PREFIX",
    "LETTER",
    "LIST_KEYS",
    "PLACE",
    "PRIVACY",
    "READING",
    "RUNNING",
    "SETTINGS",
    "SOURCES",
    "SOURCE_KEYS",
    "TABLE_KEYS",
    "BalanceSettings",
    "BasketSettings",
    "CampaignSettings",
    "CreditSettings",
    "EngineSettings",
    "PredictionSettings",
    "QuestionSettings",
    "ReadingSettings",
    "ResultSettings",
    "RuleSettings",
    "Setting",
    "SourceSettings",
    "StarSettings",
    "SurveySettings",
    "VisitSettings",
    "WorthSettings",
    "settings_of",
]

SETTINGS: tuple[Setting[Any], ...] = tuple(
    setting
    for group in (
        SourceSettings,
        ReadingSettings,
        QuestionSettings,
        RuleSettings,
        PredictionSettings,
        BasketSettings,
        BalanceSettings,
        CreditSettings,
        CampaignSettings,
        SurveySettings,
        VisitSettings,
        WorthSettings,
        StarSettings,
        EngineSettings,
        ResultSettings,
    )
    for setting in settings_in(group)
)
BY_KEY = {setting.key: setting for setting in SETTINGS}
READING = settings_in(ReadingSettings)
SOURCES = tuple(setting for setting in settings_in(SourceSettings) if setting.domain.kind == "list")
SOURCE_KEYS = tuple(setting.key for setting in SOURCES)
# What tools take together, where they take any of it.
PLACE = (SourceSettings.pasta, SourceSettings.config)
PRIVACY = (ResultSettings.pseudonimizar, ResultSettings.sem_identificadores)
LETTER = (ResultSettings.email_de, ResultSettings.email_para)
RUNNING = (ResultSettings.log, ResultSettings.quieto, ResultSettings.depurar)


def settings_of(command: str) -> tuple[Setting[Any], ...]:
    """The settings that a command takes as flags."""
    takers = {command, commands()[command].kind}
    return tuple(
        setting
        for setting in SETTINGS
        if "flag" in setting.places and (setting.commands is None or takers & {*setting.commands})
    )
