"""JSON: the envelope that scripts rely on, with raw numbers and ISO dates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from carteira_cli.errors import CarteiraError
    from carteira_cli.report import Check, Finding, PeriodLine, Reading, Report, Source, Table

SCHEMA = 1


def render(report: Report) -> bytes:
    """The report as one JSON object. Indicators without their source are left out."""
    return _dump(envelope(report))


def envelope(report: Report) -> dict[str, Any]:
    """What a report says, as one object."""
    document: dict[str, Any] = {"esquema": SCHEMA, "comando": report.command}
    if report.period:
        document["periodo"] = _period(report.period)
    if report.compared_with:
        document["comparado"] = _period(report.compared_with)
    if report.checks is not None:
        document["verificacoes"] = [_check(check) for check in report.checks]
    if report.findings is not None:
        document["achados"] = [_finding(finding) for finding in report.findings]
    document |= {
        "regras": dict(report.rules),
        "indicadores": {
            reading.key: _reading(reading, compared=report.compared_with is not None)
            for reading in report.readings
            if reading.missing is None
        },
        "tabelas": {table.key: _rows(table) for table in report.tables},
        "fontes": {source.table: _source(source) for source in report.sources},
        "avisos": list(report.warnings),
        "notas": list(report.notes),
    }
    if report.snippets:
        document["trechos"] = {snippet.key: snippet.text for snippet in report.snippets}
    return document


def render_error(error: CarteiraError, command: str | None) -> bytes:
    """The envelope of a command that could not run."""
    problem = {"codigo": error.code, "mensagem": error.message, "dica": error.hint}
    return _dump({"esquema": SCHEMA, "comando": command, "erro": problem})


def _dump(document: dict[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def compact(document: dict[str, Any]) -> bytes:
    """An object on one line, to be carried inside something else."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _check(check: Check) -> dict[str, Any]:
    fields: dict[str, Any] = {"indicador": check.key, "grupo": check.group, "valor": check.value}
    if check.by is not None:
        fields["por"] = check.by
    fields |= {
        "unidade": check.unit.value,
        "limite": check.limit,
        "veredito": check.outcome.value,
        "nivel": check.level.value,
        "mensagem": check.message,
        "definicao": check.definition,
    }
    if check.reference is not None:
        fields |= {"anterior": check.previous, "referencia": check.reference}
    return fields | {
        key: value for key, value in (("observacao", check.note), ("lista", check.look)) if value is not None
    }


def _period(period: PeriodLine) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "rotulo": period.label,
        "inicio": period.first,
        "fim": period.last,
        "completo": period.complete,
    }
    since = {} if period.since is None else {"dados_desde": period.since}
    return fields if period.complete else fields | since | {"dados_ate": period.until}


def _reading(reading: Reading, *, compared: bool) -> dict[str, Any]:
    fields: dict[str, Any] = {"valor": reading.value, "unidade": reading.unit.value}
    if reading.interval:
        fields["intervalo_95"] = list(reading.interval)
    if compared:
        unit = reading.change_unit.value
        fields |= {"anterior": reading.previous, "variacao": reading.change, "unidade_variacao": unit}
    return fields


def _source(source: Source) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "arquivo": source.file,
        "linhas": source.lines,
        "validas": source.valid,
        "canceladas": source.cancelled,
        "rejeitadas": source.rejected,
    }
    if source.repeated:
        fields["repetidas"] = source.repeated
    if source.verdict:
        fields |= {
            "fracao_rejeitada": source.verdict.rejected_share,
            "primeiro_dia": source.verdict.first,
            "ultimo_dia": source.verdict.last,
            "veredito": source.verdict.word,
            "motivo": source.verdict.reason,
        }
    return fields


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "gravidade": finding.severity.value,
        "fonte": finding.source,
        "achado": finding.key,
        "quantidade": finding.count,
        "valor": finding.amount,
        "titulo": finding.title,
        "mensagem": finding.message,
        "o_que_fazer": finding.advice,
        "exemplos": [
            {
                "lugares": [{"arquivo": file, "linha": line} for file, line in example.places],
                "texto": example.text,
                **dict(example.fields),
            }
            for example in finding.examples
        ],
    }


def _rows(table: Table) -> list[dict[str, Any]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]
