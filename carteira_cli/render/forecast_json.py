"""The keys of a forecast in the JSON result, beside its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.json_schema import ABSENT, COUNT, NUMBER_OR_NULL, TEXT, JsonKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.forecast import Forecast
    from carteira_cli.report import Reading

METHODS = {**TEXT, "enum": ["modelo", "modelo_sazonal", "ingenuo", "ano_anterior"]}


def _of(tell: Callable[[Forecast], Any]) -> Callable[[Reading], Any]:
    """What a forecast has; absent of a reading that is none."""
    return lambda one: tell(one.forecast) if one.forecast else ABSENT


FORECAST: tuple[JsonKey[Reading], ...] = (
    JsonKey("metodo", METHODS, _of(lambda one: one.method), optional=True, means="o método que menos errou"),
    JsonKey("ingenuo", NUMBER_OR_NULL, _of(lambda one: one.naive), optional=True, means="repete o último período"),
    JsonKey(
        "faixa_min",
        NUMBER_OR_NULL,
        _of(lambda one: one.low),
        optional=True,
        means="faixa dos erros passados, em que caberiam 8 de 10 previsões assim; nulo com menos de duas origens",
    ),
    JsonKey("faixa_max", NUMBER_OR_NULL, _of(lambda one: one.high), optional=True),
    JsonKey("origens", COUNT, _of(lambda one: one.origins), optional=True),
    JsonKey("erro_medio", NUMBER_OR_NULL, _of(lambda one: one.error), optional=True),
    JsonKey(
        "aconteceu",
        NUMBER_OR_NULL,
        _of(lambda one: ABSENT if one.happened is None else one.happened),
        optional=True,
    ),
)
