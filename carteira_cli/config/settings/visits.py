"""Whom to call, and when (`agenda`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.option_values import whole_number
from carteira_cli.config.settings.model import Setting, optional
from carteira_cli.errors import UsageError, perhaps

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values

_STATES = (
    *("AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO", "MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI", "PR"),
    *("RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"),
)


def _capacity(key: str, text: str) -> int | None:
    """Appointments a day; None for no text."""
    return whole_number(key, text) if text else None


def _state(key: str, text: str) -> str | None:
    """The letters of a state; None for no text."""
    if not text:
        return None
    if text.strip().upper() not in _STATES:
        hint = perhaps(text.strip().upper(), _STATES, "use a sigla de um estado, como SP")
        raise UsageError(f'{key} não pode ser "{text}"', hint)
    return text.strip().upper()


class VisitSettings:
    """Whom to call, and when (`agenda`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    capacidade = Setting(
        "Compromissos por dia de cada vendedor; os de maior perda esperada primeiro. Sem ela, todos.",
        optional(_capacity),
        metavar="N",
        commands=("agenda",),
    )
    feriados = Setting(
        "Estado cujos feriados contam além dos nacionais: SP.",
        optional(_state),
        metavar="UF",
        commands=("agenda",),
    )
