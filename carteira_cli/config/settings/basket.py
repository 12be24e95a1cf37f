"""What to offer a customer (`cesta`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class BasketSettings:
    """What to offer a customer (`cesta`)."""

    def __init__(self, values: Values) -> None:
        self.values = values
