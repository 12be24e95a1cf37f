"""What customers say of the company (`nps`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.settings.model import SWITCH, Among, Setting, optional

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values


class SurveySettings:
    """What customers say of the company (`nps`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    escala = Setting(
        "A escala das notas: 10 (de 0 a 10) ou 5 (de 1 a 5); sem ela, a que as notas de cada pesquisa mostram.",
        optional(Among("10", "5")),
        metavar="10|5",
        commands=("nps",),
    )
    comentarios = Setting(
        "Mostra também o que os clientes escreveram, que sem isto não é lido.",
        SWITCH,
        "Saída",
        commands=("nps",),
    )
