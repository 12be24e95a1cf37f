"""What customers say of the company (`nps`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class SurveySettings:
    """What customers say of the company (`nps`)."""

    def __init__(self, values: Values) -> None:
        self.values = values
