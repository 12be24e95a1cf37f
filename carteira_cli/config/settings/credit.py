"""What customers owe (`credito`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carteira_cli.config.option_values import day_of
from carteira_cli.config.score_values import cuts_of
from carteira_cli.config.settings.model import Setting, default, optional
from carteira_cli.errors import UsageError

if TYPE_CHECKING:
    from carteira_cli.config.settings.model import Values

USUAL_BANDS = "30,60,90,180"
_EXAMPLE = f'como --faixas "{USUAL_BANDS}"'


def bands_of(key: str, text: str) -> tuple[int, ...]:
    """The last day late of each band but the one without an end, ascending.

    Raises:
        UsageError: they are no whole days from 1 on, or not in order.
    """
    try:
        found = cuts_of(key, text)
    except UsageError as error:
        raise UsageError(error.message, f"use dias de atraso em ordem crescente, {_EXAMPLE}") from error
    if not found or found[0] < 1:
        raise UsageError(f'{key} não pode ser "{text}"', f"use dias de atraso de 1 em diante, {_EXAMPLE}")
    return found


def moment_of(key: str, text: str) -> int | None:
    """The day at which one looks; None for no text.

    Raises:
        UsageError: there is no such day.
    """
    try:
        return day_of(key, text)
    except UsageError as error:
        raise UsageError(error.message, error.hint.replace("--hoje", "--em")) from error


class CreditSettings:
    """What customers owe (`credito`)."""

    def __init__(self, values: Values) -> None:
        self.values = values

    em = Setting(
        "O dia em que se olha, e de que só se sabe o que foi pago até ele; sem ela, a data de referência.",
        optional(moment_of),
        metavar="DATA",
        commands=("credito",),
    )
    faixas = Setting(
        'Até quantos dias de atraso vai cada faixa: "30,60,90,180".',
        default(USUAL_BANDS, bands_of),
        metavar="DIAS",
        commands=("credito",),
    )
