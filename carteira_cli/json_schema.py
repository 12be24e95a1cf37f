"""Objects of JSON, each key declared once: what is written and the JSON Schema that promises it come from one place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from carteira_cli.commands import commands
from carteira_cli.dataclass import dataclass

T = TypeVar("T")
Schema = Mapping[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ABSENT = object()  # what an optional key takes where it is left out; a null is a value
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
DATE: Schema = {"type": "string", "format": "date"}
DATE_OR_NULL: Schema = {"type": ["string", "null"], "format": "date"}
CELL: Schema = {"type": ["string", "number", "boolean", "null"]}
NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}


@dataclass(frozen=True)
class JsonKey(Generic[T]):
    """A key of an object.

    Attributes:
        name: as it is written.
        schema: what its value is; a function where that is known only once all modules are there.
        take: its value, from what the object tells of; `ABSENT` leaves it out.
        optional: whether it may be left out.
        means: what it says, for readers of the schema.
    """

    name: str
    schema: Schema | Callable[[], Schema]
    take: Callable[[T], object]
    optional: bool = False
    means: str = ""

    def described(self) -> Schema:
        """The schema of its value."""
        found = self.schema() if callable(self.schema) else self.schema
        return {**found, "description": self.means} if self.means else found


@dataclass(frozen=True)
class JsonObject(Generic[T]):
    """An object that has these keys and no others.

    Attributes:
        keys: in the order in which they are written.
        name: of its definition in the schema, where others refer to it.
        further: what keys the data name are, and their values; None where there are none.
        means: what holds between its keys, for readers of the schema.
    """

    keys: tuple[JsonKey[T], ...]
    name: str = ""
    further: tuple[Schema, Callable[[T], dict[str, Any]]] | None = None
    means: str = ""

    def of(self, one: T, without: frozenset[str] = frozenset()) -> dict[str, Any]:
        """What is written of `one`, some keys left out."""
        taken = ((key.name, key.take(one)) for key in self.keys if key.name not in without)
        document = {name: value for name, value in taken if value is not ABSENT}
        return document if self.further is None else document | self.further[1](one)

    def schema(self) -> dict[str, Any]:
        """What it promises."""
        ordered = sorted(self.keys, key=lambda key: key.optional)
        found = {
            "type": "object",
            "properties": {key.name: key.described() for key in ordered},
            "required": [key.name for key in ordered if not key.optional],
            "additionalProperties": False if self.further is None else self.further[0],
        }
        return found | ({"description": self.means} if self.means else {})

    @property
    def ref(self) -> Schema:
        """The reference to its definition."""
        return {"$ref": f"#/$defs/{self.name}"}


def const(name: str, value: str | int) -> JsonKey[Any]:
    """A key that always says the same."""
    return JsonKey(name, {"const": value}, lambda _: value)


def map_of(values: Schema) -> dict[str, Any]:
    """An object whose keys the data name."""
    return {"type": "object", "additionalProperties": values}


def list_of(items: Schema) -> dict[str, Any]:
    """An array."""
    return {"type": "array", "items": items}


def command_name() -> Schema:
    """One of the commands."""
    return {"enum": list(commands())}


def unless_none(value: object) -> object:
    """The value of an optional key that is never null."""
    return ABSENT if value is None else value


def document_schema(title: str, root: JsonObject[Any]) -> dict[str, Any]:
    """The JSON Schema of a file that holds one object."""
    return {"$schema": DIALECT, "title": title, **root.schema()}


def written(document: object) -> str:
    """A document as a file for machines that people can read."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
