"""The semantic model of the star in the open format of exchange: Apache Ossie, which began as OSI.

Written after `core-spec/spec.md` and `core-spec/ossie-schema.json` of github.com/apache/ossie (Apache License 2.0).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from carteira_cli.dataclass import dataclass
from carteira_cli.kpis.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carteira_cli.star.columns import StarColumn, StarTable, StarType
    from carteira_cli.star.formulas import MetricFormula

FACT = "fato_movimento"
SALES = "fato_vendas"
VENDOR = "COMMON"  # the one that every version knows
_TYPES: Mapping[StarType, str] = {"texto": "String", "inteiro": "Integer", "sim_ou_nao": "Integer", "data": "Date"}
_TIMES = frozenset({"ano", "trimestre", "mes", "periodo", "periodo_mes", "periodo_trimestre", "periodo_ano"})
_HOW = (
    "Métricas de fato_movimento valem para um período: agrupe por fato_movimento.periodo, ou escolha um. "
    "Nunca some períodos nem grãos diferentes: quem é ativo em janeiro e em fevereiro é um cliente só. "
    "Para a receita de outros recortes de dias use receita_das_linhas, de fato_vendas. "
    "Dinheiro está em centavos inteiros nas colunas *_centavos, e em reais nas métricas."
)


@dataclass(frozen=True)
class ModelFacts:
    """What the model is of.

    Attributes:
        tables: of the star.
        metrics: over `fato_movimento`.
        suffix: of the files of the tables.
        rules: under which the numbers stand: name → value.
    """

    tables: Sequence[StarTable]
    metrics: Sequence[MetricFormula]
    suffix: str
    rules: Mapping[str, object]


@dataclass(frozen=True)
class OssieVersion:
    """A version of the format.

    Attributes:
        name: as the document says it.
        wrapped: whether models are a list under `semantic_model`, and not the document itself.
        typed: whether fields and metrics have a `datatype`.
    """

    name: str
    wrapped: bool
    typed: bool

    def document(self, facts: ModelFacts) -> dict[str, Any]:
        """The model as a document of this version."""
        model = {
            "name": "carteira",
            "description": "Carteira de clientes: quem compra, quem chega, quem vai embora, e quanto isso vale.",
            "ai_context": {"instructions": _HOW},
            "datasets": [self._dataset(table, facts.suffix) for table in facts.tables],
            "relationships": [_relationship(table, *refers) for table in facts.tables for refers in table.refers],
            "metrics": [*(self._indicator(one) for one in facts.metrics), self._revenue_of_lines()],
            "custom_extensions": [_extension({"regras": facts.rules})],
        }
        return {"version": self.name} | ({"semantic_model": [model]} if self.wrapped else model)

    def _dataset(self, table: StarTable, suffix: str) -> dict[str, Any]:
        return {
            "name": table.name,
            "source": table.name,
            "primary_key": list(table.key),
            "description": table.words,
            "fields": [self._field(column) for column in table.columns],
            "custom_extensions": [_extension({"arquivo": f"{table.name}{suffix}"})],
        }

    def _field(self, column: StarColumn) -> dict[str, Any]:
        time = column.type == "data" or column.name in _TIMES
        return {
            "name": column.name,
            "expression": _expression(column.name),
            "dimension": {"is_time": time},
            "description": column.words,
        } | self._datatype(_TYPES[column.type])

    def _indicator(self, formula: MetricFormula) -> dict[str, Any]:
        item = catalogue()[formula.key]
        parts = {"numerador": formula.numerator.sql(FACT), "denominador": formula.denominator.sql(FACT)}
        told = {"unidade": item.unit.value, "melhor": item.better.value, "formula": item.formula}
        return {
            "name": formula.key,
            "expression": _expression(formula.sql(FACT)),
            "description": f"{item.title}. {item.meaning} Fórmula: {item.formula}.",
            "ai_context": {"synonyms": [item.title]},
            "custom_extensions": [_extension(told | parts)],
        } | self._datatype("Integer" if formula.counts else "Float")

    def _revenue_of_lines(self) -> dict[str, Any]:
        return {
            "name": "receita_das_linhas",
            "expression": _expression(f"CAST(SUM({SALES}.receita_centavos) AS DOUBLE PRECISION) / 100"),
            "description": "Receita das linhas de venda, em reais, em qualquer recorte de dias, vendedores, produtos.",
            "ai_context": {"synonyms": ["Receita por dia", "Receita por vendedor", "Receita por produto"]},
            "custom_extensions": [
                _extension({"unidade": "reais", "numerador": f"SUM({SALES}.receita_centavos)", "denominador": "100"})
            ],
        } | self._datatype("Float")

    def _datatype(self, word: str) -> dict[str, str]:
        return {"datatype": word} if self.typed else {}


VERSIONS = {
    one.name: one
    for one in (OssieVersion("0.1.1", wrapped=True, typed=False), OssieVersion("0.2.0.dev0", wrapped=False, typed=True))
}


def _expression(text: str) -> dict[str, Any]:
    return {"dialects": [{"dialect": "ANSI_SQL", "expression": text}]}


def _extension(data: Mapping[str, object]) -> dict[str, str]:
    return {"vendor_name": VENDOR, "data": json.dumps(data, ensure_ascii=False)}


def _relationship(table: StarTable, column: str, other: str, key: str) -> dict[str, Any]:
    return {
        "name": f"{table.name}_{column}",
        "from": table.name,
        "to": other,
        "from_columns": [column],
        "to_columns": [key],
    }


def yaml_of(value: object, indent: int = 0) -> str:
    """A document as YAML 1.2: mappings and lists in block form, each text as JSON quotes it.

    Args:
        value: of mappings with plain words for keys, lists, texts and switches; lists that are empty stand inline.
        indent: spaces before each line.
    """
    pad = " " * indent
    if isinstance(value, dict):
        return "".join(f"{pad}{key}:{_below(one, indent + 2)}" for key, one in value.items())
    if isinstance(value, list):
        return "".join(f"{pad}- {_item(one, indent + 2)}" for one in value)
    raise TypeError(f"{value!r} is no document")


def _below(value: object, indent: int) -> str:
    return f"\n{yaml_of(value, indent)}" if isinstance(value, dict | list) and value else f" {_scalar(value)}\n"


def _item(value: object, indent: int) -> str:
    return yaml_of(value, indent).lstrip(" ") if isinstance(value, dict) else f"{_scalar(value)}\n"


def _scalar(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
