"""The JSON Schema (draft 2020-12) of what `--formato json` writes, and of the other JSON files of the program."""

from __future__ import annotations

import json
from typing import Any

from carteira_cli.render.json import SCHEMA
from carteira_cli.report import Outcome, Severity
from carteira_cli.units import Unit

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}
_DATE = {"type": "string", "format": "date"}
_CELL = {"type": ["string", "number", "boolean", "null"]}
_NUMBER = {"type": ["number", "null"]}
_UNIT = {"enum": [unit.value for unit in Unit]}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None, **more: object) -> dict[str, Any]:
    """An object that has these keys, may have those, and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def _map(values: object) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": values}


def _list(items: object) -> dict[str, Any]:
    return {"type": "array", "items": items}


def result() -> dict[str, Any]:
    """What every command writes as JSON: a result, or an error in the same envelope."""
    return {
        "$schema": DIALECT,
        "title": "Resultado do carteira",
        "description": f"O que --formato json escreve; esquema {SCHEMA}. Números crus, datas ISO, fim inclusive.",
        "oneOf": [{"$ref": "#/$defs/resultado"}, {"$ref": "#/$defs/falha"}],
        "$defs": {
            "resultado": _result(),
            "falha": _object(
                {
                    "esquema": {"const": SCHEMA},
                    "comando": {"type": ["string", "null"]},
                    "erro": _object({"codigo": _TEXT, "mensagem": _TEXT, "dica": _TEXT}),
                }
            ),
            "periodo": _object(
                {"rotulo": _TEXT, "inicio": _DATE, "fim": _DATE, "completo": {"type": "boolean"}},
                {"dados_desde": _DATE, "dados_ate": _DATE},
            ),
            "indicador": _reading(),
            "fonte": _source(),
            "achado": _finding(),
            "verificacao": _check(),
        },
    }


def _result() -> dict[str, Any]:
    return _object(
        {
            "esquema": {"const": SCHEMA},
            "comando": _TEXT,
            "regras": _map(_CELL) | {"description": "as regras sob as quais os números valem"},
            "indicadores": _map({"$ref": "#/$defs/indicador"}) | {"description": "pela chave de carteira indicadores"},
            "tabelas": _map(_list(_map(_CELL))) | {"description": "uma lista de linhas por tabela"},
            "fontes": _map({"$ref": "#/$defs/fonte"}) | {"description": "o que foi lido"},
            "avisos": _list(_TEXT),
            "notas": _list(_TEXT),
        },
        {
            "periodo": {"$ref": "#/$defs/periodo"},
            "comparado": {"$ref": "#/$defs/periodo"},
            "verificacoes": _list({"$ref": "#/$defs/verificacao"}),
            "achados": _list({"$ref": "#/$defs/achado"}),
            "trechos": _map(_TEXT),
        },
    )


def _reading() -> dict[str, Any]:
    return _object(
        {"valor": _NUMBER, "unidade": _UNIT},
        {
            "anterior": _NUMBER,
            "variacao": _NUMBER
            | {"description": "de frações, valor − anterior (em pontos); do resto, (valor − anterior) ÷ |anterior|"},
            "unidade_variacao": {"enum": [Unit.POINTS.value, Unit.FRACTION.value]},
            "intervalo_95": _list({"type": "number"}) | {"minItems": 2, "maxItems": 2},
        },
    )


def _source() -> dict[str, Any]:
    return _object(
        {"arquivo": _TEXT, "linhas": _COUNT, "validas": _COUNT, "canceladas": _COUNT, "rejeitadas": _COUNT},
        {
            "repetidas": _COUNT | {"description": "as que contam em outro arquivo da mesma fonte; não estão em linhas"},
            "fracao_rejeitada": _NUMBER,
            "primeiro_dia": {"type": ["string", "null"], "format": "date"},
            "ultimo_dia": {"type": ["string", "null"], "format": "date"},
            "veredito": {"enum": ["boa", "atencao", "reprovada"]},
            "motivo": _TEXT,
        },
        description="linhas = validas + canceladas + rejeitadas",
    )


def _finding() -> dict[str, Any]:
    example = {
        "type": "object",
        "properties": {
            "lugares": _list(_object({"arquivo": _TEXT, "linha": {"type": "integer", "minimum": 1}})),
            "texto": _TEXT,
        },
        "required": ["lugares", "texto"],
        "additionalProperties": _CELL,
    }
    return _object(
        {
            "gravidade": {"enum": [severity.value for severity in Severity]},
            "fonte": _TEXT,
            "achado": _TEXT,
            "quantidade": _COUNT,
            "valor": _NUMBER,
            "titulo": _TEXT,
            "mensagem": _TEXT,
            "o_que_fazer": _TEXT,
            "exemplos": _list(example),
        }
    )


def _check() -> dict[str, Any]:
    levels = [outcome.value for outcome in Outcome if outcome is not Outcome.NO_DATA]
    return _object(
        {
            "indicador": _TEXT,
            "grupo": {"type": ["string", "null"]},
            "valor": _NUMBER,
            "unidade": _UNIT,
            "limite": _TEXT,
            "veredito": {"enum": [outcome.value for outcome in Outcome]},
            "nivel": {"enum": levels, "description": "o que o veredito vale; só sem_dados pode valer outra coisa"},
            "mensagem": _TEXT,
            "definicao": _TEXT,
        },
        {"por": _TEXT, "anterior": _NUMBER, "referencia": _TEXT, "observacao": _TEXT, "lista": _TEXT},
    )


def baseline() -> dict[str, Any]:
    """The file of `carteira base gravar`."""
    number = _object(
        {"indicador": _TEXT, "valor": _NUMBER, "unidade": _UNIT},
        {
            "por": _TEXT,
            "grupo": {"type": ["string", "null"]},
            "exato": {"type": "string", "pattern": r"^-?\d+(/\d+)?$", "description": "a fração exata"},
        },
    )
    period = {"rotulo": _TEXT, "inicio": _DATE, "fim": _DATE, "meses": {"type": "string", "pattern": r"^\d+(/\d+)?$"}}
    return {
        "$schema": DIALECT,
        "title": "Linha de base do carteira",
        **_object(
            {
                "esquema": {"const": 1},
                "programa": {"const": "carteira"},
                "versao": _TEXT,
                "periodo": _object(period),
                "regras": _map(_CELL),
                "indicadores": _list(number),
            }
        ),
    }


def manifest() -> dict[str, Any]:
    """The file of `--manifesto`."""
    file = _object(
        {
            "arquivo": _TEXT,
            "formato": _TEXT,
            "periodo": {"type": ["string", "null"]},
            "bytes": _COUNT,
            "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "linhas": _COUNT,
        }
    )
    return {
        "$schema": DIALECT,
        "title": "Manifesto das saídas do carteira",
        **_object(
            {
                "esquema": {"const": 1},
                "programa": {"const": "carteira"},
                "versao": _TEXT,
                "comando": _TEXT,
                "periodo": {"type": ["string", "null"], "description": "o de todos os arquivos; nulo se forem vários"},
                "arquivos": _list(file),
            }
        ),
    }


SCHEMAS = {"resultado": result, "base": baseline, "manifesto": manifest}


def render(name: str) -> bytes:
    """A schema as a file."""
    return (json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=2) + "\n").encode()
