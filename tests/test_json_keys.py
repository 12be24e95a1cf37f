"""An object writes the keys that it declares, and its schema promises those and no others."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator, ValidationError

from carteira_cli.json_schema import (
    ABSENT,
    CELL,
    NUMBER_OR_NULL,
    TEXT,
    JsonKey,
    JsonObject,
    const,
    document_schema,
    unless_none,
    written,
)

PAIR = JsonObject[tuple[str, int | None, str | None]](
    (
        const("esquema", 1),
        JsonKey("talvez", TEXT, lambda one: unless_none(one[2]), optional=True),
        JsonKey("nome", TEXT, lambda one: one[0], means="como se chama"),
        JsonKey("valor", lambda: NUMBER_OR_NULL, lambda one: one[1]),
    ),
    means="um par",
)
OPEN = JsonObject[dict[str, int]]((JsonKey("nome", TEXT, lambda _: "n"),), further=(CELL, dict))


def fits(document, declared):
    Draft202012Validator(document_schema("t", declared)).validate(document)


def test_keys_are_written_as_declared_a_null_is_a_value_and_an_optional_one_may_be_absent():
    assert list(PAIR.of(("a", None, "b")).items()) == [("esquema", 1), ("talvez", "b"), ("nome", "a"), ("valor", None)]
    assert PAIR.of(("a", 2, None)) == {"esquema": 1, "nome": "a", "valor": 2}
    assert PAIR.of(("a", 2, "b"), frozenset({"talvez", "nome"})) == {"esquema": 1, "valor": 2}


def test_the_schema_is_of_those_keys():
    assert PAIR.schema() == {
        "type": "object",
        "properties": {
            "esquema": {"const": 1},
            "nome": {"type": "string", "description": "como se chama"},
            "valor": {"type": ["number", "null"]},
            "talvez": {"type": "string"},
        },
        "required": ["esquema", "nome", "valor"],
        "additionalProperties": False,
        "description": "um par",
    }
    for one in (("a", None, "b"), ("a", 2, None)):
        fits(PAIR.of(one), PAIR)
    for wrong in ({"esquema": 2}, {"mais": 1}, {"nome": None}, {"talvez": None}):
        with pytest.raises(ValidationError):
            fits(PAIR.of(("a", 2, None)) | wrong, PAIR)


def test_keys_that_the_data_name_come_after_the_declared_ones():
    assert list(OPEN.of({"x": 1, "y": 2}).items()) == [("nome", "n"), ("x", 1), ("y", 2)]
    fits(OPEN.of({"x": 1}), OPEN)
    with pytest.raises(ValidationError):
        fits(OPEN.of({"x": 1}) | {"z": []}, OPEN)


def test_a_key_that_must_be_there_cannot_be_written_as_absent():
    careless = JsonObject[None]((JsonKey("nome", TEXT, lambda _: ABSENT),))
    with pytest.raises(ValidationError):
        fits(json.loads(written(careless.of(None))), careless)
