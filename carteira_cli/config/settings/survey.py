"""What customers say of the company (`nps`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.settings.model import SWITCH, Setting, optional
from carteira_cli.errors import UsageError

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


def scale_of(key: str, text: str) -> int | None:
    """A scale by its highest mark: 10 or 5; None for no text."""
    word = text.strip()
    if word not in {"", "10", "5"}:
        raise UsageError(f'{key} não pode ser "{text}"', "use 10 (notas de 0 a 10) ou 5 (de 1 a 5)")
    return int(word) if word else None


class SurveySettings:
    """What customers say of the company (`nps`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    escala = Setting(
        "A escala das notas: 10 (de 0 a 10) ou 5 (de 1 a 5); sem ela, a que as notas de cada pesquisa mostram.",
        optional(scale_of),
        metavar="10|5",
        commands=("nps",),
    )
    comentarios = Setting(
        "Mostra também o que os clientes escreveram, que sem isto não é lido.",
        SWITCH,
        "Saída",
        commands=("nps",),
    )
