"""Whom to call, and when (`agenda`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class VisitSettings:
    """Whom to call, and when (`agenda`)."""

    def __init__(self, values: Values) -> None:
        self.values = values
