"""A number with a receipt: what it was made of, by which program and which words, so that anybody can make it again."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from carteira_cli import __version__
from carteira_cli.config.origin import Origin
from carteira_cli.config.settings import (
    SOURCE_KEYS,
    EngineSettings,
    ResultSettings,
    SourceSettings,
    settings_of,
)
from carteira_cli.config.settings.model import settings_in
from carteira_cli.dataclass import dataclass
from carteira_cli.json_schema import (
    CELL,
    COUNT,
    TEXT,
    TEXT_OR_NULL,
    JsonKey,
    JsonObject,
    command_name,
    const,
    list_of,
    map_of,
)
from carteira_cli.reading.inputs.addresses import redact
from carteira_cli.sources.finding.locate import inputs_of
from carteira_cli.sources.finding.sums import sum_of
from carteira_cli.told import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from carteira_cli.config.origin import Raw
    from carteira_cli.config.resolve import Config
    from carteira_cli.report import Report

SCHEMA = 1
_SUM = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
# What is asked, and not where it goes or how fast: the rest of the results' options changes no number.
_SHAPING = (ResultSettings.vazio, ResultSettings.empresa, ResultSettings.sem_identificadores)
_LEFT_OUT = {
    *(set(settings_in(ResultSettings)) - {*_SHAPING, ResultSettings.pseudonimizar}),
    *settings_in(EngineSettings),
    SourceSettings.pasta,
    SourceSettings.config,
}


@dataclass(frozen=True)
class ReceiptInput:
    """A file that numbers were made of.

    Attributes:
        table: which table; `CONFIGURATION` of the configuration.
        name: by the data folder, where it lies in it; an address without what it may carry of passwords.
        size: bytes; None of an address.
        digest: SHA-256 of its bytes, in hexadecimal; None of an address, which nobody can hold to it.
    """

    table: str
    name: str
    size: int | None
    digest: str | None


@dataclass(frozen=True)
class Receipt:
    """What is written.

    Attributes:
        report: as it was given out.
        tables: the rows of each table, as the JSON of a result has them.
        asked: key → what was told, but for files to write to.
        folder: the data folder as it is found from the receipt's; None where that leads elsewhere.
        inputs: what it was made of.
    """

    report: Report
    tables: Mapping[str, Any]
    asked: Mapping[str, Raw]
    folder: str | None
    inputs: tuple[ReceiptInput, ...]


INPUT = JsonObject[ReceiptInput](
    (
        JsonKey("tabela", TEXT, lambda one: one.table),
        JsonKey("arquivo", TEXT, lambda one: one.name),
        JsonKey("bytes", {"type": ["integer", "null"], "minimum": 0}, lambda one: one.size),
        JsonKey("sha256", {"anyOf": [_SUM, {"type": "null"}]}, lambda one: one.digest),
    ),
)
RECEIPT = JsonObject[Receipt](
    (
        const("esquema", SCHEMA),
        const("programa", "carteira"),
        JsonKey("versao", TEXT, lambda _: __version__),
        JsonKey("comando", command_name, lambda one: one.report.command),
        JsonKey(
            "pedido",
            map_of({"type": ["string", "boolean", "array"], "items": TEXT}),
            lambda one: {key: list(raw) if isinstance(raw, tuple) else raw for key, raw in one.asked.items()},
            means="as opções dadas na linha de comando ou em variáveis; as do carteira.toml estão nele",
        ),
        JsonKey("pasta", TEXT_OR_NULL, lambda one: one.folder, means="a dos dados, vista da pasta do recibo"),
        JsonKey("periodo", TEXT_OR_NULL, lambda one: one.report.period.label if one.report.period else None),
        JsonKey("regras", map_of(CELL), lambda one: dict(one.report.rules)),
        JsonKey("entradas", list_of(INPUT.schema()), lambda one: [INPUT.of(each) for each in one.inputs]),
        JsonKey(
            "valores",
            map_of({"type": "object", "additionalProperties": CELL}),
            lambda one: dict(values_of(one.report)),
            means="cada indicador, com o numerador e o denominador onde os tem",
        ),
        JsonKey(
            "tabelas",
            map_of(
                {
                    "type": "object",
                    "properties": {"linhas": COUNT, "sha256": _SUM},
                    "required": ["linhas", "sha256"],
                    "additionalProperties": False,
                }
            ),
            lambda one: dict(sums_of(one.tables)),
            means="de cada tabela, quantas linhas, e o sha256 do JSON delas",
        ),
    ),
)


def receipt_of(report: Report, config: Config, beside: Path | None = None) -> dict[str, Any]:
    """The receipt of a report: `RECEIPT`. The same of the same files, wherever they lie and whenever it is asked.

    Args:
        report: as it leaves the run.
        config: what the run was told.
        beside: where the receipt goes, if anywhere: the data folder is told from there.

    Raises:
        DataError: an input can't be read any more.
    """
    asked, tables = asked_of(report.command, config), tables_read(report)
    inputs = tuple(entries_of(tables, config))
    return RECEIPT.of(Receipt(report, tables_of(report, config), asked, _folder(config, beside), inputs))


def origin_of(report: Report, config: Config) -> dict[str, Any]:
    """The part of a receipt that says what numbers were made of: the version, and each input with its sum.

    Raises:
        DataError: an input can't be read any more.
    """
    entries = [INPUT.of(one) for one in entries_of(tables_read(report), config)]
    return {"versao": __version__, "entradas": entries}


ORIGIN = {
    "type": "object",
    "properties": {"versao": TEXT, "entradas": list_of(INPUT.schema())},
    "required": ["versao", "entradas"],
    "additionalProperties": False,
}


def tables_of(report: Report, config: Config) -> Mapping[str, Any]:
    """Table → its rows, as the JSON of a result has them; files by the data folder, from wherever that was named."""
    from carteira_cli.render import render  # weight: for a run with a receipt

    found: Mapping[str, Any] = json.loads(render(report, "json", config)).get("tabelas", {})
    front = f"{config.folder}/"
    for row in (row for rows in found.values() for row in rows if isinstance(row.get("arquivo"), str)):
        row["arquivo"] = ", ".join(name.removeprefix(front) for name in row["arquivo"].split(", "))
    return found


def _folder(config: Config, beside: Path | None) -> str | None:
    """The data folder from that of a receipt, where it is inside of it: a way up would say where a machine has it."""
    if beside is None:
        return None
    try:
        return config.folder.resolve().relative_to(beside.resolve().parent).as_posix()
    except ValueError:
        return None


def asked_of(command: str, config: Config) -> Mapping[str, Raw]:
    """What the command line or a variable told a run, of what changes numbers."""
    return {
        one.key: _as_told(config.value(one).text)
        for one in settings_of(command)
        if one not in _LEFT_OUT and config.value(one).origin in {Origin.FLAG, Origin.VARIABLE}
    }


def _as_told(raw: Raw) -> Raw:
    """Without what an address may carry of passwords."""
    if isinstance(raw, tuple):
        return tuple(redact(one) for one in raw)
    return redact(raw) if isinstance(raw, str) else raw


def may_ask(command: str) -> frozenset[str]:
    """The options that a receipt may have told a command: none that writes, and none that it does not take."""
    return frozenset(one.key for one in settings_of(command) if one not in _LEFT_OUT)


def tables_read(report: Report) -> tuple[str, ...]:
    """The tables that a report was made of, in order."""
    return tuple(dict.fromkeys(one.table for one in report.sources if one.table in SOURCE_KEYS))


def entries_of(tables: Iterable[str], config: Config) -> Iterator[ReceiptInput]:
    """What a receipt says of the files of some tables, in order, and of the configuration.

    Raises:
        DataError: one can't be read.
    """
    for table, named in inputs_of(config, tables):
        yield _input(table, named, config.folder)


def _input(table: str, named: Path | str, folder: Path) -> ReceiptInput:
    if isinstance(named, str):
        return ReceiptInput(table, redact(named), None, None)
    size, digest = sum_of(named)
    return ReceiptInput(table, _name(named, folder), size, digest)


def _name(path: Path, folder: Path) -> str:
    """A file by the data folder where it lies in it, a link to one that lies elsewhere as well."""
    for one, place in ((path, folder), (path.resolve(), folder.resolve())):
        if one.is_relative_to(place) and ".." not in one.relative_to(place).parts:
            return one.relative_to(place).as_posix()
    return told(str(path))


def values_of(report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """Indicator → its value and what it is a ratio of."""
    for one in report.readings:
        if one.missing is None:
            parts = {"numerador": one.numerator, "denominador": one.denominator}
            yield one.key, {"valor": one.value} | {name: part for name, part in parts.items() if part is not None}


def sums_of(tables: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Table → how many rows, and their SHA-256."""
    for key, rows in tables.items():
        text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield key, {"linhas": len(rows), "sha256": sha256(text.encode()).hexdigest()}
