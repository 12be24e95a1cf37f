"""Keys of the envelope for what was judged: findings about data, verdicts on numbers."""

from __future__ import annotations

from carteira_cli.findings import Check, Example, Finding, Outcome, Severity
from carteira_cli.json_schema import (
    ABSENT,
    CELL,
    COUNT,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    JsonKey,
    JsonObject,
    list_of,
    unless_none,
)
from carteira_cli.units import Unit

_LEVELS = [outcome.value for outcome in Outcome if outcome is not Outcome.NO_DATA]
_LINE = {"type": "integer", "minimum": 1}
_UNIT = {"enum": [unit.value for unit in Unit]}

PLACE = JsonObject[tuple[str, int]](
    (JsonKey("arquivo", TEXT, lambda place: place[0]), JsonKey("linha", _LINE, lambda place: place[1]))
)

EXAMPLE = JsonObject[Example](
    (
        JsonKey("lugares", list_of(PLACE.schema()), lambda one: [PLACE.of(place) for place in one.places]),
        JsonKey("texto", TEXT, lambda one: one.text),
    ),
    further=(CELL, lambda one: dict(one.fields)),
)

FINDING = JsonObject[Finding](
    (
        JsonKey("gravidade", {"enum": [severity.value for severity in Severity]}, lambda one: one.severity.value),
        JsonKey("fonte", TEXT, lambda one: one.source),
        JsonKey("achado", TEXT, lambda one: one.key),
        JsonKey("quantidade", COUNT, lambda one: one.count),
        JsonKey("valor", NUMBER_OR_NULL, lambda one: one.amount),
        JsonKey("titulo", TEXT, lambda one: one.title),
        JsonKey("mensagem", TEXT, lambda one: one.message),
        JsonKey("o_que_fazer", TEXT, lambda one: one.advice),
        JsonKey("exemplos", list_of(EXAMPLE.schema()), lambda one: [EXAMPLE.of(example) for example in one.examples]),
    ),
    name="achado",
)

CHECK = JsonObject[Check](
    (
        JsonKey("indicador", TEXT, lambda one: one.key),
        JsonKey("grupo", TEXT_OR_NULL, lambda one: one.group),
        JsonKey("valor", NUMBER_OR_NULL, lambda one: one.value),
        JsonKey("por", TEXT, lambda one: unless_none(one.by), optional=True),
        JsonKey("unidade", _UNIT, lambda one: one.unit.value),
        JsonKey("limite", TEXT, lambda one: one.limit),
        JsonKey("veredito", {"enum": [outcome.value for outcome in Outcome]}, lambda one: one.outcome.value),
        JsonKey(
            "nivel",
            {"enum": _LEVELS},
            lambda one: one.level.value,
            means="o que o veredito vale; só sem_dados pode valer outra coisa",
        ),
        JsonKey("mensagem", TEXT, lambda one: one.message),
        JsonKey("definicao", TEXT, lambda one: one.definition),
        JsonKey(
            "anterior",
            NUMBER_OR_NULL,
            lambda one: ABSENT if one.reference is None else one.previous,
            optional=True,
        ),
        JsonKey("referencia", TEXT, lambda one: unless_none(one.reference), optional=True),
        JsonKey("observacao", TEXT, lambda one: unless_none(one.note), optional=True),
        JsonKey("lista", TEXT, lambda one: unless_none(one.look), optional=True),
        JsonKey("explicar", TEXT, lambda one: unless_none(one.explain), optional=True),
    ),
    name="verificacao",
)
