"""Who is in a campaign, and what came of it (`campanha`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class CampaignSettings:
    """Who is in a campaign, and what came of it (`campanha`)."""

    def __init__(self, values: Values) -> None:
        self.values = values
