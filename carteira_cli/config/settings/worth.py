"""What the portfolio is worth (`valor`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class WorthSettings:
    """What the portfolio is worth (`valor`)."""

    def __init__(self, values: Values) -> None:
        self.values = values
