"""Keys of the envelope for a report that is handed over: its sections, and what a number was a year before."""

from __future__ import annotations

from carteira_cli.json_schema import ABSENT, NUMBER_OR_NULL, TEXT, JsonKey, JsonObject, list_of, unless_none
from carteira_cli.report import Earlier, ReportSection
from carteira_cli.signal.verdict import Telling

TELLINGS = {"enum": [word.value for word in Telling]}
INTERVAL = list_of({"type": "number"}) | {"minItems": 2, "maxItems": 2}

YEAR = JsonObject[Earlier](
    (
        JsonKey("valor", NUMBER_OR_NULL, lambda one: one.value),
        JsonKey("variacao", NUMBER_OR_NULL, lambda one: one.change, means="desde então, em unidade_variacao"),
        JsonKey(
            "intervalo_variacao_95",
            INTERVAL,
            lambda one: list(one.signal.interval) if one.signal and one.signal.interval else ABSENT,
            optional=True,
        ),
        JsonKey(
            "veredito_variacao",
            TELLINGS,
            lambda one: one.signal.telling.value if one.signal else ABSENT,
            optional=True,
        ),
    ),
    name="ano_anterior",
    means="o indicador no mesmo período do ano anterior",
)

SECTION = JsonObject[ReportSection](
    (
        JsonKey("chave", TEXT, lambda one: one.key),
        JsonKey("titulo", TEXT, lambda one: one.title),
        JsonKey("frases", list_of(TEXT), lambda one: list(one.sentences)),
        JsonKey("indicadores", list_of(TEXT), lambda one: list(one.readings), means="chaves de indicadores"),
        JsonKey("tabelas", list_of(TEXT), lambda one: list(one.tables), means="chaves de tabelas"),
        JsonKey("graficos", list_of(TEXT), lambda one: list(one.charts), means="os gráficos da página"),
        JsonKey(
            "falta", TEXT, lambda one: unless_none(one.missing), optional=True, means="por que não há, e o que traz"
        ),
    ),
    name="secao",
)
