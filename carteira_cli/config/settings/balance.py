"""How customers are shared among sellers (`distribuir`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class BalanceSettings:
    """How customers are shared among sellers (`distribuir`)."""

    def __init__(self, values: Values) -> None:
        self.values = values
