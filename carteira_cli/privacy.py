"""Reports without the identity of customers: pseudonyms in the place of their ids, or none at all."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from carteira_cli.quoted import cells_are_hidden
from carteira_cli.words import TOTAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from carteira_cli.findings import Example, Finding
    from carteira_cli.report import Column, Report, Table
    from carteira_cli.rows import Cell

PERSONAL = ("cliente", "nome", "documento", "lead", "indicado_por", "comentario")  # columns that say who a customer is
_WORDS = {
    *("nome", "name", "social", "fantasia", "cpf", "cnpj", "cnpf", "rg", "documento", "email", "mail"),
    *("telefone", "fone", "celular", "phone", "whatsapp", "logradouro", "address", "comprador", "sacado", "contato"),
}
IDS = ("cliente", "lead", "indicado_por")  # of those, what a pseudonym stands for; the others go
_SENTINELS = (TOTAL, "(outros)")
_OMITTED = "(omitido)"
_SAID = ("coluna", "motivo")  # fields of an example that are the program's own words
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def shield(report: Report, pseudonym: Callable[[str], str] | None) -> Report:
    """A report without names and documents of customers, and without their ids or with pseudonyms for them.

    Args:
        report: as it was made.
        pseudonym: from an id to what stands for it; None: ids go as well.
    """
    rules = tuple((key, shielded_rule(key, value)) for key, value in report.rules)
    filtered = ("onde", _OMITTED) in rules
    checks = report.checks
    if checks is not None and filtered:  # the list's command has the filter; groups by customer are refused before
        checks = tuple(replace(check, look=None, explain=None) for check in checks)
    return replace(
        report,
        rules=rules,
        checks=checks,
        tables=tuple(_table(table, pseudonym) for table in report.tables),
        findings=None if report.findings is None else tuple(_finding(one, pseudonym) for one in report.findings),
    )


def personal(column: str) -> bool:
    """Whether a column, maybe with its table in front, says who a customer is; other names are judged by words."""
    words = re.findall(r"[a-z0-9]+", column.casefold())
    return column.rpartition(".")[2] in PERSONAL or not _WORDS.isdisjoint(words)


def _stands(column: str) -> bool:
    return column.rpartition(".")[2] in IDS


def shielded_rule(key: str, value: Cell) -> Cell:
    """What a rule was told, as it may leave: a filter by a customer names her."""
    if key != "onde" or not isinstance(value, str):
        return value
    # weight: of few runs
    from carteira_cli.condition import columns, parse_condition

    return _OMITTED if any(personal(column) for column in columns(parse_condition(value))) else value


def _table(table: Table, pseudonym: Callable[[str], str] | None) -> Table:
    def kept(column: Column) -> bool:
        return not personal(column.key) or (pseudonym is not None and _stands(column.key))

    places = [place for place, column in enumerate(table.columns) if kept(column)]
    rows = tuple(
        tuple(_cell(row[place], pseudonym if personal(table.columns[place].key) else None) for place in places)
        for row in table.rows
    )
    return replace(table, columns=tuple(table.columns[place] for place in places), rows=rows)


def _cell(cell: Cell, pseudonym: Callable[[str], str] | None) -> Cell:
    return pseudonym(cell) if pseudonym and isinstance(cell, str) and cell not in _SENTINELS else cell


def _finding(finding: Finding, pseudonym: Callable[[str], str] | None) -> Finding:
    return replace(finding, examples=tuple(_example(one, pseudonym) for one in finding.examples))


def _example(example: Example, pseudonym: Callable[[str], str] | None) -> Example:
    """A case by its lines, days and numbers: any other text may quote a cell."""
    fields: list[tuple[str, Cell]] = []
    for key, value in example.fields:
        if pseudonym is not None and _stands(key):
            fields.append((key, _cell(value, pseudonym)))
        elif not personal(key) and (not isinstance(value, str) or key in _SAID or _ISO.fullmatch(value)):
            fields.append((key, value))
    told = ", ".join(f"{key} {value}" for key, value in fields if value is not None and key not in _SAID)
    # Where cells are hidden, the text was made without any; elsewhere it may quote one.
    return replace(example, text=told or (example.text if cells_are_hidden() else ""), fields=tuple(fields))
