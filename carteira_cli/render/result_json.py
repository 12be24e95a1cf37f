"""The envelope that scripts rely on: raw numbers, ISO dates. Each key of it stands here once, its schema beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from carteira_cli.commands import table_names
from carteira_cli.json_schema import (
    ABSENT,
    CELL,
    COUNT,
    DATE,
    DATE_OR_NULL,
    DIALECT,
    FLAG,
    NUMBER_OR_NULL,
    TEXT,
    TEXT_OR_NULL,
    JsonKey,
    JsonObject,
    command_name,
    const,
    list_of,
    map_of,
    unless_none,
)
from carteira_cli.render.failure import FAILURE, SCHEMA
from carteira_cli.render.forecast_json import FORECAST
from carteira_cli.render.handed_over_json import INTERVAL, SECTION, TELLINGS, YEAR
from carteira_cli.render.judged_json import CHECK, FINDING
from carteira_cli.report import Kind, PeriodLine, Reading, Report, Source
from carteira_cli.signal.verdict import Method
from carteira_cli.units import Unit

if TYPE_CHECKING:
    from carteira_cli.report import Table

_UNIT = {"enum": [unit.value for unit in Unit]}


PERIOD = JsonObject[PeriodLine](
    (
        JsonKey("rotulo", TEXT, lambda one: one.label),
        JsonKey("inicio", DATE, lambda one: one.first),
        JsonKey("fim", DATE, lambda one: one.last),
        JsonKey("completo", FLAG, lambda one: one.complete),
        JsonKey("dados_desde", DATE, lambda one: ABSENT if one.complete else unless_none(one.since), optional=True),
        JsonKey("dados_ate", DATE, lambda one: ABSENT if one.complete else one.until, optional=True),
    ),
    name="periodo",
)

READING = JsonObject[Reading](
    (
        JsonKey("valor", NUMBER_OR_NULL, lambda one: one.value),
        JsonKey("unidade", _UNIT, lambda one: one.unit.value),
        JsonKey(
            "intervalo_95",
            INTERVAL,
            lambda one: list(one.interval) if one.interval else ABSENT,
            optional=True,
        ),
        JsonKey("anterior", NUMBER_OR_NULL, lambda one: one.previous, optional=True),
        JsonKey(
            "variacao",
            NUMBER_OR_NULL,
            lambda one: one.change,
            optional=True,
            means="de frações, valor − anterior (em pontos); do resto, (valor − anterior) ÷ |anterior|",
        ),
        JsonKey(
            "unidade_variacao",
            {"enum": [Unit.POINTS.value, Unit.FRACTION.value]},
            lambda one: one.change_unit.value,
            optional=True,
        ),
        JsonKey(
            "intervalo_variacao_95",
            INTERVAL,
            lambda one: list(one.signal.interval) if one.signal and one.signal.interval else ABSENT,
            optional=True,
            means="na unidade da variação; só onde há base",
        ),
        JsonKey(
            "veredito_variacao",
            TELLINGS,
            lambda one: one.signal.telling.value if one.signal else ABSENT,
            optional=True,
            means="se o acaso explica a variação; ausente no que não tem intervalo (medianas, concentração) e com "
            "sinal = nao",
        ),
        JsonKey(
            "metodo_variacao",
            {"enum": [method.value for method in Method]},
            lambda one: one.signal.method.value if one.signal else ABSENT,
            optional=True,
        ),
        *FORECAST,
        JsonKey("ano_anterior", YEAR.ref, lambda one: YEAR.of(one.year) if one.year else ABSENT, optional=True),
    ),
    name="indicador",
)
WORD = JsonObject[Reading](
    (
        JsonKey("valor", TEXT_OR_NULL, lambda one: one.value),
        JsonKey("unidade", {"enum": [Kind.TEXT.value, Kind.DATE.value]}, lambda one: one.unit.value),
    ),
    name="palavra",
    means="o que se diz de um só cliente e não é número: um texto, ou uma data ISO",
)
COMPARED = frozenset(
    {
        "anterior",
        "variacao",
        "unidade_variacao",
        "intervalo_variacao_95",
        "veredito_variacao",
        "metodo_variacao",
    }
)  # keys of a reading in a report that compares

SOURCE = JsonObject[Source](
    (
        JsonKey("arquivo", TEXT, lambda one: one.file),
        JsonKey("linhas", COUNT, lambda one: one.lines),
        JsonKey("validas", COUNT, lambda one: one.valid),
        JsonKey("canceladas", COUNT, lambda one: one.cancelled),
        JsonKey("rejeitadas", COUNT, lambda one: one.rejected),
        JsonKey(
            "repetidas",
            COUNT,
            lambda one: one.repeated or ABSENT,
            optional=True,
            means="as que contam em outro arquivo da mesma fonte; não estão em linhas",
        ),
        JsonKey(
            "fracao_rejeitada",
            NUMBER_OR_NULL,
            lambda one: one.verdict.rejected_share if one.verdict else ABSENT,
            optional=True,
        ),
        JsonKey("primeiro_dia", DATE_OR_NULL, lambda one: one.verdict.first if one.verdict else ABSENT, optional=True),
        JsonKey("ultimo_dia", DATE_OR_NULL, lambda one: one.verdict.last if one.verdict else ABSENT, optional=True),
        JsonKey(
            "veredito",
            {"enum": ["boa", "atencao", "reprovada"]},
            lambda one: one.verdict.word if one.verdict else ABSENT,
            optional=True,
        ),
        JsonKey("motivo", TEXT, lambda one: one.verdict.reason if one.verdict else ABSENT, optional=True),
    ),
    name="fonte",
    means="linhas = validas + canceladas + rejeitadas",
)

RESULT = JsonObject[Report](
    (
        const("esquema", SCHEMA),
        JsonKey("comando", command_name, lambda one: one.command),
        JsonKey("periodo", PERIOD.ref, lambda one: PERIOD.of(one.period) if one.period else ABSENT, optional=True),
        JsonKey(
            "comparado",
            PERIOD.ref,
            lambda one: PERIOD.of(one.compared_with) if one.compared_with else ABSENT,
            optional=True,
        ),
        JsonKey(
            "ano_anterior",
            PERIOD.ref,
            lambda one: PERIOD.of(one.year_before) if one.year_before else ABSENT,
            optional=True,
        ),
        JsonKey("de", TEXT, lambda one: one.subject or ABSENT, optional=True, means="de quem é o relatório"),
        JsonKey(
            "frases",
            list_of(TEXT),
            lambda one: list(one.answer) if one.sections else ABSENT,
            optional=True,
            means="o que houve, de que se compõe, o que fazer",
        ),
        JsonKey(
            "secoes",
            list_of(SECTION.ref),
            lambda one: [SECTION.of(section) for section in one.sections] or ABSENT,
            optional=True,
            means="as partes do relatório, em ordem, com o que cada uma mostra",
        ),
        JsonKey(
            "verificacoes",
            list_of(CHECK.ref),
            lambda one: ABSENT if one.checks is None else [CHECK.of(check) for check in one.checks],
            optional=True,
        ),
        JsonKey(
            "achados",
            list_of(FINDING.ref),
            lambda one: ABSENT if one.findings is None else [FINDING.of(finding) for finding in one.findings],
            optional=True,
        ),
        JsonKey("regras", map_of(CELL), lambda one: dict(one.rules), means="as regras sob as quais os números valem"),
        JsonKey(
            "indicadores",
            map_of({"anyOf": [READING.ref, WORD.ref]}),
            lambda one: {reading.key: reading_of(reading, one) for reading in one.readings if reading.missing is None},
            means="pela chave de carteira indicadores",
        ),
        JsonKey(
            "tabelas",
            map_of(list_of(map_of(CELL))),
            lambda one: {table.key: _rows(table) for table in one.tables},
            means=f"uma lista de linhas por tabela: {', '.join(table_names())}",
        ),
        JsonKey(
            "fontes",
            map_of(SOURCE.ref),
            lambda one: {source.table: SOURCE.of(source) for source in one.sources},
            means="o que foi lido",
        ),
        JsonKey("avisos", list_of(TEXT), lambda one: list(one.warnings)),
        JsonKey("notas", list_of(TEXT), lambda one: list(one.notes)),
        JsonKey(
            "trechos",
            map_of(TEXT),
            lambda one: {snippet.key: snippet.text for snippet in one.snippets} or ABSENT,
            optional=True,
        ),
    ),
    name="resultado",
)
NUMBERS = frozenset(
    {"indicadores", "tabelas", "achados", "verificacoes", "trechos", "secoes"}
)  # what a table carries instead


_DEFINED = (RESULT, FAILURE, PERIOD, READING, YEAR, SECTION, WORD, SOURCE, FINDING, CHECK)


def reading_of(reading: Reading, report: Report) -> dict[str, Any]:
    """What is written of a reading: in a report that compares, also what it was and how it changed."""
    if isinstance(reading.unit, Kind):
        return WORD.of(reading)
    return READING.of(reading, frozenset() if report.compared_with else COMPARED)


def _rows(table: Table) -> list[dict[str, Any]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def schema() -> dict[str, Any]:
    """What every command writes as JSON: a result, or an error in the same envelope."""
    return {
        "$schema": DIALECT,
        "title": "Resultado do carteira",
        "description": f"O que --formato json escreve; esquema {SCHEMA}. Números crus, datas ISO, fim inclusive.",
        "oneOf": [RESULT.ref, FAILURE.ref],
        "$defs": {one.name: one.schema() for one in _DEFINED},
    }
