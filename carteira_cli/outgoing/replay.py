"""The command line that asks again what was asked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.config.settings import BY_KEY, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping


def replay(command: str, asked: Mapping[str, Any]) -> list[str]:
    """The words of the command line that asks the same: `["churn", "--periodo", "2024-Q1"]`."""
    words = [command, *(str(asked[one.key]) for one in SETTINGS if one.bare and asked.get(one.key))]
    for key, raw in asked.items():
        setting = BY_KEY[key]
        if setting.bare:
            continue
        if isinstance(raw, bool):
            words += [setting.flag] if raw else []
        else:
            words += [word for text in ([raw] if isinstance(raw, str) else raw or ()) for word in (setting.flag, text)]
    return words
